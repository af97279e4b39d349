"""How this machine reaches Voiso: the section [network] of the settings, read strictly."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr

from voiso_call.strict_model import StrictModel

NO_PROXY = "none"
_PROXY_EXAMPLE = "a proxy looks like http://proxy:8080 or http://user:password@proxy:8080"


def proxy_url(url: str) -> str:
    """Accept a proxy's URL: http or https, a host, and nothing after the port. Raises ValueError.

    What it says never repeats the URL, which may hold a password.
    """
    try:
        parts = urlsplit(url)
        wrong = parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0
    except ValueError:
        raise ValueError(_PROXY_EXAMPLE) from None
    wrong = wrong or parts.path not in ("", "/") or bool(parts.query or parts.fragment)
    if wrong or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise ValueError(_PROXY_EXAMPLE)
    return url


def _proxy(setting: SecretStr) -> SecretStr:
    if setting.get_secret_value() not in ("", NO_PROXY):
        proxy_url(setting.get_secret_value())
    return setting


def _file(name: str) -> str:
    if name and not Path(name).is_absolute():
        raise ValueError("a file is named by its whole path")
    if name and not Path(name).is_file():
        raise ValueError("there is no such file")
    return name


class NetworkSettings(StrictModel):
    """What lies between this machine and Voiso.

    `proxy` is empty for the system's, "none" for none, or a URL; a password in it is never shown. `ca_file`
    has certificates (PEM) that are trusted besides the system's.
    """

    proxy: Annotated[SecretStr, AfterValidator(_proxy)] = SecretStr("")
    ca_file: Annotated[str, AfterValidator(_file)] = ""
