"""Generates phone numbers of every region to compare two parsers: valid, nearly valid and random digits."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from re import _parser as regex  # type: ignore[attr-defined]  # the standard library's own, without types
from typing import Any

import phonenumbers
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

NUMBER_TYPES = (
    "general_desc",
    "fixed_line",
    "mobile",
    "toll_free",
    "premium_rate",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
)
DIGITS = "0123456789"
OTHER_REGIONS = ("US", "DE", "GB", "AU", "BR", "RU", "JP", "IT")  # where foreign numbers are dialled
MAX_REPEAT = 20  # of an unlimited quantifier


@dataclass(frozen=True)
class Case:
    """Digits, perhaps with a plus sign, and the region where they would be dialled."""

    text: str
    region: str | None


def generate_match(pattern: str, rng: random.Random) -> str:
    """Generate digits that match a regular expression."""
    return _generate(regex.parse(pattern), rng)


def _generate(steps: Any, rng: random.Random) -> str:
    text = ""
    for operation, detail in steps:
        match str(operation):
            case "LITERAL":
                text += chr(detail)
            case "IN":
                text += rng.choice(_class_members(detail))
            case "SUBPATTERN":
                text += _generate(detail[3], rng)
            case "BRANCH":
                text += _generate(rng.choice(detail[1]), rng)
            case "MAX_REPEAT":
                minimum, maximum, repeated = detail
                count = rng.randint(minimum, min(maximum, MAX_REPEAT))
                text += "".join(_generate(repeated, rng) for _ in range(count))
            case "AT":
                continue
            case other:
                raise ValueError(f"{other} in a pattern of digits")
    return text


def _class_members(detail: Any) -> str:
    members = ""
    for operation, value in detail:
        match str(operation):
            case "LITERAL":
                members += chr(value)
            case "RANGE":
                members += "".join(chr(code) for code in range(value[0], value[1] + 1))
            case "CATEGORY":
                members += DIGITS
    return members


def _perhaps_changed(number: str, rng: random.Random) -> str:
    """Replace, remove or add one digit, or change nothing."""
    index = rng.randrange(len(number) + 1)
    match rng.randrange(4):
        case 0:
            return number[:index] + rng.choice(DIGITS) + number[index + 1 :]
        case 1:
            return number[:index] + number[index + 1 :]
        case 2:
            return number[:index] + rng.choice(DIGITS) + number[index:]
        case _:
            return number


def generate_cases(count_per_type: int, rng: random.Random) -> Iterator[Case]:
    """Generate so many cases for each number type of each number plan, and as many with random digits."""
    for code, regions in sorted(COUNTRY_CODE_TO_REGION_CODE.items()):
        for region in regions:
            metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
            home = None if region == phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY else region
            descriptions = [getattr(metadata, name, None) for name in NUMBER_TYPES]
            patterns = [desc.national_number_pattern for desc in descriptions if desc]
            for pattern in filter(None, patterns):
                if pattern == "NA":
                    continue
                for _ in range(count_per_type):
                    number = _perhaps_changed(generate_match(pattern, rng), rng)
                    yield _dialled(number, code, home, metadata, rng)
            for _ in range(count_per_type):
                digits = "".join(rng.choice(DIGITS) for _ in range(rng.randint(2, 16)))
                yield Case(rng.choice(("", "", "+", f"+{code}", "0", "00", str(code))) + digits, home)


def _dialled(number: str, code: int, region: str | None, metadata: Any, rng: random.Random) -> Case:
    """Write a national number in one of the ways in which it is dialled, at home or in another region."""
    other_region = rng.choice(OTHER_REGIONS)
    prefix = metadata.national_prefix or rng.choice("018")
    match rng.randrange(9):
        case 0 | 1 | 2:
            return Case(number, region)
        case 3:
            return Case(f"{prefix}{number}", region)
        case 4:
            prefix_pattern = metadata.national_prefix_for_parsing
            return Case((generate_match(prefix_pattern, rng) if prefix_pattern else "0") + number, region)
        case 5:
            return Case(f"+{code}{number}", rng.choice((None, region, other_region)))
        case 6:
            return Case(f"+{code}{rng.choice((prefix, '0', '00'))}{number}", region)
        case 7:
            return Case(f"{code}{number}", region)
        case _:
            return Case(f"{_international_prefix(other_region)}{code}{number}", other_region)


def _international_prefix(region: str) -> str:
    """Return one prefix that the region's pattern accepts; 0011 where the pattern is not just a list."""
    metadata = PhoneMetadata.metadata_for_region(region)
    pattern = (metadata.international_prefix if metadata else None) or "00"
    digits = re.sub(r"\[(\d)[^]]*\]|\\d", r"\1", pattern)
    return digits.split("|")[0] if re.fullmatch(r"[\d|]+", digits) else "0011"
