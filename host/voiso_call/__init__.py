"""The native messaging host of Voiso Click-to-Call: checks a phone number and asks Voiso to call it."""

__version__ = "0.1.0"
