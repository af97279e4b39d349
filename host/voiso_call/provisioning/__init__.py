"""Sets up this machine, and reports whether it is set up."""
