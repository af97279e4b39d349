"""The extension reads a number as Google's library does: on numbers made for every plan in the world.

`VOISO_CALL_READINGS=200` makes that many of each kind (millions in all) instead of a few.
"""

import json
import os
import random
import subprocess
from collections.abc import Iterable
from pathlib import Path

import phonenumbers
from generated_numbers import Case, cases
from phonenumbers import PhoneNumberFormat, PhoneNumberType

READ = Path(__file__).parent / "parse_cli.mjs"
EACH = int(os.environ.get("VOISO_CALL_READINGS", "8"))
AT_ONCE = 100_000
KINDS = {
    number: "personal" if name == "PERSONAL_NUMBER" else name.lower()
    for name, number in vars(PhoneNumberType).items()
    if isinstance(number, int)
}

Answer = list[str] | None


def ours(asked: Iterable[Case]) -> list[Answer]:
    lines = "".join(json.dumps({"text": case.text, "region": case.region}) + "\n" for case in asked)
    run = subprocess.run(["node", READ], input=lines, capture_output=True, text=True, timeout=600, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def googles(case: Case) -> Answer:
    try:
        number = phonenumbers.parse(case.text, case.region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return [
        phonenumbers.format_number(number, PhoneNumberFormat.E164),
        phonenumbers.region_code_for_number(number) or "",
        KINDS[phonenumbers.number_type(number)],
    ]


def test_every_number_is_read_as_google_reads_it() -> None:
    made = list(cases(EACH, random.Random(20_26)))  # noqa: S311  # numbers to compare, not secrets
    valid = 0
    for start in range(0, len(made), AT_ONCE):
        batch = made[start : start + AT_ONCE]
        answers = ours(batch)
        assert len(answers) == len(batch)
        different = []
        for case, answer in zip(batch, answers, strict=True):
            expected = googles(case)
            valid += expected is not None
            if answer != expected:
                different.append((case, answer, expected))
        assert different[:20] == []
    assert valid > len(made) / 4, "too few of the numbers that were made are numbers"
