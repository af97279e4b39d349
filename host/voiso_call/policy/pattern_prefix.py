"""Tells how far a number agrees with a pattern of Google's number metadata, although it does not match it.

The patterns consist of digits, the class of all digits, classes like `[2-9]`, groups `(?:...)`, `|`, and the
quantifiers `?`, `{n}` and `{m,n}`. Python's `re` cannot match a text partially. A walk over such a small
language can, and a test compares it with `re` for every pattern of the metadata.
"""

from collections.abc import Set

_DIGITS = frozenset("0123456789")


def longest_prefix(pattern: str, digits: str) -> int:
    """Return the length of the longest beginning of `digits` with which a match of `pattern` can begin.

    It is `len(digits)` for a match, and for the beginning of one. Raises ValueError for a pattern with other
    elements than those of the metadata.
    """
    walk = _Walk(pattern, digits)
    walk.alternatives({0})
    if walk.index < len(pattern):
        raise ValueError(f"unexpected character at index {walk.index} of the pattern {pattern!r}")
    return walk.longest


class _Walk:
    """One walk over a pattern. Positions are the indices in `digits` that a match can have reached."""

    def __init__(self, pattern: str, digits: str):
        self.index = 0  # in the pattern
        self.longest = 0
        self._pattern = pattern
        self._digits = digits

    def alternatives(self, starts: Set[int]) -> set[int]:
        """Walk over sequences with `|` between them, and return the positions after any of them."""
        ends = self._sequence(starts)
        while self._peek() == "|":
            self.index += 1
            ends |= self._sequence(starts)
        return ends

    def _sequence(self, starts: Set[int]) -> set[int]:
        positions = set(starts)
        while self._peek() not in ("", "|", ")"):
            positions = self._repetition(positions)
        return positions

    def _repetition(self, starts: Set[int]) -> set[int]:
        """Walk over an atom and its quantifier."""
        atom_index = self.index
        positions = self._atom(starts)
        min_count, max_count = self._quantifier()
        end_index = self.index
        ends = set(starts) if min_count == 0 else set()
        for count in range(1, max_count + 1):
            if count > 1:
                self.index = atom_index
                positions = self._atom(positions)
            if count >= min_count:
                ends |= positions
            if not positions:
                break
        self.index = end_index
        return ends

    def _atom(self, starts: Set[int]) -> set[int]:
        if not self._pattern.startswith("(?:", self.index):
            chars = self._char_class()
            ends = {start + 1 for start in starts if self._digits[start : start + 1] in chars}
            self.longest = max(self.longest, *ends, 0)
            return ends
        self.index += len("(?:")
        ends = self.alternatives(starts)
        self._expect(")")
        return ends

    def _char_class(self) -> Set[str]:
        r"""Read a digit, `\d` or a class in square brackets."""
        char = self._peek()
        self.index += 1
        if char in _DIGITS:
            return {char}
        if char == "\\":
            self._expect("d")
            return _DIGITS
        if char != "[":
            raise ValueError(f"unexpected {char!r} in the pattern {self._pattern!r}")
        end = self._pattern.index("]", self.index)
        content, self.index = self._pattern[self.index : end], end + 1
        chars: set[str] = set()
        for index, char in enumerate(content):
            if char == "-":
                chars |= {str(digit) for digit in range(int(content[index - 1]), int(content[index + 1]) + 1)}
            else:
                chars.add(str(int(char)))  # raises ValueError for another character
        return chars

    def _quantifier(self) -> tuple[int, int]:
        """Read a quantifier, if there is one, and return the least and the greatest count."""
        if self._peek() == "?":
            self.index += 1
            return 0, 1
        if self._peek() != "{":
            return 1, 1
        end = self._pattern.index("}", self.index)
        low, _, high = self._pattern[self.index + 1 : end].partition(",")
        self.index = end + 1
        return int(low), int(high or low)

    def _peek(self) -> str:
        return self._pattern[self.index : self.index + 1]

    def _expect(self, char: str) -> None:
        if self._peek() != char:
            raise ValueError(f"{char!r} expected at index {self.index} of the pattern {self._pattern!r}")
        self.index += 1
