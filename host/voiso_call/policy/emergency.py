"""Tells whether a number reaches an emergency service, by Google's metadata of short numbers."""

import re

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumber

from voiso_call.policy import number_reading

MAX_EMERGENCY_DIGITS = 6  # no country has longer ones
_BEFORE_LETTERS = re.compile(r"\D*[\d\W_]+")  # letters before the first digit do not count


def is_emergency_spelling(cleaned: str, region: str | None, reading: PhoneNumber | None) -> bool:
    """Return whether a text that is read as `reading` may reach an emergency service in another reading.

    That is so if it has digits of an emergency number before a letter ("112p1234567", where p is a pause),
    and, unless it is a valid number, if any spelling or its digits after the country code begin with one.
    """
    before_letters = _BEFORE_LETTERS.match(cleaned)
    if before_letters is not None and before_letters.end() < len(cleaned):
        beginning = before_letters[0]
        if is_emergency_text(beginning, region, exactly=True):
            return True
        if any(map(is_emergency_number, number_reading.all_readings(beginning, region))):
            return True
    if reading is None or phonenumbers.is_valid_number(reading):
        return False
    if any(map(is_emergency_number, number_reading.all_readings(cleaned, region))):
        return True
    code = str(reading.country_code)
    digits = re.sub(r"\D", "", cleaned).lstrip("0")
    return digits.startswith(code) and any(
        phonenumbers.connects_to_emergency_number(digits.removeprefix(code), country)
        for country in phonenumbers.region_codes_for_country_code(int(code))
    )


def is_emergency_number(number: PhoneNumber) -> bool:
    """Return whether the national part of a number reaches an emergency service in a country of its code.

    A valid number does only if it is an emergency number exactly: +91 11 2345 6789 is a number in Delhi
    although it begins with 112. A number that is not valid does as soon as it begins with an emergency
    number, because the network may connect it after these digits.
    """
    is_valid = phonenumbers.is_valid_number(number)
    digits = phonenumbers.national_significant_number(number)
    if is_valid and len(digits) > MAX_EMERGENCY_DIGITS:
        return False
    matches = phonenumbers.is_emergency_number if is_valid else phonenumbers.connects_to_emergency_number
    return any(
        matches(spelling, region)
        for region in phonenumbers.region_codes_for_country_code(number.country_code or 0)
        for spelling in _spellings(number, digits, region)
    )


def is_emergency_text(cleaned: str, region: str | None, *, exactly: bool) -> bool:
    """Return whether dialling a text in `region` reaches an emergency service; without a region, in any.

    With `exactly`, digits after the emergency number are not accepted; without a region they never are.
    """
    if region is None:
        regions = phonenumbers.SUPPORTED_SHORT_REGIONS
        return any(phonenumbers.is_emergency_number(cleaned, short_region) for short_region in regions)
    if exactly:
        return phonenumbers.is_emergency_number(cleaned, region)
    return phonenumbers.connects_to_emergency_number(cleaned, region)


def _spellings(number: PhoneNumber, digits: str, region: str) -> set[str]:
    """Return the digits with and without what is dialled before them within the country, like 0 in Germany.

    It is not removed from the digits of a number with an impossible length.
    """
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(number.country_code or 0, region)
    prefix = (metadata.national_prefix or "") if metadata is not None else ""
    is_prefix_missing = number_reading.is_possible(number) or not digits.startswith(prefix)
    return {
        digits,
        digits.lstrip("0"),
        digits.removeprefix(prefix),
        (prefix if is_prefix_missing else "") + digits,
    }
