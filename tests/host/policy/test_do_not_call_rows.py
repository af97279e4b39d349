"""Rows of a do-not-call list with an ID, an extension or a range: no number in them is lost in silence."""

import pytest

from voiso_call.policy.do_not_call_rows import UnreadableRowError, read_rows


def numbers_of(content: str) -> set[str]:
    """Return all numbers of a list, in E.164."""
    return {f"+{digits}" for digits in read_rows(content.splitlines(keepends=True), "GB")}


@pytest.mark.parametrize(
    "row",
    [
        "#12,020 7946 0001",
        "#12;020 7946 0001",
        "# 12\t+442079460001",
        "#CRM-4711,Bob,020 7946 0001",
        "#1|020 7946 0001",
        "+44 20 7946 0002 ext 5 020 7946 0001",
        "020 7946 0002 extension 12 +44 20 7946 0001",
        "020 7946 0001 until 2027",
        "020 7946 0001 (bis 31.12.2027)",
    ],
)
def test_row_with_an_id_an_extension_or_a_date_protects_its_number(row: str) -> None:
    assert "+442079460001" in numbers_of(f"{row}\n")


@pytest.mark.parametrize("row", ["# 020 7946 0001", "#020 7946 0001,Bob", "#old,020 7946 0001", "#12"])
def test_row_that_was_made_a_comment_is_skipped(row: str) -> None:
    assert numbers_of(f"+14155550100\n{row}\n") == {"+14155550100"}


@pytest.mark.parametrize(
    "row",
    [
        "+44 20 7946 0000 to 0099",
        "+44 20 7946 0000 TO +44 20 7946 0099",
        "020 7946 0000 bis 020 7946 0099",
        "Bob,020 7946 0000 through 99",
        "020 7946 0000 hasta 0099",
        "+442079460000 - +442079460099",
        "+44 20 7946 0000-0099",
        "+442079460000..+442079460099",
        "+44 20 7946 00xx",
    ],
)
def test_range_of_numbers_is_an_error_because_those_between_would_not_be_protected(row: str) -> None:
    with pytest.raises(UnreadableRowError):
        numbers_of(f"{row}\n")
