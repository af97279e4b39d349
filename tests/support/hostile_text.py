"""Text with every kind of character that controls a terminal or misleads a reader, and what is left of it."""

import itertools
import unicodedata

_CATEGORIES = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_MAX_OF_A_CATEGORY = 300  # all characters except of private use, unassigned ones and surrogates
# The planes in which Unicode has such characters; the others hold letters, and more of the last two kinds.
SEARCHED = (range(0x20000), range(0xE0000, 0xE1000))
# Invisible, although of other categories (Unicode's DerivedCoreProperties.txt, Default_Ignorable_Code_Point).
IGNORABLE = {
    chr(code)
    for first, last in (
        *((0x34F, 0x34F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x3164, 0x3164)),
        *((0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xE0100, 0xE01EF)),
    )
    for code in range(first, last + 1)
}


def is_hostile(char: str) -> bool:
    """Whether a character has no place in the output of a command, apart from the end of its lines."""
    return unicodedata.category(char) in _CATEGORIES or char in IGNORABLE


def hostile_chars() -> str:
    """Return the characters of each category, at most _MAX_OF_A_CATEGORY of each."""
    of_category: dict[str, list[str]] = {category: [] for category in _CATEGORIES}
    for char in map(chr, itertools.chain(*SEARCHED)):
        chars = of_category.get(unicodedata.category(char))
        if chars is not None and len(chars) < _MAX_OF_A_CATEGORY:
            chars.append(char)
    return "".join(char for chars in of_category.values() for char in chars) + "".join(sorted(IGNORABLE))


HOSTILE = f"before\x1b[2J\x1b]0;title\x07\x9b31m\r\nvoiso-call: forged line{hostile_chars()}after"


def hostile_left(output: str) -> list[str]:
    """Return the hostile characters of an output, as escapes; line feeds end its lines."""
    return sorted({ascii(char) for char in output if is_hostile(char) and char != "\n"})
