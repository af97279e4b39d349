"""The native messaging protocol: framing, handshake, messages and their validation."""
