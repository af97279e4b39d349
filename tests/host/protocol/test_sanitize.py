"""The escape of characters that are not printable: none is left, nothing else changes, JSON is the same."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.hostile_text import HOSTILE, hostile_left, is_hostile
from voiso_call.protocol.sanitize import escape_unprintable

ANY_CHAR = st.characters(exclude_categories=[])


@given(st.text(ANY_CHAR))
def test_escaped_text_is_printable_and_otherwise_unchanged(text: str) -> None:
    escaped = escape_unprintable(text)
    assert not any(map(is_hostile, escaped))
    assert escape_unprintable(escaped) == escaped
    assert "".join(char for char in text if not is_hostile(char)) == text or escaped != text
    if not any(map(is_hostile, text)):
        assert escaped == text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_escaped_json_is_the_same_document(text: str) -> None:
    document = json.dumps({"text": text}, ensure_ascii=False)
    assert json.loads(escape_unprintable(document)) == {"text": text}


def test_every_kind_of_hostile_character_is_escaped() -> None:
    escaped = escape_unprintable(HOSTILE)
    assert hostile_left(escaped) == []
    assert "\n" not in escaped


@pytest.mark.parametrize(
    "text", ["+44 20 7946 0000", "415\u00a0555\u202f0100", "Zoë • 電話 “x” – 1", "\N{ARABIC LETTER BEH}"]
)
def test_printable_text_is_unchanged(text: str) -> None:
    assert escape_unprintable(text) == text


@pytest.mark.parametrize(
    ("char", "escape"),
    [("\x1b", "\\u001b"), ("\u202e", "\\u202e"), ("\U000e0041", "\\udb40\\udc41"), ("\udcff", "\\udcff")],
)
def test_escape_is_that_of_json(char: str, escape: str) -> None:
    assert unicodedata.category(char) in ("Cc", "Cf", "Cs")
    assert escape_unprintable(f"a{char}b") == f"a{escape}b"
