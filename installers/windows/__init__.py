"""The Windows package, made on Linux: one folder with a Python of its own, and an MSI of it."""
