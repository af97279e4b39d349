"""Finds the proxy of a request: the configured one, else the system's. Ignores netrc and PAC scripts."""

import asyncio
import urllib.request
from base64 import b64encode
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from voiso_call.config.network_settings import NO_PROXY, validate_proxy_url
from voiso_call.errors import NOTHING_SENT, CallError, ErrorCode


@dataclass(frozen=True)
class Proxy:
    """The URL of a proxy without user and password, and the headers that hold them.

    The headers are left out of the representation, so that no log or error shows the password.
    """

    url: str
    headers: dict[str, str] = field(default_factory=dict, repr=False)


async def resolve_proxy(url: str, setting: SecretStr) -> Proxy | None:
    """Return the proxy for a URL, or None to connect directly.

    Called for every request, because a laptop moves between networks. Raises CallError(voiso_unreachable) if
    the system's proxy is not an HTTP proxy.
    """
    parts = urlsplit(url)
    configured = setting.get_secret_value()
    if parts.scheme != "https" or configured == NO_PROXY:  # http: the sandbox on this machine
        return None
    try:
        # In a thread, because the operating system may resolve host names to find the proxy.
        address = validate_proxy_url(
            configured or await asyncio.to_thread(_system_proxy, parts.hostname or "")
        )
    except LookupError:
        return None
    except ValueError:
        detail = f"{NOTHING_SENT}the system's proxy is not an HTTP proxy; set `proxy` under [network]"
        raise CallError(ErrorCode.VOISO_UNREACHABLE, detail, proxy=True) from None
    return _split_credentials(address)


def _system_proxy(host: str) -> str:
    """Return the URL of the proxy in the environment, the Windows registry or the macOS settings.

    Raises LookupError if there is none, or if the host is one of its exceptions.
    """
    proxies = urllib.request.getproxies()
    address = proxies.get("https") or proxies.get("all")
    if not address or urllib.request.proxy_bypass(host):
        raise LookupError
    return address if "://" in address else f"http://{address}"


def _split_credentials(url: str) -> Proxy:
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    address = f"{parts.scheme}://{host}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
    if parts.username is None:
        return Proxy(address)
    credentials = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return Proxy(address, {"Proxy-Authorization": f"Basic {b64encode(credentials.encode()).decode()}"})
