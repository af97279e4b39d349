"""The examination of this installation: one file for each group of checks. They read, and print nothing."""
