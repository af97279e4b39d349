"""The call journal in SQLite, shared by all host processes."""
