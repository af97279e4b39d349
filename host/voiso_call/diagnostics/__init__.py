"""Diagnostics: the event log and the redaction of phone numbers."""
