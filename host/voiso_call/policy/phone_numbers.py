"""Parses phone numbers with Google's metadata (the `phonenumbers` package): E.164, type, country, local time.

This module states facts; `policy.evaluate` decides whether a number may be called. Standards: ITU-T E.164 (at
most 15 digits), RFC 3966 (`tel:` links), ISO 3166-1 alpha-2 (regions).
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from voiso_call.protocol.messages import NumberType

MIN_DIALABLE_DIGITS = 7  # shorter ones are short codes, internal extensions and emergency numbers

_NUMBER_TYPES: dict[int, NumberType] = {
    PhoneNumberType.FIXED_LINE: "fixed_line",
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed_line_or_mobile",
    PhoneNumberType.TOLL_FREE: "toll_free",
    PhoneNumberType.PREMIUM_RATE: "premium_rate",
    PhoneNumberType.SHARED_COST: "shared_cost",
    PhoneNumberType.VOIP: "voip",
    PhoneNumberType.PERSONAL_NUMBER: "personal",
    PhoneNumberType.PAGER: "pager",
    PhoneNumberType.UAN: "uan",
    PhoneNumberType.VOICEMAIL: "voicemail",
}

# Country codes of satellite systems and international networks (ITU-T E.164, list of assigned country codes).
_SATELLITE = {870, 881, 882, 883}

# Prefixes that Mexico abolished in 2019 and pages still show: 01, 044 and 045, and the 1 after +52.
_OBSOLETE_MX_PREFIX = re.compile(
    r"\s*(?:\+\s*52\D{0,3}1|(?P<national>0(?:1|44|45)))\D{0,3}(?P<rest>\d(?:\D{0,2}\d){9})$"
)

# Commands to the telephone network: USSD and supplementary services (3GPP TS 22.030) and vertical service
# codes such as *67. They contain * anywhere, or # at the beginning or end. A # before the last digits is not
# one: some people write an extension like that.
_SERVICE_CODE = re.compile(r"[*\uff0a]|^\W*[#\uff03]|[#\uff03]\W*$")

_MIDDLE_DOTS = str.maketrans(dict.fromkeys("·•‧∙⋅・･", " "))


@dataclass(frozen=True)
class PhoneNumber:
    """A number that can be dialled from any country.

    `e164` begins with "+". `country` is None for numbers that belong to no country, such as +800, and for
    numbers in no assigned range of a calling code that several countries share, such as +44 7700 900123;
    `possible_countries` then holds all countries of the calling code, else only `country`. `national` and
    `international` are formatted for display.
    """

    e164: str
    country: str | None
    possible_countries: tuple[str, ...]
    number_type: NumberType
    national: str
    international: str

    @property
    def digits(self) -> str:
        """E.164 without the plus sign, as in Voiso's examples."""
        return self.e164.removeprefix("+")


@dataclass(frozen=True)
class ParsedNumber:
    """The result of parsing a text. `number` is None if the text is not a possible number.

    `is_service_code` marks a command to the telephone network, like *100# or *21*...#.
    """

    number: PhoneNumber | None
    is_emergency: bool
    is_too_short: bool
    is_service_code: bool = False


def parse(text: str, region: str | None) -> ParsedNumber:
    """Parse `text` as it would be dialled in `region` (ISO 3166-1 alpha-2). Never raises."""
    parsed = _parse(text, region)
    number = _to_number(parsed) if parsed else None
    digit_count = sum(char.isdecimal() for char in text)
    letter_count = sum(char.isalpha() for char in text) if number else 0  # letters as keys: 1-800-FLOWERS
    return ParsedNumber(
        number=number,
        is_emergency=(not _is_international(text) and _is_emergency(text, region, digit_count, parsed))
        or (parsed is not None and _is_emergency_after_country_code(parsed)),
        # The text may include the digits of an extension, which are not dialled, so the number itself must be
        # long enough as well.
        is_too_short=digit_count > 0
        and (
            digit_count + letter_count < MIN_DIALABLE_DIGITS
            or (number is not None and len(number.digits) < MIN_DIALABLE_DIGITS)
        ),
        is_service_code=digit_count > 0 and _SERVICE_CODE.search(text) is not None,
    )


def local_time(number: PhoneNumber, now: datetime) -> datetime | None:
    """Return `now` in the callee's time zone; None if that is unknown, or several with different offsets."""
    times = local_times(number, now)
    return times[0] if len(times) == 1 else None


def local_times(number: PhoneNumber, now: datetime) -> list[datetime]:
    """Return `now` in each time zone that the number may be in, one for each UTC offset; [] if unknown."""
    # Imported late: its prefix tables load slower than everything else in this module.
    from phonenumbers import timezone

    zones = timezone.time_zones_for_number(phonenumbers.parse(number.e164))
    try:
        times = [now.astimezone(ZoneInfo(zone)) for zone in zones if zone != timezone.UNKNOWN_TIMEZONE]
    except ZoneInfoNotFoundError:  # a zone that is newer than this machine's time zone database
        return []
    return list({time.utcoffset(): time for time in times}.values())


def _is_international(text: str) -> bool:
    return text.removeprefix("tel:").lstrip(" (").startswith(("+", "\N{FULLWIDTH PLUS SIGN}"))


def _is_emergency(
    text: str, region: str | None, digit_count: int, parsed: phonenumbers.PhoneNumber | None
) -> bool:
    """Return whether dialling `text` in `region` reaches an emergency service; without a region, in any.

    A valid number is an emergency number only if it is one exactly: 11 2345 6789 is a number in Delhi
    although it begins with 112. A text that is not a valid number is one as soon as it begins with an
    emergency number, because the network may connect it after these digits.
    """
    if region is not None:
        if parsed is not None and phonenumbers.is_valid_number(parsed):
            return phonenumbers.is_emergency_number(text, region)
        return phonenumbers.connects_to_emergency_number(text, region)
    if digit_count >= MIN_DIALABLE_DIGITS:  # without a region and without "+", it is refused as not a number
        return False
    regions = phonenumbers.SUPPORTED_SHORT_REGIONS
    return any(phonenumbers.is_emergency_number(text, short_region) for short_region in regions)


def _is_emergency_after_country_code(parsed: phonenumbers.PhoneNumber) -> bool:
    """Return whether an emergency number follows the country code: in Germany, 0112 is parsed as +49 112."""
    if parsed.country_code is None or phonenumbers.is_valid_number(parsed):
        return False
    regions = phonenumbers.region_codes_for_country_code(parsed.country_code)
    return any(phonenumbers.is_emergency_number(str(parsed.national_number), region) for region in regions)


def _parse(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    """Parse a number that can be dialled from abroad. Numbers that are "possible local only" are excluded."""
    # The library does not skip thin and narrow spaces, middle dots and direction marks.
    visible = "".join(char for char in text.translate(_MIDDLE_DOTS) if unicodedata.category(char) != "Cf")
    normalized = " ".join(visible.split())
    try:
        parsed = phonenumbers.parse(_strip_obsolete_prefix(normalized, region), region)
    except phonenumbers.NumberParseException:
        return None
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    return parsed if reason == phonenumbers.ValidationResult.IS_POSSIBLE else None


def _strip_obsolete_prefix(text: str, region: str | None) -> str:
    """Remove an abolished Mexican prefix, which the library would take for a part of the number."""
    match = _OBSOLETE_MX_PREFIX.match(text)
    if match is None or (match["national"] and region != "MX"):
        return text
    return f"+52 {match['rest']}"


def _number_type(parsed: phonenumbers.PhoneNumber) -> NumberType:
    if parsed.country_code in _SATELLITE:
        return "satellite"
    return _NUMBER_TYPES.get(phonenumbers.number_type(parsed), "unknown")


def _to_number(parsed: phonenumbers.PhoneNumber) -> PhoneNumber:
    country = phonenumbers.region_code_for_number(parsed)
    is_global = country == phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY
    all_countries = phonenumbers.region_codes_for_country_code(parsed.country_code or 0)
    parsed.extension = None  # Voiso dials the number only; the agent types the extension
    return PhoneNumber(
        e164=phonenumbers.format_number(parsed, PhoneNumberFormat.E164),
        country=None if is_global else country,
        possible_countries=() if is_global else (country,) if country else all_countries,
        number_type=_number_type(parsed),
        national=phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL),
        international=phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL),
    )
