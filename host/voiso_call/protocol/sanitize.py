"""Removes, rejects or escapes characters that would control a terminal or mislead a reader."""

# Directional formatting characters (Unicode UAX #9). They are often copied together with a number, and
# reverse the display of the text beside them.
_DIRECTION_MARKS = dict.fromkeys([0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
# The control characters C0 and C1 (ISO 6429) and DEL. A terminal may execute sequences of them.
_CONTROL_CHARS = dict.fromkeys([*range(32), *range(127, 160)], " ")

# Blanks that a reader sees as such: Unicode's category Zs. Numbers are often written with U+00A0.
_BLANKS = frozenset(
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
# Invisible characters that Python calls printable: Unicode's property Default_Ignorable_Code_Point.
_INVISIBLE = frozenset(
    map(
        chr,
        (
            *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0),
            *range(0x180B, 0x1810),
            *range(0xFE00, 0xFE10),
            *range(0xE0100, 0xE01F0),
        ),
    )
)


def escape_unprintable(text: str) -> str:
    r"""Return `text` with an escape, like `\u202e`, for each character that is not printable.

    These are the control characters C0 and C1, formatting characters such as those of direction and of no
    width, line and paragraph separators, private use, lone surrogates and unassigned characters. The escapes
    are those of JSON, so that a JSON document remains the same document.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if _is_visible(char) else _json_escape(char) for char in text)


def _is_visible(char: str) -> bool:
    return (char.isprintable() and char not in _INVISIBLE) or char in _BLANKS


def _json_escape(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[index : index + 4]}" for index in range(0, len(units), 4))


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
