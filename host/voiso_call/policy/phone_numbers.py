"""Parses phone numbers with Google's metadata (the `phonenumbers` package): E.164, type, country, local time.

This module states facts; `policy.evaluate` decides whether a number may be called. Standards: ITU-T E.164 (at
most 15 digits), RFC 3966 (`tel:` links), ISO 3166-1 alpha-2 (regions).
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberFormat

from voiso_call.policy import emergency, number_reading
from voiso_call.policy.number_reading import MIN_DIALABLE_DIGITS
from voiso_call.policy.number_types import CostlyType, get_costly_types, get_number_type
from voiso_call.protocol.message_parts import NumberType

# Why a text is not a number, where more is known than that.
NumberProblem: TypeAlias = Literal["leading_zero", "unknown_country_code"]

# Commands to the telephone network: USSD and supplementary services (3GPP TS 22.030) and vertical service
# codes such as *67. They contain * anywhere, or # at the beginning or end. A # before the last digits is not
# one: some people write an extension like that.
_SERVICE_CODE = re.compile(r"[*]|^\W*#|#\W*$")


@dataclass(frozen=True)
class PhoneNumber:
    """A number that can be dialled from any country.

    `e164` begins with "+". `country` is None for numbers that belong to no country, such as +800, and for
    numbers in no assigned range of a calling code that several countries share, such as +44 7700 900123;
    `possible_countries` then holds all countries of the calling code, else only `country`. `national` and
    `international` are formatted for display.

    A number that is not `is_valid` is in no assigned range of its country. Its `number_type` is "unknown",
    and `costly_types` holds the types that it may be of by its first digits and that cost the caller extra.
    For a valid number that is its `number_type`, or nothing.
    """

    e164: str
    country: str | None
    possible_countries: tuple[str, ...]
    is_valid: bool
    number_type: NumberType
    costly_types: tuple[CostlyType, ...]
    national: str
    international: str

    @property
    def digits(self) -> str:
        """E.164 without the plus sign, as in Voiso's examples."""
        return self.e164.removeprefix("+")


@dataclass(frozen=True)
class ParsedNumber:
    """The result of parsing a text. `number` is None if the text is not a possible number.

    `is_service_code` marks a command to the telephone network, like *100# or *21*...#. `problem` is set only
    without a number.
    """

    number: PhoneNumber | None
    is_emergency: bool
    is_too_short: bool
    is_service_code: bool = False
    problem: NumberProblem | None = None


def parse(text: str, region: str | None) -> ParsedNumber:
    """Parse `text` as it would be dialled in `region` (ISO 3166-1 alpha-2). Never raises.

    Numbers that can only be dialled from the same area are not numbers.
    """
    cleaned, _ = number_reading.split_post_dial(number_reading.clean(text))
    reading = number_reading.read(cleaned, region)
    number = _to_number(reading) if reading is not None and number_reading.is_possible(reading) else None
    digit_count = sum(char.isdecimal() for char in cleaned)
    return ParsedNumber(
        number=number,
        is_emergency=(reading is not None and emergency.is_emergency_number(reading))
        or _is_emergency_text(cleaned, region, digit_count, number)
        or (digit_count > 0 and emergency.is_emergency_spelling(cleaned, region, reading)),
        is_too_short=digit_count > 0 and _is_too_short(cleaned, region, digit_count, number),
        is_service_code=digit_count > 0 and _SERVICE_CODE.search(cleaned) is not None,
        problem=None if number else _problem(cleaned, reading),
    )


def _problem(cleaned: str, reading: phonenumbers.PhoneNumber | None) -> NumberProblem | None:
    """Return why a text is not a number, as far as that is known."""
    if number_reading.has_unknown_calling_code(cleaned):
        return "unknown_country_code"
    if reading is None or number_reading.without_zero(reading) is None:
        return None
    code = reading.country_code or 0
    main_region = phonenumbers.region_code_for_country_code(code)
    plan = PhoneMetadata.metadata_for_region_or_calling_code(code, main_region)
    return None if plan is None or plan.national_prefix == "0" else "leading_zero"


def _is_emergency_text(
    cleaned: str, region: str | None, digit_count: int, number: PhoneNumber | None
) -> bool:
    """Apply the rules for texts that are not numbers, and for short ones."""
    if region is None and digit_count >= MIN_DIALABLE_DIGITS:  # is refused as not a number, or has a "+"
        return False
    return emergency.is_emergency_text(cleaned, region, exactly=number is not None and number.is_valid)


def _is_too_short(cleaned: str, region: str | None, digit_count: int, number: PhoneNumber | None) -> bool:
    """Return whether a text has too few digits, not counting an extension, which is not dialled.

    Letters count only if they stand for the digits of a valid number, as in 1-800-FLOWERS. The number itself
    must be long enough as well.
    """
    written = digit_count - len(number_reading.extension_digits(cleaned, region))
    if number is not None and number.is_valid:
        written += sum(char.isalpha() for char in cleaned)
    return written < MIN_DIALABLE_DIGITS or (number is not None and len(number.digits) < MIN_DIALABLE_DIGITS)


def local_time(number: PhoneNumber, now: datetime) -> datetime | None:
    """Return `now` in the callee's time zone; None if that is unknown, or several with different offsets."""
    times = local_times(number, now)
    return times[0] if len(times) == 1 else None


def local_times(number: PhoneNumber, now: datetime) -> list[datetime]:
    """Return `now` in each time zone that the number may be in, one for each UTC offset; [] if unknown.

    A number that is not valid may be connected by its first digits: they tell its time zones as well.
    """
    # Imported late: the prefix tables load slower than everything else in this module.
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    from phonenumbers import timezone

    parsed = phonenumbers.parse(number.e164)
    zones = (
        timezone.time_zones_for_number(parsed)
        if number.is_valid
        else timezone.time_zones_for_geographical_number(parsed)
    )
    times = []
    for zone in zones:
        if zone != timezone.UNKNOWN_TIMEZONE:
            with suppress(ZoneInfoNotFoundError):  # newer than this machine's time zone database
                times.append(now.astimezone(ZoneInfo(zone)))
    return list({time.utcoffset(): time for time in times}.values())


def _to_number(parsed: phonenumbers.PhoneNumber) -> PhoneNumber:
    country = phonenumbers.region_code_for_number(parsed)
    is_global = country == phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY
    all_countries = phonenumbers.region_codes_for_country_code(parsed.country_code or 0)
    return PhoneNumber(
        e164=phonenumbers.format_number(parsed, PhoneNumberFormat.E164),
        country=None if is_global else country,
        possible_countries=() if is_global else (country,) if country else all_countries,
        is_valid=phonenumbers.is_valid_number(parsed),
        number_type=get_number_type(parsed),
        costly_types=get_costly_types(parsed),
        national=phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL),
        international=phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL),
    )
