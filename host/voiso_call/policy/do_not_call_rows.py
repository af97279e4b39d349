"""Reads the rows of a do-not-call list: finds the numbers in every cell, in whatever spelling.

A row that is not understood is an error, because it would protect nobody. A cell whose text can be read as
two numbers puts both on the list: a call too few can be placed by hand, a call too many cannot be undone.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberFormat

from voiso_call.policy import number_reading
from voiso_call.policy.number_reading import MAX_DIGITS, MIN_DIALABLE_DIGITS

MAX_PART_CHARS = 1_000  # a longer text without a separator holds no number
MIN_DIGITS_WITH_CODE = 11  # shorter ones without "+" that are valid in the region have no country code
_PLAIN_E164 = re.compile(r"\+([1-9][0-9]{6,14})", re.ASCII)
_SEPARATOR = re.compile(r"[;,|&\t\r\n]")  # between two numbers, or a number and its extension, in one cell
_WORD = re.compile(r"[^\W\d_]{2,}")  # not "x", which begins an extension
_RANGE_WORD = re.compile(r"to|til|till|until|through|thru|bis|tot|al|hasta", re.IGNORECASE)
_ROW_ID = re.compile(r"\s*#\s*[A-Za-z]{0,4}-?\d{1,6}\s*", re.ASCII)  # in the first of several cells
_EXTENSION_FIRST = re.compile(r"\W*\d{1,6}\s+(?P<rest>.*)")
_COUNTRY_CODE_FIRST = re.compile(r"[1-9][\d ().-]+", re.ASCII)
_INTERNATIONAL = re.compile(r"\+\D{0,3}\d")
# What programs make of a number that they take for an amount: "4930123456.0", or worse.
_WHOLE_AMOUNT = re.compile(r"(?P<whole>\D*\d{5,})\.0+\D*", re.ASCII)
_OTHER_AMOUNT = re.compile(r"[^\d+]*[1-9](?:\d{6,}\.\d{1,2}|[\d.]*[eE]\d{1,2})\D*", re.ASCII)
_YEAR, _DAY_OR_MONTH = r"(?:19|20)\d{2}", r"(?:0?[1-9]|[12]\d|3[01])"
_DATE = re.compile(
    rf"(?:{_YEAR}([-/.]){_DAY_OR_MONTH}\1{_DAY_OR_MONTH}"
    rf"|{_DAY_OR_MONTH}([-/.]){_DAY_OR_MONTH}\2(?:{_YEAR}|\d{{2}}))"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
)


class UnreadableRowError(ValueError):
    """A row holds no number, or a range of them; `line` is its last line in the file, if that is known."""

    def __init__(
        self,
        line: int | None,
        reason: str = "no number that can be read; write it with + and the country code",
    ):
        super().__init__(reason)
        self.line = line


def read_rows(lines: Iterable[str], region: str | None) -> Iterator[int]:
    """Yield the E.164 digits of all numbers; those without a country code are read in `region`.

    Blank rows and those that begin with # are skipped, and the first other row if it is a heading. Raises
    UnreadableRowError, and csv.Error for a quotation mark without its counterpart.
    """
    reader = csv.reader(lines, strict=True)
    may_be_heading = True
    for cells in reader:
        if len(cells) == 1 and (digits := plain_e164(cells[0])) is not None:
            yield digits
        elif any(cell.strip() for cell in cells) and not _is_comment(cells):
            numbers = _row_numbers(cells, region, reader.line_num)
            if not numbers and not (may_be_heading and not any(map(_is_meant_as_number, cells))):
                raise UnreadableRowError(reader.line_num)
            yield from numbers
        else:
            continue
        may_be_heading = False


def plain_e164(text: str) -> int | None:
    """Return the digits of a text like +442079460000 if it is certain that it is read as exactly these.

    None if it has to be read by `number_reading`. This is about fifty times faster.
    """
    match = _PLAIN_E164.fullmatch(text)
    if match is None:
        return None
    digits = match[1]
    plans = _plans()
    for code_length in (1, 2, 3):  # no calling code is the beginning of another
        if plan := plans.get(digits[:code_length]):
            national = digits[code_length:]
            is_certain = len(national) in plan.lengths and plan.may_begin_a_prefix.match(national) is None
            return int(digits) if is_certain else None
    return None


@dataclass(frozen=True)
class _Plan:
    """The lengths of the national numbers of a calling code, and what may be a prefix that is removed."""

    lengths: frozenset[int]
    may_begin_a_prefix: re.Pattern[str]


@cache
def _plans() -> dict[str, _Plan]:
    """Return the plan of each calling code: that of its main country, by which `phonenumbers` reads."""
    plans = {}
    for code, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items():
        metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, regions[0])
        if metadata is None or metadata.general_desc is None:
            continue
        prefixes = ["0", *(["1"] if "MX" in regions else [])]  # see number_reading
        if metadata.national_prefix_for_parsing:  # it may match nothing: (?<!^) excludes that
            prefixes.append(rf"(?:{metadata.national_prefix_for_parsing})(?<!^)")
        pattern = re.compile("|".join(prefixes))
        plans[str(code)] = _Plan(frozenset(metadata.general_desc.possible_length), pattern)
    return plans


def _is_comment(cells: list[str]) -> bool:
    """Return whether a row begins with #, but not with an ID like #12 in a cell of its own."""
    first, *others = _SEPARATOR.split(cells[0]) + cells[1:]
    return first.lstrip().startswith("#") and not (others and _ROW_ID.fullmatch(first))


def _row_numbers(cells: list[str], region: str | None, line: int) -> set[int]:
    numbers: set[int] = set()
    for cell in cells:
        cleaned = number_reading.clean(cell[: MAX_PART_CHARS + 1])
        if _DATE.fullmatch(cleaned):
            continue
        if "phone-context" in cleaned:
            numbers |= _read(cleaned, region)
            continue
        for part in map(number_reading.clean, _SEPARATOR.split(cell)):
            part_numbers = _part_numbers(part, region) if len(part) <= MAX_PART_CHARS else set()
            if part_numbers and _is_range(part, region):
                raise UnreadableRowError(line, "a range of numbers; write each of them")
            if not part_numbers and _may_hold_numbers(part):
                raise UnreadableRowError(line)  # although another cell may hold a number
            numbers |= part_numbers
    return numbers


def _may_hold_numbers(part: str) -> bool:
    """Return whether a text without a readable number looks like an international one, or like several."""
    digit_count = _digit_count(part)
    if _INTERNATIONAL.search(part) and digit_count >= MIN_DIALABLE_DIGITS:
        return True
    return digit_count > MAX_DIGITS and not part.isdecimal() and not _WORD.search(part)


def _part_numbers(part: str, region: str | None) -> set[int]:
    """Read a text with one number, or with several that are divided by words or slashes."""
    numbers: set[int] = set()
    for text in _WORD.split(part):
        found = _slash_numbers(text, region)
        if numbers and not found and (extension := _EXTENSION_FIRST.match(text)):
            found = _slash_numbers(extension["rest"], region)
        numbers |= found
    if not numbers and (reading := number_reading.read(part, region)) and _WORD.search(part):
        numbers = _digits_of(reading) if phonenumbers.is_valid_number(reading) else set()  # 1-800-FLOWERS
    return numbers


def _is_range(part: str, region: str | None) -> bool:
    """Return whether a word like "to" is between a number and more digits, which are no date."""
    for word in _WORD.finditer(part):
        before = _WORD.split(part[: word.start()])[-1]
        after = re.sub(r"^[\W_]+|[\W_]+$", "", _WORD.split(part[word.end() :])[0])
        is_moment = _DATE.fullmatch(after) or re.fullmatch(_YEAR, after)
        if (
            _RANGE_WORD.fullmatch(word[0])
            and _digit_count(after) > 0
            and not is_moment
            and _read(before, region)
        ):
            return True
    return False


def _slash_numbers(text: str, region: str | None) -> set[int]:
    """Read a text as one number, and as numbers with slashes between them: 030 1234500/59 is also …559."""
    numbers = _read(text, region)
    parts = text.split("/")
    previous: set[int] = set()  # the numbers whose last digits a short part replaces
    for index, part in enumerate(parts[:-1]):
        previous = _read(part, region) or previous or _read("/".join(parts[: index + 1]), region)
        ending = re.sub(r"\D", "", parts[index + 1])
        numbers |= previous | _read(parts[index + 1], region)
        if 0 < len(ending) < MIN_DIALABLE_DIGITS:
            numbers |= {int(f"{str(number)[: -len(ending)]}{ending}") for number in previous}
    return numbers


def _read(text: str, region: str | None) -> set[int]:
    """Return the digits of the number that a text is, if it is one, as a set.

    A 0 too many, for which a call is refused, does not keep a number off the list, nor one that was lost.
    """
    if amount := _WHOLE_AMOUNT.fullmatch(text):
        whole = amount["whole"]
        is_exported = _COUNTRY_CODE_FIRST.fullmatch(whole)  # with + or 0 a person may mean extension 0
        return _read(whole, region) | (set() if is_exported else _read_one(text, region))
    return set() if _OTHER_AMOUNT.fullmatch(text) else _read_one(text, region)


def _read_one(text: str, region: str | None) -> set[int]:
    if _digit_count(text) < MIN_DIALABLE_DIGITS and not _INTERNATIONAL.search(text):
        return set()
    reading = number_reading.read(text, region)
    if reading is not None and not number_reading.is_possible(reading):
        reading = number_reading.without_zero(reading) or reading
    numbers = set() if reading is None else _digits_of(reading)
    is_certain = reading is not None and phonenumbers.is_valid_number(reading)
    if not is_certain and _COUNTRY_CODE_FIRST.fullmatch(text):  # Italian numbers begin with a 0
        numbers |= _valid_digits(f"0{text}", region)
    if text.startswith("000"):  # padded to a fixed width
        numbers |= _read_one(text.lstrip("0"), region)
    if not is_certain or _digit_count(text) >= MIN_DIGITS_WITH_CODE:
        numbers |= _read_without_plus(text)
    return numbers


def _read_without_plus(text: str) -> set[int]:
    """Return the digits of a valid number whose country code was written without "+"."""
    return _valid_digits(f"+{text}", None) if _COUNTRY_CODE_FIRST.fullmatch(text) else set()


def _valid_digits(text: str, region: str | None) -> set[int]:
    reading = number_reading.read(text, region)
    return _digits_of(reading) if reading is not None and phonenumbers.is_valid_number(reading) else set()


def _digits_of(reading: phonenumbers.PhoneNumber) -> set[int]:
    if not number_reading.is_possible(reading):
        return set()
    return {int(phonenumbers.format_number(reading, PhoneNumberFormat.E164).removeprefix("+"))}


def _is_meant_as_number(cell: str) -> bool:
    """Return whether a cell of the first row can hardly be a heading."""
    return _digit_count(cell) >= MIN_DIALABLE_DIGITS or (_digit_count(cell) > 0 and not _WORD.search(cell))


def _digit_count(text: str) -> int:
    return sum(char.isdecimal() for char in text)
