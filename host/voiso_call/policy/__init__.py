"""Decides whether a number may be called now: pure rules, and a do-not-call list that is read from a file."""
