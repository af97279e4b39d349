"""Operating system services: file locks, atomic writes, file permission checks, process hardening."""
