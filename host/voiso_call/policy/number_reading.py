"""Reads a text as a phone number: the one reading that every rule, list and record of the host uses.

The work is done by Google's `phonenumbers`; this module adds spellings that it does not know, and makes sure
that the E.164 form of a reading is read as the same number. Standards: ITU-T E.164, RFC 3966 (`tel:` links).
"""

import re
import unicodedata
from collections.abc import Iterator

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, ValidationResult

MIN_DIALABLE_DIGITS = 7  # shorter ones are short codes, internal extensions and emergency numbers
MAX_DIGITS = 15  # of a number with its country code (ITU-T E.164)
# Prefixes that Mexico abolished in 2019 and pages still show: 01, 044 and 045, and the 1 after +52.
_OBSOLETE_MX_PREFIX = re.compile(
    r"\D*(?:\+\D{0,3}52\D{0,3}1|(?P<national>0(?:1|44|45)))\D{0,3}(?P<rest>\d(?:\D{0,2}\d){9})$"
)
# "00" instead of "+" (ITU-T E.123), also where another prefix is dialled for a call abroad; and "+00".
_DOUBLE_ZERO = re.compile(r"(?P<before>[^\d+]*)\+?[^\d+]*00(?=[^\d+]*[1-9])")
# What is entered once the call is answered: ",,123#", "p123", "w12#,,*34#". A comma or "p" is a pause, "w" a
# wait. One comma counts only with a closing "#": else it divides two numbers.
_POST_DIAL = re.compile(
    r"(?P<number>(?:\D*\d){7,}?)\s?(?:,,+\s?|[pw]+|,(?=\d+\s?#))(?P<digits>\d{1,20})(?:\s?#[\s\d,#*pw]*)?$",
    re.IGNORECASE,
)
# A 0 that is dialled only within the country, as in "+45 (0) 32 12 34 56". The brackets say so: without them
# the 0 may belong to a number of another country.
_BRACKETED_ZERO = re.compile(r"\d\D*\(\s?0\s?\)")
_CALLING_CODES = frozenset(map(str, phonenumbers.COUNTRY_CODE_TO_REGION_CODE))
_MAX_CALLING_CODE_DIGITS = 3
_TEL_SCHEME = re.compile(r"\s*tel:", re.IGNORECASE)
_MIDDLE_DOTS = str.maketrans(dict.fromkeys("·•‧∙⋅・･", " "))
_FULLWIDTH_ASCII = str.maketrans({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)})
_PLUS_SIGNS = str.maketrans(
    dict.fromkeys("\N{SUPERSCRIPT PLUS SIGN}\N{SMALL PLUS SIGN}\N{HEAVY PLUS SIGN}", "+")
)
_MAX_REREADINGS = 5  # each one removes a prefix; a text that has more of them is no phone number


def clean(text: str) -> str:
    """Return a text with ASCII digits and plus signs, usual instead of full-width characters, single spaces.

    Invisible format characters, like direction marks, are removed.
    """
    visible = (char for char in text if unicodedata.category(char) != "Cf")
    ascii_digits = (str(unicodedata.decimal(char)) if char.isdecimal() else char for char in visible)
    replaced = "".join(ascii_digits).translate(_MIDDLE_DOTS).translate(_FULLWIDTH_ASCII)
    cleaned = " ".join(replaced.translate(_PLUS_SIGNS).split())
    return _TEL_SCHEME.sub("tel:", cleaned, count=1) if _TEL_SCHEME.match(cleaned) else cleaned


def split_post_dial(cleaned: str) -> tuple[str, str]:
    """Split a text of `clean` into the number, and the digits to enter once it is answered ("" if none).

    Those digits are an extension or the PIN of a conference; they are not dialled.
    """
    match = _POST_DIAL.match(cleaned)
    return (match["number"], match["digits"]) if match else (cleaned, "")


def post_dial_digits(text: str) -> str:
    """Return the digits of any text to enter once the call is answered ("" if there are none)."""
    return split_post_dial(clean(text))[1]


def named_extension(text: str, region: str | None) -> str | None:
    """Return the extension or PIN that any text names beside its number; None if there is none."""
    number, digits = split_post_dial(clean(text))
    return digits or extension_digits(number, region) or None


def read(cleaned: str, region: str | None) -> PhoneNumber | None:
    """Read a text of `clean` as it would be dialled in `region`; None if it cannot be read as a number.

    The result need not be a number that exists: see `is_possible` and `phonenumbers.is_valid_number`. It has
    no extension.
    """
    readings = all_readings(cleaned, region)
    for is_good in (phonenumbers.is_valid_number, is_possible):
        for reading in readings:
            if is_good(reading):
                return reading
    return readings[0] if readings else None


def all_readings(cleaned: str, region: str | None) -> list[PhoneNumber]:
    """Return every way in which a text of `clean` may be read in `region`, the most literal first."""
    readings = [reading for spelling in _spellings(cleaned, region) if (reading := _read(spelling, region))]
    return readings + [
        shorter
        for reading in readings
        if (_BRACKETED_ZERO.search(cleaned) or _has_prefix_zero(reading))
        and (shorter := without_zero(reading)) is not None
    ]


def is_possible(number: PhoneNumber) -> bool:
    """Return whether a number has a length with which it can be dialled from abroad."""
    return phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE


def has_unknown_calling_code(cleaned: str) -> bool:
    """Return whether a text of `clean` names a country code that does not exist, whatever digits follow."""
    international = (
        _DOUBLE_ZERO.sub(r"\g<before>+", cleaned, count=1) if cleaned.startswith("00") else cleaned
    )
    before, plus, after = international.partition("+")
    beginning = re.sub(r"\D", "", after)[:_MAX_CALLING_CODE_DIGITS]
    if not plus or not beginning or any(char.isdigit() for char in before):
        return False
    return not any(beginning.startswith(code) or code.startswith(beginning) for code in _CALLING_CODES)


def extension_digits(cleaned: str, region: str | None) -> str:
    """Return the digits of an extension that the text names; "" if there is none."""
    try:
        return phonenumbers.parse(cleaned, region).extension or ""
    except phonenumbers.NumberParseException:
        return ""


def _spellings(cleaned: str, region: str | None) -> Iterator[str]:
    """Return the text as it is, then ways of writing it that the library understands better."""
    yield _strip_obsolete_prefix(cleaned, region)
    if _DOUBLE_ZERO.match(cleaned):
        yield _strip_obsolete_prefix(_DOUBLE_ZERO.sub(r"\g<before>+", cleaned, count=1), region)


def _read(text: str, region: str | None) -> PhoneNumber | None:
    """Parse a text, then its E.164 form, until that form is read as the same number."""
    try:
        number = phonenumbers.parse(text, region)
        for _ in range(_MAX_REREADINGS):
            number.extension = None
            e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
            again = phonenumbers.parse(_strip_obsolete_prefix(e164, None))
            if phonenumbers.format_number(again, PhoneNumberFormat.E164) == e164:
                return number
            number = again
    except phonenumbers.NumberParseException:
        pass
    return None


def _has_prefix_zero(number: PhoneNumber) -> bool:
    """Return whether 0 is the national prefix of the number's country.

    The library removes it, except where more digits after it may name a carrier: Colombia's "03" hides that
    +57 0321 1234567 is +57 321 1234567.
    """
    code = number.country_code or 0
    region = phonenumbers.region_code_for_country_code(code)
    plan = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(code, region)
    return plan is not None and plan.national_prefix == "0"


def without_zero(number: PhoneNumber) -> PhoneNumber | None:
    """Remove a 0 at the beginning of a national number that is not valid, if the rest is.

    Where 0 is not the national prefix, the rest may be another number.
    """
    digits = phonenumbers.national_significant_number(number)
    if phonenumbers.is_valid_number(number) or not digits.startswith("0"):
        return None
    shorter = _read(f"+{number.country_code}{digits[1:]}", None)
    return shorter if shorter is not None and phonenumbers.is_valid_number(shorter) else None


def _strip_obsolete_prefix(text: str, region: str | None) -> str:
    """Remove an abolished Mexican prefix, which the library would take for a part of the number."""
    match = _OBSOLETE_MX_PREFIX.match(text)
    if match is None or (match["national"] and region != "MX"):
        return text
    return f"+52 {match['rest']}"
