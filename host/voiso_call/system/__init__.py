"""The operating system: locks, atomic writes, file ownership, process hardening."""
