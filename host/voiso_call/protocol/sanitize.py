"""Removes or rejects characters that would control a terminal or mislead a reader."""

# Directional formatting characters (Unicode UAX #9). They are often copied together with a number, and
# reverse the display of the text beside them.
_DIRECTION_MARKS = dict.fromkeys([0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
# The control characters C0 and C1 (ISO 6429) and DEL. A terminal may execute sequences of them.
_CONTROL_CHARS = dict.fromkeys([*range(32), *range(127, 160)], " ")


def reject_control_chars(text: str) -> str:
    """Return `text` without direction marks. For numbers and other typed fields.

    Raises ValueError for a control character, which no number needs, or if nothing is left.
    """
    if text != text.translate(_CONTROL_CHARS):
        raise ValueError("must not contain control characters")
    return _require_text(text.translate(_DIRECTION_MARKS))


def strip_control_chars(text: str) -> str:
    """Return `text` without direction marks and with a space for each control character. For text of a page.

    Raises ValueError if nothing is left.
    """
    return _require_text(text.translate(_CONTROL_CHARS | _DIRECTION_MARKS))


def _require_text(text: str) -> str:
    if not text:
        raise ValueError("must contain visible characters")
    return text
