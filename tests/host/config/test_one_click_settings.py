"""The section [one_click]: origins are read as browsers write them, and nothing else is accepted."""

from pathlib import Path

import pytest

from voiso_call.config.one_click_settings import parse_origin
from voiso_call.config.settings import load_settings
from voiso_call.errors import CallError


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://crm.example.com", "https://crm.example.com"),
        ("HTTPS://CRM.Example.com", "https://crm.example.com"),
        ("https://crm.example.com:443", "https://crm.example.com"),
        ("http://crm.example.com:443", "http://crm.example.com:443"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("https://10.0.0.7:8443", "https://10.0.0.7:8443"),
        ("https://[2001:DB8:0:0::1]:8443", "https://[2001:db8::1]:8443"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
        ("https://crm_1.example.com", "https://crm_1.example.com"),
    ],
)
def test_origin_is_normalized_as_browsers_write_it(text: str, origin: str) -> None:
    assert parse_origin(text) == origin


@pytest.mark.parametrize(
    "text",
    [
        "",
        "crm.example.com",
        "//crm.example.com",
        "https:crm.example.com",
        "https://",
        "https://crm.example.com/",
        "https://crm.example.com/contacts",
        "https://crm.example.com?",
        "https://crm.example.com#",
        "https://crm.example.com\\@evil.example",
        "https://agent@crm.example.com",
        "https://crm.example.com:",
        "https://crm.example.com:0",
        "https://crm.example.com:65536",
        "https://crm.example.com:8o",
        "https://*.example.com",
        "https://crm..example.com",
        "https://crm.example.com.",
        " https://crm.example.com",
        "https://crm.example.com\n",
        "https://crm.exa\tmple.com",
        "https://[::1",
        "https://[fe80::1%eth0]",
        "https://[1.2.3.4]",
        "https://bücher.example",
        "file:///home",
        "ftp://crm.example.com",
        "javascript://crm.example.com",
        "null",
        f"https://{'a' * 300}.example",
    ],
)
def test_anything_but_an_origin_is_rejected(text: str) -> None:
    with pytest.raises(ValueError, match="must be"):
        parse_origin(text)


def test_error_names_file_line_and_entry(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(
        'cluster = "c"\nuser_id = 1\n[one_click]\norigins = ["https://crm.example.com", "https://a.example/x"]\n'
    )
    file.chmod(0o600)
    with pytest.raises(CallError) as raised:
        load_settings(file)
    assert raised.value.params["line"] == 4
    assert raised.value.params["field"] == "one_click.origins.1"
    assert str(raised.value.params["problem"]).startswith(
        "one_click.origins, entry 2: must be the origin of a site and nothing else"
    )
    assert str(file) in raised.value.detail
