"""Tests that no number is read longer or shorter than it is written, whatever digits stand beside it."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers
import pytest
import score
from generated_numbers import generate_match
from phonenumbers import PhoneMetadata, PhoneNumberFormat

# What stands beside a number and is no part of it, with the word or the sign that says so.
BEFORE = (
    "", "Tel. ", "24/7 ", "7/7: ", "8-16 Uhr: ", "9h-18h ", "08.00-15.30 ", "18h30 ", "12.05.2024 ",
    "2. Etage, ", "5 min, ", "0,50 €/min ", "4 Zimmer, ", "7j/7 24h/24 ", "\t12\t", "100 kr, ",
    "3 pm: ", "Room 12 ", "Page 3: ",
)  # fmt: skip
AFTER = (
    "", " 24/7", " 7/7", " 24x7", " 7j/7", " 8-16 Uhr", " 9h-18h", " 08.00-15.30", " 18 Uhr",
    " 2. Etage", " 7 dagar", " 12 hours", " 24h", " 0,50 €/min", " (0,14 €/min)", " 3 pm", "\t12\t",
    " 20 ct/min", ", 3. OG", " 5. kerros", "; 18h30", " 7 dias", " 12.05.2024", " 5 min",
    " 3rd floor", " 6 этаж", " 24 ч", " 年中無休 24時間",
)  # fmt: skip
MIN_DIGITS = 7
TYPES = ("fixed_line", "mobile", "toll_free", "shared_cost", "uan")
MAX_MISSED = 0.03  # share of the numbers that are not found: their grouping is not enough evidence


@dataclass(frozen=True)
class Written:
    """A number in a text, with digits beside it."""

    text: str
    region: str
    start: int
    end: int
    e164: str


def write_numbers(count: int, rng: random.Random) -> Iterator[Written]:
    """Write valid numbers of all regions as they are usually grouped, each with other neighbours."""
    regions = sorted(phonenumbers.SUPPORTED_REGIONS)
    written = 0
    while written < count:
        region = rng.choice(regions)
        number = valid_number(region, rng)
        style = rng.choice((PhoneNumberFormat.NATIONAL, PhoneNumberFormat.INTERNATIONAL))
        formatted = phonenumbers.format_number(number, style)
        if len(re.sub(r"\D", "", formatted)) < MIN_DIGITS or not is_read_as(formatted, region, number):
            continue  # the finder takes no fewer digits; in Gabon the formats add digits
        before, after = rng.choice(BEFORE), rng.choice(AFTER)
        text = before + formatted + after
        e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        yield Written(text, region, len(before), len(before) + len(formatted), e164)
        written += 1


def valid_number(region: str, rng: random.Random) -> phonenumbers.PhoneNumber:
    """Generate a valid number of a region, of a type that is not costly."""
    metadata = PhoneMetadata.metadata_for_region(region)
    assert metadata is not None
    patterns = [getattr(metadata, name).national_number_pattern for name in TYPES if getattr(metadata, name)]
    patterns = [pattern for pattern in patterns if pattern and pattern != "NA"]
    for _ in range(100):
        national = generate_match(rng.choice(patterns), rng)
        number = phonenumbers.PhoneNumber(
            country_code=metadata.country_code,
            national_number=int(national),
            italian_leading_zero=national.startswith("0") or None,
            number_of_leading_zeros=len(national) - len(national.lstrip("0")) or None,
        )
        if phonenumbers.is_valid_number_for_region(number, region):
            return number
    raise AssertionError(f"no valid number for {region}")


def is_read_as(text: str, region: str, number: phonenumbers.PhoneNumber) -> bool:
    """Return whether Google's parser reads a text as this number."""
    try:
        return bool(phonenumbers.parse(text, region) == number)
    except phonenumbers.NumberParseException:
        return False


def test_number_is_read_as_written_beside_any_digits(request: pytest.FixtureRequest) -> None:
    rng = random.Random(20260101)  # noqa: S311 - numbers to read, no secret
    numbers = list(write_numbers(request.config.getoption("numbers"), rng))
    lines = [score.Line(number.text, number.region, ()) for number in numbers]
    wrong: list[tuple[str, str, str]] = []
    missed: Counter[str] = Counter()
    for number, found in zip(numbers, score.find_with_extension(lines), strict=True):
        read = [one for one in found if one.start < number.end and number.start < one.end]
        if not read:
            missed[number.region] += 1
        elif [(one.start, one.end, one.e164) for one in read] != [(number.start, number.end, number.e164)]:
            wrong.append((number.region, number.text, str(read)))
    assert wrong == []
    assert missed.total() <= MAX_MISSED * len(numbers), missed.most_common(20)
