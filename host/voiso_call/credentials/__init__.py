"""Storage of the API key: in the operating system's keyring, or in a file that only its owner can read."""
