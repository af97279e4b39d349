"""Registers the host with browsers: the native messaging manifest and the launcher script."""
