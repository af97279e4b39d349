"""Writes the number plans that `phonenumbers` carries as the finder's tables: src/finder/metadata/plans.json.

It writes the file; with `--check` it exits 1 where the file is stale. Host and extension thereby read numbers
by one metadata. Each line is one field of all plans, separated by `;`: `row` says
which, `number-plan.ts` reads them. To be small, a bracket captures nothing, a digit is written `d`, so many
of them one letter (`A` is one), and a class of digits one sign: U+0100 and a bit for each digit of it.
"""

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import phonenumbers
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata
from phonenumbers.data import _ALT_NUMBER_FORMATS as FURTHER_FORMATS
from phonenumbers.phonemetadata import NumberFormat, PhoneNumberDesc
from phonenumbers.phonenumberutil import _formatting_rule_has_first_group_only as has_no_prefix

TARGET = Path(__file__).parents[1] / "src/finder/metadata/plans.json"

# In the order in which Google asks them; fixed and mobile come last, because they may be one.
KINDS = (
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
LONG = 12  # characters
DIGITS = "0123456789"
CLASSES = 0x100  # the first sign of those that stand for classes of digits
SAME = "="  # mobile numbers are those of fixed lines

# What a format says of the national prefix, and that it is one which people use beside the official one.
REQUIRED, OPTIONAL, FURTHER = "!", "", "~"


def dense(text: str) -> str:
    """Write digits, so many of them, and classes of them, as one sign each."""

    def sign(members: re.Match[str]) -> str:
        ranges = re.sub(r"(\d)-(\d)", lambda ends: DIGITS[int(ends[1]) : int(ends[2]) + 1], members[1])
        return chr(CLASSES + sum(1 << int(digit) for digit in set(ranges)))

    text = re.sub(r"\[([-\d]+)\]", sign, text.replace("\\d", "d"))
    return re.sub(r"d\{(\d+)\}", lambda count: chr(ord("A") - 1 + int(count[1])), text)


def pattern(text: str | None) -> str:
    """Shorten a pattern that captures nothing."""
    if text is None or text == "NA":
        return ""
    if re.search(r"\((?!\?:)", text):
        raise ValueError(f"{text} captures something")
    return dense(text.replace("(?:", "("))


def numbers(lengths: Iterable[int]) -> str:
    """List the digits a number may have."""
    return ",".join(str(length) for length in lengths if length > 0)


def kind(desc: PhoneNumberDesc | None) -> str:
    """Say which numbers are of a kind."""
    return pattern(desc.national_number_pattern) if desc else ""


def groups(form: NumberFormat) -> str:
    """Tell how many digits each group of a format has, in hexadecimal: `334`, `24-c`."""
    text = form.pattern or ""
    found = re.findall(r"\(\\d(?:\{(\d+)(?:,(\d+))?\})?\)", text)
    if "".join(re.findall(r"\([^)]*\)", text)) != text or not found:
        raise ValueError(f"{text} is more than groups of digits")
    sizes = [(f"{int(least or 1):x}", f"{int(most or 0):x}") for least, most in found]
    return "".join(least if most == "0" else f"{least}-{most}" for least, most in sizes)


def lengths(form: NumberFormat) -> set[int]:
    """Tell how many digits a format has room for, in all."""
    sizes = re.findall(r"(\w)(?:-(\w))?", groups(form))
    least, most = (sum(int(size[end] or size[0], 16) for size in sizes) for end in (0, 1))
    return set(range(least, most + 1))


def leading(form: NumberFormat, is_free: bool) -> str:
    """Say the digits a format is for; a long list of area codes is left out where it decides no prefix."""
    text = form.leading_digits_pattern[-1] if form.leading_digits_pattern else ""
    return "" if is_free and len(re.sub(r"\\|\?:", "", text)) > LONG else pattern(text)


def needs_prefix(form: NumberFormat) -> bool:
    """Tell whether the national prefix is always written."""
    rule = form.national_prefix_formatting_rule
    return bool(rule) and not form.national_prefix_optional_when_formatting and not has_no_prefix(rule)


def forms(metadata: PhoneMetadata) -> str:
    """List the formats of a country code; they stand with its main region."""
    official = metadata.number_format

    def is_free(one: NumberFormat) -> bool:
        """Whether every format for as many digits says the same of the prefix."""
        alike = [each for each in official if lengths(each) & lengths(one)]
        return len({needs_prefix(each) for each in alike}) == 1

    said = [
        f"{REQUIRED if needs_prefix(each) else OPTIONAL}{groups(each)}:{leading(each, is_free(each))}"
        for each in official
    ]
    further = FURTHER_FORMATS.get(metadata.country_code or 0, ())
    said += [f"{FURTHER}{groups(each)}:{leading(each, True)}" for each in further]
    return "/".join(dict.fromkeys(said))


def row(region: str, code: int, is_main: bool) -> list[str]:
    """Say one plan, field by field."""
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
    general = metadata.general_desc if metadata else None
    if metadata is None or general is None:
        raise ValueError(f"{region} has no metadata")
    kinds = [kind(getattr(metadata, name)) for name in KINDS]
    if metadata.same_mobile_and_fixed_line_pattern:
        kinds[-1] = SAME
    fields = [
        region,
        str(code),
        pattern(metadata.international_prefix),
        dense(metadata.national_prefix_for_parsing or ""),  # this one captures
        (metadata.national_prefix_transform_rule or "").replace("\\", "$"),
        pattern(metadata.leading_digits),
        numbers(general.possible_length),
        numbers(general.possible_length_local_only),
        pattern(general.national_number_pattern),
        *kinds,
        forms(metadata) if is_main else "",
    ]
    if any(";" in field for field in fields):
        raise ValueError(f"{region} has the sign that separates plans")
    return fields


def everything() -> str:
    """Write the whole file."""
    plans = [
        row(region, code, is_main=region == regions[0])
        for code, regions in sorted(COUNTRY_CODE_TO_REGION_CODE.items())
        for region in regions
    ]
    columns = [
        ";".join(column) for column in zip(*plans, strict=True)
    ]  # alike stands by alike: it packs well
    whole = {"phonenumbers": phonenumbers.__version__, "columns": columns}
    return json.dumps(whole, indent=0, ensure_ascii=False) + "\n"


def main() -> int:
    """Write the file, or check it."""
    text = everything()
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(text, encoding="utf-8", newline="\n")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write(
        "plans.json is not what this phonenumbers carries:\n"
        "  1. python extension/tools/generate_plans.py   2. commit extension/src/finder/metadata/plans.json\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
