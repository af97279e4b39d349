"""The section [network] of config.toml: the proxy and additional certificate authorities."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr

from voiso_call.strict_model import StrictModel

NO_PROXY = "none"
_PROXY_EXAMPLE = "must look like http://proxy:8080 or http://user:password@proxy:8080"


def validate_proxy_url(url: str) -> str:
    """Return the URL of a proxy unchanged: http or https, a host, and nothing after the port.

    Raises ValueError, whose text never repeats the URL, because that may hold a password.
    """
    try:
        parts = urlsplit(url)
        is_invalid = parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0
    except ValueError:
        raise ValueError(_PROXY_EXAMPLE) from None
    is_invalid = is_invalid or parts.path not in ("", "/") or bool(parts.query or parts.fragment)
    if is_invalid or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise ValueError(_PROXY_EXAMPLE)
    return url


def _validate_proxy(setting: SecretStr) -> SecretStr:
    if setting.get_secret_value() not in ("", NO_PROXY):
        validate_proxy_url(setting.get_secret_value())
    return setting


def _validate_ca_file(path: str) -> str:
    if path and not Path(path).is_absolute():
        raise ValueError("must be an absolute path")
    if path and not Path(path).is_file():
        raise ValueError("the file does not exist")
    return path


class NetworkSettings(StrictModel):
    """The section [network].

    `proxy` is empty (use the system's proxy), "none", or a URL; it is secret because a URL may hold a
    password. `ca_file` is a PEM file with certificates that are trusted in addition to the system's.
    """

    proxy: Annotated[SecretStr, AfterValidator(_validate_proxy)] = SecretStr("")
    ca_file: Annotated[str, AfterValidator(_validate_ca_file)] = ""
