"""The process that a browser starts and talks to over standard input and output."""
