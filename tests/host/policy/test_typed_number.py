"""A number is formatted while it is typed; a text that is more than a number stays as it is."""

import pytest

from voiso_call.policy.typed_number import format_typed


@pytest.mark.parametrize(
    ("text", "region", "formatted"),
    [
        ("02079", "GB", "020 79"),
        ("020 79460000", "GB", "020 7946 0000"),
        ("+4420794", None, "+44 20 794"),
        ("4155550100", "US", "(415) 555-0100"),
        ("(415) 555-01009", "US", "41555501009"),
        ("0207946", None, "0207946"),
        ("\u202b+972 3 555\u202c", None, "+972 3-555"),
        ("٠٢٠٧٩", "GB", "020 79"),
        ("020 7946 0000 ext. 7", "GB", None),
        ("+1 415 555 0100,,12#", None, None),
        ("1-800-FLOWERS", "US", None),
        ("*100#", "GB", None),
        ("+", None, None),
        ("", None, None),
        ("☎", "GB", None),
    ],
)
def test_number_is_formatted_while_it_is_typed(text: str, region: str | None, formatted: str | None) -> None:
    assert format_typed(text, region) == formatted
