"""The section [one_click] of config.toml: on which sites one click on a number calls it at once."""

import ipaddress
import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from voiso_call.strict_model import StrictModel

_MAX_ORIGINS = 1000
_MAX_ORIGIN_CHARS = 300  # as in the protocol
_ORIGIN_EXAMPLE = (
    "must be the origin of a site and nothing else, like https://crm.example.com or http://localhost:8080"
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST_NAME = re.compile(
    r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*", re.ASCII
)


def parse_origin(text: str) -> str:
    """Return a web origin as browsers write it (RFC 6454, section 6.1), in lower case without a default port.

    Raises ValueError unless the text is http or https, a host and at most a port. The comparison with the
    origin of a page is exact, so a path or a user name that would be ignored here could mislead a reader.
    """
    if not text.isascii():
        raise ValueError("must be ASCII: write the host name as browsers send it, with xn--")
    if len(text) > _MAX_ORIGIN_CHARS or any(char.isspace() or not char.isprintable() for char in text):
        raise ValueError(_ORIGIN_EXAMPLE)
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError(_ORIGIN_EXAMPLE) from None
    if parts.scheme not in _DEFAULT_PORTS or parts.netloc != text[len(parts.scheme) + 3 :]:
        raise ValueError(_ORIGIN_EXAMPLE)
    if "@" in parts.netloc or parts.netloc.endswith(":") or port == 0:
        raise ValueError(_ORIGIN_EXAMPLE)
    if ":" in host:
        host = f"[{_ipv6_address(host)}]"
    elif not _HOST_NAME.fullmatch(host):
        raise ValueError(_ORIGIN_EXAMPLE)
    is_default_port = port is None or port == _DEFAULT_PORTS[parts.scheme]
    return f"{parts.scheme}://{host}" if is_default_port else f"{parts.scheme}://{host}:{port}"


def _ipv6_address(host: str) -> str:
    try:
        address = ipaddress.IPv6Address(host)
    except ValueError:
        raise ValueError(_ORIGIN_EXAMPLE) from None
    if address.scope_id is not None:
        raise ValueError(_ORIGIN_EXAMPLE)
    return str(address)


class OneClickSettings(StrictModel):
    """The section [one_click]. On the sites of `origins` one click calls, whatever the agent decides.

    While `agents_may_allow` is true, agents may allow further sites. False and no origins: nowhere.
    """

    agents_may_allow: bool = True
    origins: list[Annotated[str, AfterValidator(parse_origin)]] = Field(default=[], max_length=_MAX_ORIGINS)
