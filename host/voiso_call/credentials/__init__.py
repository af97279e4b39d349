"""The API key at rest: in the operating system's keyring or in a private file."""
