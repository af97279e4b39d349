"""Registers the host with browsers: native messaging manifest and launcher."""
