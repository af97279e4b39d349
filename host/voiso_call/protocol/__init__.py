"""Native messaging: framing, handshake, messages and their validation."""
