"""Example numbers of all countries and kinds, and the spellings in which people write one number."""

import functools
import re
from collections.abc import Iterator

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult

FULL_WIDTH = str.maketrans("0123456789+()", "".join(chr(ord(char) + 0xFEE0) for char in "0123456789+()"))
ARABIC = str.maketrans("0123456789", "".join(chr(0x660 + digit) for digit in range(10)))
SEPARATORS = (" ", "-", ".", "\u00a0", "\u2011", "\u2009", " - ", "\u2013", "\u00b7", "/")
MIN_NATIONAL_DIGITS = 7  # with fewer digits a number is refused unless it has its country code


@functools.cache
def example_numbers() -> list[tuple[str, PhoneNumber]]:
    """Return numbers of all countries and kinds, with their region ("001" for those of no country)."""
    numbers = {
        (region, phonenumbers.format_number(example, PhoneNumberFormat.E164)): example
        for region in sorted(phonenumbers.SUPPORTED_REGIONS)
        for number_type in PhoneNumberType.values()
        if (example := phonenumbers.example_number_for_type(region, number_type)) is not None
        and phonenumbers.is_possible_number_with_reason(example) == ValidationResult.IS_POSSIBLE
    }
    for code in phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS:
        if (example := phonenumbers.example_number_for_non_geo_entity(code)) is not None:
            numbers["001", f"+{code}"] = example
    return [(region, number) for (region, _), number in numbers.items()]


def emergency_numbers(numbers: range) -> list[tuple[str, str]]:
    """Return those that are emergency numbers in a region, by Google's metadata, each with its region."""
    found = []
    for region in sorted(phonenumbers.SUPPORTED_SHORT_REGIONS):
        metadata = PhoneMetadata.short_metadata_for_region(region)
        emergency = metadata and metadata.emergency
        pattern = (emergency and emergency.national_number_pattern) or "(?!)"
        # One expression over all numbers, a number on each line, is found faster than each number is asked.
        lines = "\n".join(map(str, numbers))
        found += [(region, match[0]) for match in re.finditer(rf"(?m)^(?:{pattern})$", lines)]
    return found


def spellings(number: PhoneNumber, region: str) -> Iterator[str]:
    """Yield spellings of a number, to be read in its region; those with "+" or "00" also without one."""
    yield from international_spellings(number)
    yield from national_spellings(number, region)


def international_spellings(number: PhoneNumber) -> Iterator[str]:
    """Yield spellings that name the country code."""
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    international = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    yield e164
    yield phonenumbers.format_number(number, PhoneNumberFormat.RFC3966)
    yield phonenumbers.format_number(number, PhoneNumberFormat.RFC3966).replace("tel:", "TEL:") + ";ext=5"
    yield f"00{e164[1:]}"
    yield f"+00{e164[1:]}"
    yield f"tel:{e164}"
    yield international.replace("+", "00 ", 1)
    code, _, rest = international.partition(" ")
    yield f"({code}) {rest}"
    yield f"{code} ({rest.partition(' ')[0]}) {rest.partition(' ')[2]}"
    yield from _varied(international)
    yield from _with_national_prefix(number, code, rest)


def national_spellings(number: PhoneNumber, region: str) -> Iterator[str]:
    """Yield spellings without the country code, unless they are too short to be dialled."""
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    is_long = sum(char.isdecimal() for char in national) >= MIN_NATIONAL_DIGITS
    if region != "001" and is_long:
        yield national
        yield from _varied(national)


def _with_national_prefix(number: PhoneNumber, code: str, rest: str) -> Iterator[str]:
    """Yield the spellings with the national prefix after the country code, where it is 0."""
    regions = phonenumbers.region_codes_for_country_code(number.country_code or 0)
    plan = PhoneMetadata.metadata_for_region_or_calling_code(number.country_code or 0, regions[0])
    if plan is not None and plan.national_prefix == "0" and not rest.startswith("0"):
        yield f"{code} (0){rest}"
        yield f"{code}(0) {rest}"
        yield f"{code} 0{rest}"
        yield f"{code}0{rest.replace(' ', '')}"


def _varied(text: str) -> Iterator[str]:
    """Yield a text with other separators and characters."""
    for separator in SEPARATORS:
        yield text.replace(" ", separator)
    yield text.translate(FULL_WIDTH)
    yield text.translate(ARABIC)
    yield f"\u202a{text}\u202c"
    yield "\u200e".join(text)
    yield f"  {text}\u00a0"
    yield text.replace(" ", "\u00ad \u2060")
    yield f"{text} ext. 5"
