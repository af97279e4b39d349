"""The use cases: place a call, check a number, read the history."""
