"""Tells the type of a number: mobile, premium rate and so on; and what an invalid number may cost."""

from typing import Literal, TypeAlias

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberType

from voiso_call.policy.pattern_prefix import longest_prefix
from voiso_call.protocol.message_parts import NumberType

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
CostlyType: TypeAlias = Literal["premium_rate", "shared_cost", "personal", "satellite"]
# The fields of the metadata that hold the patterns of costly types, and those of all other types.
_COSTLY_FIELDS: dict[str, CostlyType] = {
    "premium_rate": "premium_rate",
    "shared_cost": "shared_cost",
    "personal_number": "personal",
}
_OTHER_FIELDS = ("fixed_line", "mobile", "toll_free", "voip", "pager", "uan", "voicemail")

# Country codes of satellite systems and international networks (ITU-T E.164, list of assigned country codes).
_SATELLITE = {870, 881, 882, 883}


def get_number_type(number: phonenumbers.PhoneNumber) -> NumberType:
    """Return the type of a number; "unknown" for one that is not valid, except for satellite systems."""
    if number.country_code in _SATELLITE:
        return "satellite"
    return _NUMBER_TYPES.get(phonenumbers.number_type(number), "unknown")


def get_costly_types(number: phonenumbers.PhoneNumber) -> tuple[CostlyType, ...]:
    """Return the types that cost the caller extra and that the number is, or if it is not valid may be.

    A number in no assigned range may still be connected by its first digits. It may be of the types whose
    patterns agree with the longest beginning of the national number, in any country of its calling code.
    """
    match get_number_type(number):
        case "premium_rate" | "shared_cost" | "personal" | "satellite" as costly_type:
            return (costly_type,)
        case "unknown":
            return _costly_types_by_prefix(number)
        case _:
            return ()


def _costly_types_by_prefix(number: phonenumbers.PhoneNumber) -> tuple[CostlyType, ...]:
    digits = phonenumbers.national_significant_number(number)
    lengths = {
        field: max(longest_prefix(pattern, digits) for pattern in patterns)
        for field in (*_COSTLY_FIELDS, *_OTHER_FIELDS)
        if (patterns := _patterns(number.country_code or 0, field))
    }
    longest = max(lengths.values(), default=0)
    if longest == 0 and not lengths.keys() <= _COSTLY_FIELDS.keys():  # +979 is for premium rate numbers only
        return ()
    return tuple(
        costly_type for field, costly_type in _COSTLY_FIELDS.items() if lengths.get(field) == longest
    )


def _patterns(calling_code: int, field: str) -> list[str]:
    """Return the patterns of a type in all countries of a calling code."""
    plans = [
        PhoneMetadata.metadata_for_region_or_calling_code(calling_code, region)
        for region in phonenumbers.region_codes_for_country_code(calling_code)
    ]
    patterns = (getattr(getattr(plan, field, None), "national_number_pattern", None) for plan in plans)
    return [pattern for pattern in patterns if pattern]
