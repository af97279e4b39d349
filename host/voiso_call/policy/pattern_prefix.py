"""Tells how far a number agrees with a pattern of Google's number metadata, although it does not match it.

The patterns consist of digits, the class of all digits, classes like `[2-9]`, groups `(?:...)`, `|`, and the
quantifiers `?`, `{n}` and `{m,n}`. Python's `re` cannot match a text partially. A walk over such a small
language can, and a test compares it with `re` for every pattern of the metadata.
"""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache
from typing import NamedTuple

_DIGITS = frozenset("0123456789")


class _Part(NamedTuple):
    """A digit or a group of a pattern, with its quantifier."""

    chars: Set[str]  # one of which a digit is; empty for a group
    group: tuple[tuple[_Part, ...], ...]  # sequences, one of which follows
    min_count: int
    max_count: int


def longest_prefix(pattern: str, digits: str) -> int:
    """Return the length of the longest beginning of `digits` with which a match of `pattern` can begin.

    It is `len(digits)` for a match, and for the beginning of one. Raises ValueError for a pattern with other
    elements than those of the metadata.
    """
    walk = _Walk(digits)
    walk.alternatives(_parse(pattern), {0})
    return walk.longest


class _Walk:
    """One walk over a pattern. Positions are the indices in `digits` that a match can have reached."""

    def __init__(self, digits: str):
        self.longest = 0
        self._digits = digits

    def alternatives(self, sequences: tuple[tuple[_Part, ...], ...], starts: Set[int]) -> Set[int]:
        """Walk over sequences, and return the positions after any of them."""
        ends: Set[int] = set()
        for sequence in sequences:
            positions = starts
            for part in sequence:
                if not positions:
                    break
                positions = self._repetition(part, positions)
            ends |= positions
        return ends

    def _repetition(self, part: _Part, starts: Set[int]) -> Set[int]:
        positions = starts
        ends = starts if part.min_count == 0 else set()
        for count in range(1, part.max_count + 1):
            positions = self._atom(part, positions)
            if not positions:
                break
            if count >= part.min_count:
                ends |= positions
        return ends

    def _atom(self, part: _Part, starts: Set[int]) -> Set[int]:
        if part.group:
            return self.alternatives(part.group, starts)
        ends = {start + 1 for start in starts if self._digits[start : start + 1] in part.chars}
        self.longest = max(self.longest, *ends, 0)
        return ends


@lru_cache(maxsize=256)  # a plan has a dozen patterns, and a number is compared with several plans
def _parse(pattern: str) -> tuple[tuple[_Part, ...], ...]:
    parser = _Parser(pattern)
    alternatives = parser.alternatives()
    if parser.index < len(pattern):
        raise ValueError(f"unexpected character at index {parser.index} of the pattern {pattern!r}")
    return alternatives


class _Parser:
    """Reads a pattern from its beginning."""

    def __init__(self, pattern: str):
        self.index = 0
        self._pattern = pattern

    def alternatives(self) -> tuple[tuple[_Part, ...], ...]:
        """Read sequences with `|` between them."""
        sequences = [self._sequence()]
        while self._peek() == "|":
            self.index += 1
            sequences.append(self._sequence())
        return tuple(sequences)

    def _sequence(self) -> tuple[_Part, ...]:
        parts = []
        while self._peek() not in ("", "|", ")"):
            chars, group = self._atom()
            parts.append(_Part(chars, group, *self._quantifier()))
        return tuple(parts)

    def _atom(self) -> tuple[Set[str], tuple[tuple[_Part, ...], ...]]:
        if not self._pattern.startswith("(?:", self.index):
            return self._char_class(), ()
        self.index += len("(?:")
        group = self.alternatives()
        self._expect(")")
        return frozenset(), group

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
