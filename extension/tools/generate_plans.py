"""Generates the finder's number plans from the metadata of `phonenumbers`: src/finder/metadata/plans.json.

The host uses the same metadata, so both sides parse numbers alike. The file has one line per field, with
that field of all plans separated by `;`. `metadata_row` defines the order, and number-plan.ts reads the file.
To keep it small, groups do not capture, `d` stands for one digit, a capital letter for several (`B` for two,
`C` for three), and one character for a class of digits: U+0100 plus a bit for each digit in it.
"""

import json
import re
import sys
from collections.abc import Iterable

import phonenumbers
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata
from phonenumbers.data import _ALT_NUMBER_FORMATS as ALTERNATIVE_FORMATS
from phonenumbers.phonemetadata import NumberFormat, PhoneNumberDesc
from phonenumbers.phonenumberutil import _formatting_rule_has_first_group_only as has_no_prefix

from generated_file import GeneratedFile, write_or_check

# In the order in which libphonenumber tests them. Fixed line and mobile come last: they may be the same.
NUMBER_TYPES = (
    "premium_rate",
    "toll_free",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
    "fixed_line",
    "mobile",
)
MAX_LEADING_CHARS = 12  # a longer list of leading digits is omitted where it makes no difference
DIGITS = "0123456789"
FIRST_CLASS = 0x100  # the character for an empty class of digits
SAME_AS_FIXED_LINE = "="  # the pattern of mobile numbers, where it is the one of fixed lines

# How a format treats the national prefix, or that people use it besides the official formats.
REQUIRED, OPTIONAL, ALTERNATIVE = "!", "", "~"


def compress_pattern(text: str) -> str:
    """Replace digits, repeated digits and classes of digits by one character each."""

    def class_char(match: re.Match[str]) -> str:
        members = re.sub(r"(\d)-(\d)", lambda ends: DIGITS[int(ends[1]) : int(ends[2]) + 1], match[1])
        return chr(FIRST_CLASS + sum(1 << int(digit) for digit in set(members)))

    text = re.sub(r"\[([-\d]+)\]", class_char, text.replace("\\d", "d"))
    return re.sub(r"d\{(\d+)\}", lambda count: chr(ord("A") - 1 + int(count[1])), text)


def pattern(text: str | None) -> str:
    """Compress a pattern; raise ValueError if a group in it captures."""
    if text is None or text == "NA":
        return ""
    if re.search(r"\((?!\?:)", text):
        raise ValueError(f"{text} has a capturing group")
    return compress_pattern(text.replace("(?:", "("))


def length_list(lengths: Iterable[int]) -> str:
    """List possible lengths, in digits."""
    return ",".join(str(length) for length in lengths if length > 0)


def type_pattern(desc: PhoneNumberDesc | None) -> str:
    """Return the compressed pattern of a type of numbers, empty if the region has none."""
    return pattern(desc.national_number_pattern) if desc else ""


def group_sizes(number_format: NumberFormat) -> str:
    """List the number of digits in each group of a format, in hexadecimal: `334`, or `24-c` for a range."""
    text = number_format.pattern or ""
    groups = re.findall(r"\(\\d(?:\{(\d+)(?:,(\d+))?\})?\)", text)
    if "".join(re.findall(r"\([^)]*\)", text)) != text or not groups:
        raise ValueError(f"{text} has more than groups of digits")
    sizes = [(f"{int(least or 1):x}", f"{int(most or 0):x}") for least, most in groups]
    return "".join(least if most == "0" else f"{least}-{most}" for least, most in sizes)


def total_lengths(number_format: NumberFormat) -> set[int]:
    """Return how many digits a format can have in all its groups together."""
    sizes = re.findall(r"(\w)(?:-(\w))?", group_sizes(number_format))
    least, most = (sum(int(size[end] or size[0], 16) for size in sizes) for end in (0, 1))
    return set(range(least, most + 1))


def leading_digits(number_format: NumberFormat, may_omit: bool) -> str:
    """Return the pattern of the digits that a format begins with; omit a long one if that is allowed."""
    patterns = number_format.leading_digits_pattern
    text = patterns[-1] if patterns else ""
    is_long = len(re.sub(r"\\|\?:", "", text)) > MAX_LEADING_CHARS
    return "" if may_omit and is_long else pattern(text)


def needs_prefix(number_format: NumberFormat) -> bool:
    """Tell whether the national prefix is always written."""
    rule = number_format.national_prefix_formatting_rule
    return (
        bool(rule) and not number_format.national_prefix_optional_when_formatting and not has_no_prefix(rule)
    )


def format_list(metadata: PhoneMetadata) -> str:
    """List the formats of a calling code, which are part of its main region's plan."""
    official = metadata.number_format

    def agrees_on_prefix(number_format: NumberFormat) -> bool:
        """Tell whether all formats of a length treat the prefix alike, whatever the leading digits."""
        lengths = total_lengths(number_format)
        alike = [other for other in official if total_lengths(other) & lengths]
        return len({needs_prefix(other) for other in alike}) == 1

    entries = [
        f"{REQUIRED if needs_prefix(item) else OPTIONAL}{group_sizes(item)}"
        f":{leading_digits(item, agrees_on_prefix(item))}"
        for item in official
    ]
    alternatives = ALTERNATIVE_FORMATS.get(metadata.country_code or 0, ())
    entries += [f"{ALTERNATIVE}{group_sizes(item)}:{leading_digits(item, True)}" for item in alternatives]
    return "/".join(dict.fromkeys(entries))


def metadata_row(region: str, code: int, is_main: bool) -> list[str]:
    """Return the fields of one region's plan; raise ValueError if the metadata does not fit this form."""
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
    general = metadata.general_desc if metadata else None
    if metadata is None or general is None:
        raise ValueError(f"{region} has no metadata")
    type_patterns = [type_pattern(getattr(metadata, name)) for name in NUMBER_TYPES]
    if metadata.same_mobile_and_fixed_line_pattern:
        type_patterns[-1] = SAME_AS_FIXED_LINE
    fields = [
        region,
        str(code),
        pattern(metadata.international_prefix),
        compress_pattern(metadata.national_prefix_for_parsing or ""),  # its groups capture
        (metadata.national_prefix_transform_rule or "").replace("\\", "$"),
        pattern(metadata.leading_digits),
        length_list(general.possible_length),
        length_list(general.possible_length_local_only),
        pattern(general.national_number_pattern),
        *type_patterns,
        format_list(metadata) if is_main else "",
    ]
    if any(";" in field for field in fields):
        raise ValueError(f"{region} has the separator of plans in a field")
    return fields


def render_plans() -> str:
    """Render plans.json."""
    plans = [
        metadata_row(region, code, is_main=region == regions[0])
        for code, regions in sorted(COUNTRY_CODE_TO_REGION_CODE.items())
        for region in regions
    ]
    # By columns, because similar texts beside each other compress well.
    columns = [";".join(column) for column in zip(*plans, strict=True)]
    content = {"phonenumbers": phonenumbers.__version__, "columns": columns}
    return json.dumps(content, indent=0, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(
        write_or_check(
            "the metadata of the installed phonenumbers",
            GeneratedFile("src/finder/metadata/plans.json", render_plans()),
        )
    )
