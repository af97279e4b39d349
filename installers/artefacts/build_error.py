"""The error of a build that cannot go on."""


class BuildError(Exception):
    """A release cannot be built. The text says why."""
