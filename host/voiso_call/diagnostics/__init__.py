"""What the host did, without keys and with masked numbers."""
