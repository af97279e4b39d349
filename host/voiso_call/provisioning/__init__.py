"""Sets this machine up, and says whether it is set up."""
