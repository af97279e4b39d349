"""Text and region to a number: E.164, kind, country, local time, by Google's metadata (`phonenumbers`).

Facts only: whether a number may be called is for `policy` to say. Standards: ITU-T E.164 (at most 15
digits), RFC 3966 (`tel:` links), ISO 3166-1 alpha-2 (regions).
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from voiso_call.protocol.messages import NumberType

MIN_DIALABLE_DIGITS = 7  # digits; below are short codes, internal extensions and emergency numbers

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


_OBSOLETE_MX_PREFIX = re.compile(
    r"\s*(?:\+\s*52\D{0,3}1|(?P<national>0(?:1|44|45)))\D{0,3}(?P<rest>\d(?:\D{0,2}\d){9})$"
)

# What a telephone network takes for a command: USSD and supplementary services (3GPP TS 22.030), vertical
# service codes. A # before the last digits is how some write an extension.
_SERVICE_CODE = re.compile(r"[*\uff0a]|^\W*[#\uff03]|[#\uff03]\W*$")

# Country codes of global mobile satellite systems and international networks (ITU-T E.164, list of codes).
_SATELLITE = {870, 881, 882, 883}


@dataclass(frozen=True)
class Number:
    """A number that can be dialled from anywhere. `e164` has its plus sign; `country` may be unknown."""

    e164: str
    country: str | None
    number_type: NumberType
    national: str
    international: str

    @property
    def digits(self) -> str:
        """E.164 without the plus sign: how Voiso's examples write a number."""
        return self.e164.removeprefix("+")


_MIDDLE_DOTS = str.maketrans(dict.fromkeys("·•‧∙⋅・･", " "))


@dataclass(frozen=True)
class ParsedNumber:
    """What a text turned out to be. `number` is None where no possible number can be read."""

    number: Number | None
    is_emergency: bool
    is_too_short: bool
    is_service_code: bool = False  # *100#, *21*…#: it would tell the network something


def parse(text: str, region: str | None) -> ParsedNumber:
    """Read `text` as it would be dialled in `region`; never raises."""
    parsed = _parse(text, region)
    number = _to_number(parsed) if parsed else None
    digits = sum(character.isdecimal() for character in text)
    keys = digits + sum(character.isalpha() for character in text) if number else digits  # 1-800-FLOWERS
    return ParsedNumber(
        number=number,
        is_emergency=(not _is_international(text) and _is_emergency(text, region, digits, parsed))
        or (parsed is not None and _is_emergency_abroad(parsed)),
        # Of an extension's digits none is dialled, so what is sent must be long enough by itself.
        is_too_short=digits > 0
        and (keys < MIN_DIALABLE_DIGITS or (number is not None and _is_short(number))),
        is_service_code=digits > 0 and _SERVICE_CODE.search(text) is not None,
    )


def local_time(number: Number, now: datetime) -> datetime | None:
    """Tell `now` at the callee's place, or None where its time zone is unknown or not the only one."""
    times = local_times(number, now)
    return times[0] if len(times) == 1 else None


def local_times(number: Number, now: datetime) -> list[datetime]:
    """Tell `now` by every clock that the callee may have; none where no time zone is known."""
    from phonenumbers import timezone  # its prefix tables take longer to load than all else here

    zones = timezone.time_zones_for_number(phonenumbers.parse(number.e164))
    try:
        times = [now.astimezone(ZoneInfo(zone)) for zone in zones if zone != timezone.UNKNOWN_TIMEZONE]
    except ZoneInfoNotFoundError:  # newer than this machine's list of zones
        return []
    return list({time.utcoffset(): time for time in times}.values())


def _is_international(text: str) -> bool:
    return text.removeprefix("tel:").lstrip(" (").startswith(("+", "\N{FULLWIDTH PLUS SIGN}"))


def _is_emergency(text: str, region: str | None, digits: int, parsed: PhoneNumber | None) -> bool:
    """Whether dialling this would reach an emergency service; without a region, anywhere in the world.

    A number that exists is itself and no emergency, whatever it begins with: 11 2345 6789 is in Delhi. Where
    none exists, what begins with an emergency number may reach it.
    """
    if region is not None:
        if parsed is not None and phonenumbers.is_valid_number(parsed):
            return phonenumbers.is_emergency_number(text, region)
        return phonenumbers.connects_to_emergency_number(text, region)
    if digits >= MIN_DIALABLE_DIGITS:  # without a region it is refused anyway
        return False
    return any(phonenumbers.is_emergency_number(text, each) for each in phonenumbers.SUPPORTED_SHORT_REGIONS)


def _is_emergency_abroad(parsed: PhoneNumber) -> bool:
    """Whether it is no number but a country code before an emergency one, as 0112 becomes in Germany."""
    if parsed.country_code is None or phonenumbers.is_valid_number(parsed):
        return False
    regions = phonenumbers.region_codes_for_country_code(parsed.country_code)
    return any(phonenumbers.is_emergency_number(str(parsed.national_number), region) for region in regions)


def _is_short(number: Number) -> bool:
    return len(number.digits) < MIN_DIALABLE_DIGITS


def _parse(text: str, region: str | None) -> PhoneNumber | None:
    """Read a number that can be dialled from elsewhere, which a "local only" one cannot."""
    # The library does not pass over thin and narrow spaces, middle dots, marks of direction.
    seen = "".join(sign for sign in text.translate(_MIDDLE_DOTS) if unicodedata.category(sign) != "Cf")
    plain = " ".join(seen.split())
    try:
        parsed = phonenumbers.parse(_strip_obsolete_prefix(plain, region), region)
    except phonenumbers.NumberParseException:
        return None
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    return parsed if reason == phonenumbers.ValidationResult.IS_POSSIBLE else None


def _number_type(parsed: PhoneNumber) -> NumberType:
    if parsed.country_code in _SATELLITE:
        return "satellite"
    return _NUMBER_TYPES.get(phonenumbers.number_type(parsed), "unknown")


def _strip_obsolete_prefix(text: str, region: str | None) -> str:
    """Leave out what Mexico no longer dials (01, 044, 045, and 1 after +52) and pages still write."""
    written = _OBSOLETE_MX_PREFIX.match(text)
    if written is None or (written["national"] and region != "MX"):
        return text
    return f"+52 {written['rest']}"


def _to_number(parsed: PhoneNumber) -> Number:
    country = phonenumbers.region_code_for_number(parsed)
    parsed.extension = None  # Voiso dials the number alone; the agent keys the extension
    return Number(
        e164=phonenumbers.format_number(parsed, PhoneNumberFormat.E164),
        country=None if country == phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY else country,
        number_type=_number_type(parsed),
        national=phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL),
        international=phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL),
    )
