"""Tells whether a number reaches an emergency service, by Google's metadata of short numbers."""

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumber

from voiso_call.policy.number_reading import is_possible

MAX_EMERGENCY_DIGITS = 6  # no country has longer ones


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
        for spelling in (digits, digits.lstrip("0"), _national_prefix(number, digits, region) + digits)
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


def _national_prefix(number: PhoneNumber, digits: str, region: str) -> str:
    """Return what is dialled before a number within its country, like 0 in Germany.

    It is not removed from the digits of a number with an impossible length; it is "" if they begin with it.
    """
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(number.country_code or 0, region)
    prefix = (metadata.national_prefix or "") if metadata is not None else ""
    return prefix if is_possible(number) or not digits.startswith(prefix) else ""
