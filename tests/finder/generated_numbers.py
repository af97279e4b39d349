"""Makes numbers of every region for comparing two readings: valid ones, nearly valid ones, and noise."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from re import _parser as regex  # type: ignore[attr-defined]  # the standard library's own, without types
from typing import Any

import phonenumbers
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

KINDS = (
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
FOREIGN = ("US", "DE", "GB", "AU", "BR", "RU", "JP", "IT")  # where another country's number may be read


@dataclass(frozen=True)
class Case:
    """What is written, and where it would be dialled."""

    text: str
    region: str | None


def matching(pattern: str, dice: random.Random) -> str:
    """Make digits that a pattern accepts."""
    return _text(regex.parse(pattern), dice)


def _text(steps: Any, dice: random.Random) -> str:
    made = ""
    for operation, detail in steps:
        match str(operation):
            case "LITERAL":
                made += chr(detail)
            case "IN":
                made += dice.choice(_members(detail))
            case "SUBPATTERN":
                made += _text(detail[3], dice)
            case "BRANCH":
                made += _text(dice.choice(detail[1]), dice)
            case "MAX_REPEAT":
                least, most, repeated = detail
                made += "".join(_text(repeated, dice) for _ in range(dice.randint(least, min(most, 20))))
            case "AT":
                continue
            case other:
                raise ValueError(f"{other} in a pattern of digits")
    return made


def _members(detail: Any) -> str:
    members = ""
    for operation, value in detail:
        match str(operation):
            case "LITERAL":
                members += chr(value)
            case "RANGE":
                members += "".join(chr(each) for each in range(value[0], value[1] + 1))
            case "CATEGORY":
                members += DIGITS
    return members


def _nearly(number: str, dice: random.Random) -> str:
    """Change one digit, or leave one out, or add one."""
    place = dice.randrange(len(number) + 1)
    match dice.randrange(4):
        case 0:
            return number[:place] + dice.choice(DIGITS) + number[place + 1 :]
        case 1:
            return number[:place] + number[place + 1 :]
        case 2:
            return number[:place] + dice.choice(DIGITS) + number[place:]
        case _:
            return number


def cases(each: int, dice: random.Random) -> Iterator[Case]:
    """Make `each` written numbers for every kind of every plan in the world."""
    for code, regions in sorted(COUNTRY_CODE_TO_REGION_CODE.items()):
        for region in regions:
            metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
            home = None if region == phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY else region
            descriptions = [getattr(metadata, kind, None) for kind in KINDS]
            patterns = [desc.national_number_pattern for desc in descriptions if desc]
            for pattern in filter(None, patterns):
                if pattern == "NA":
                    continue
                for _ in range(each):
                    yield _written(_nearly(matching(pattern, dice), dice), code, home, metadata, dice)
            for _ in range(each):
                noise = "".join(dice.choice(DIGITS) for _ in range(dice.randint(2, 16)))
                yield Case(dice.choice(("", "", "+", f"+{code}", "0", "00", str(code))) + noise, home)


def _written(number: str, code: int, region: str | None, metadata: Any, dice: random.Random) -> Case:
    abroad = dice.choice(FOREIGN)
    prefix = metadata.national_prefix or dice.choice("018")
    match dice.randrange(9):
        case 0 | 1 | 2:
            return Case(number, region)
        case 3:
            return Case(f"{prefix}{number}", region)
        case 4:
            parsing = metadata.national_prefix_for_parsing
            return Case((matching(parsing, dice) if parsing else "0") + number, region)
        case 5:
            return Case(f"+{code}{number}", dice.choice((None, region, abroad)))
        case 6:
            return Case(f"+{code}{dice.choice((prefix, '0', '00'))}{number}", region)
        case 7:
            return Case(f"{code}{number}", region)
        case _:
            away = PhoneMetadata.metadata_for_region(abroad)
            dialled = re.sub(
                r"\[(\d)[^]]*\]|\\d", r"\1", (away.international_prefix if away else None) or "00"
            )
            simple = dialled.split("|")[0] if re.fullmatch(r"[\d|]+", dialled) else "0011"
            return Case(f"{simple}{code}{number}", abroad)
