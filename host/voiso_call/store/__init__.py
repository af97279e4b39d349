"""The journal of calls: an SQLite database that all host processes of one agent share."""
