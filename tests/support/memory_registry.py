"""A Windows registry in memory, for tests on any system."""


class MemoryRegistry:
    """The default values of keys. A key in `broken` cannot be read, as one of another user."""

    def __init__(self, values: dict[str, str] | None = None):
        """Take the values that are there at first."""
        self.values = dict(values or {})
        self.broken: set[str] = set()

    def get(self, key: str) -> str | None:
        """Return the value of a key, if it is there."""
        if key in self.broken:
            raise PermissionError(13, "Access is denied")
        return self.values.get(key)

    def set(self, key: str, value: str) -> None:
        """Set the value of a key."""
        self.values[key] = value

    def delete(self, key: str) -> None:
        """Delete a key, unless it is missing."""
        self.values.pop(key, None)
