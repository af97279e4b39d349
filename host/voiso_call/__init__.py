"""Voiso Click-to-Call's native messaging host: a number in, a call ID or a coded failure out."""

__version__ = "0.1.0"
