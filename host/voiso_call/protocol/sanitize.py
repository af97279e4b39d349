"""Text from elsewhere, without what is not for a reader: a terminal would obey it, an eye be deceived."""

# Marks of direction (Unicode, UAX #9): they come along when a number is copied, and turn around what is
# shown beside them. Control characters of ISO 6429, C0 and C1.
_DIRECTION_MARKS = dict.fromkeys([0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_CONTROL_CHARS = dict.fromkeys([*range(32), *range(127, 160)], " ")


def reject_control_chars(text: str) -> str:
    """Leave out marks of direction. Raises ValueError for a control character, which no number needs."""
    if text != text.translate(_CONTROL_CHARS):
        raise ValueError("a control character")
    return _require_text(text.translate(_DIRECTION_MARKS))


def strip_control_chars(text: str) -> str:
    """Leave out marks of direction, and make each control character of a page's text a space."""
    return _require_text(text.translate(_CONTROL_CHARS | _DIRECTION_MARKS))


def _require_text(text: str) -> str:
    if not text:
        raise ValueError("nothing that can be seen")
    return text
