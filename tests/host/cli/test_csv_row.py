"""Rows of the CSV export: no cell is a formula, whatever separator a spreadsheet splits them at."""

import csv
import io
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from support.hostile_text import is_hostile
from voiso_call.cli.csv_row import csv_row

DANGEROUS = "=+-@\t\r\n;,|\"' \u00a0\u200b\u202e\ufeff\N{MINUS SIGN}＝＋－＠﹢﹦﹣﹫⁺⁻⁼₊₋₌﬩；，｜"
TEXT = st.text(st.one_of(st.sampled_from(DANGEROUS + "aA1é"), st.characters(exclude_categories=["Cs"])))
SEPARATORS = [",", ";", "\t", "|", " ", ":"]
NUMBER = "+442079460000"


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet could run a cell: after blanks, quotes, separators and invisible characters.

    An apostrophe, which makes the rest a text, is not skipped. A number with its + is no formula.
    """
    text = unicodedata.normalize("NFKC", cell)
    while text and (is_hostile(text[0]) or text[0].isspace() or text[0] in '"“”„;,|'):
        if text[0] in "\t\r":
            return True
        text = unicodedata.normalize("NFKC", text[1:])
    is_number = text[1:].isascii() and text[1:].isdigit() and text[0] == "+"
    return text[:1] in ("=", "+", "-", "@", "\N{MINUS SIGN}") and not is_number


@pytest.mark.parametrize(
    "cell", ["=1", " =1", "\u200b=1", "＝1", '"=1', "\t1", "+1+1", "\N{MINUS SIGN}1", "﹦1", ";@x"]
)
def test_formulas_are_recognized(cell: str) -> None:
    assert is_formula(cell)


@settings(max_examples=500, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=11))
@example(["x;=cmd|' /C calc'!A1"])
@example(['";"=cmd', '"', ';"\u200b=1'])
@example(["a\n=1", "\r\n+1"])
@example(["Tel. +44 20 7946 0000"])
@example(["＝1"])
@example(["\N{MINUS SIGN}1"])
def test_no_cell_is_a_formula_whatever_the_separator(texts: list[str]) -> None:
    export = f"requested_at,number\n{csv_row(['2026-03-01T12:00:00.000Z', NUMBER, *texts])}\n"
    for separator in SEPARATORS:
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
            # A spreadsheet may split at several separators at once, and treat quotes as text.
            for row in csv.reader(io.StringIO(export), delimiter=separator, quoting=quoting):
                assert [cell for cell in row if is_formula(cell)] == []


@given(st.lists(TEXT, min_size=1, max_size=11))
def test_row_has_its_cells_and_one_line(texts: list[str]) -> None:
    rows = list(csv.reader(io.StringIO(csv_row(["x", *texts]) + "\n", newline="")))
    assert [len(row) for row in rows] == [len(texts) + 1]


@pytest.mark.parametrize(
    "text",
    [NUMBER, "020 7946 0000", "(415) 555-0100", "415-555-0100", "Zoë", "1\u00a0234", "https://crm.example"],
)
def test_numbers_and_plain_text_stay_usable(text: str) -> None:
    assert next(csv.reader([csv_row(["x", text])])) == ["x", text]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+44 20 7946 0000", "'+44 20 7946 0000"),
        ("+1+1", "'+1+1"),
        ("x;=1", "x;'=1"),
        ("＝1", "'＝1"),
        ("\t=1", "\\u0009=1"),
    ],
)
def test_text_that_could_run_gets_an_apostrophe(text: str, cell: str) -> None:
    assert next(csv.reader([csv_row(["x", text])])) == ["x", cell]
