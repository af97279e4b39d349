"""Which proxy a request goes through: the configured one, or the system's. Never netrc, never a PAC file."""

import asyncio
import urllib.request
from base64 import b64encode
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from voiso_call.config.network_settings import NO_PROXY, proxy_url
from voiso_call.errors import CallError, Code


@dataclass(frozen=True)
class Proxy:
    """A proxy's address, and the headers that let us in; these are shown to nobody else."""

    url: str
    headers: dict[str, str] = field(default_factory=dict, repr=False)


async def resolve_proxy(url: str, setting: SecretStr) -> Proxy | None:
    """Find the proxy for a URL; None for none. Read anew each time: a laptop changes its network."""
    parts = urlsplit(url)
    given = setting.get_secret_value()
    if parts.scheme != "https" or given == NO_PROXY:  # http is the sandbox on this machine
        return None
    try:
        # The system may look up names to decide; the event loop must not wait for it.
        found = proxy_url(given or await asyncio.to_thread(_system_proxy, parts.hostname or ""))
    except LookupError:
        return None
    except ValueError:
        detail = "the system's proxy is none for HTTP; name one in [network] proxy"
        raise CallError(Code.VOISO_UNREACHABLE, f"nothing was sent: {detail}", proxy=True) from None
    return _parse(found)


def _system_proxy(host: str) -> str:
    """Ask environment, Windows' registry or macOS' settings, exceptions included. Raises LookupError."""
    proxies = urllib.request.getproxies()
    found = proxies.get("https") or proxies.get("all")
    if not found or urllib.request.proxy_bypass(host):
        raise LookupError
    return found if "://" in found else f"http://{found}"


def _parse(url: str) -> Proxy:
    """Take user and password out of the address, so that no error can repeat them."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    address = f"{parts.scheme}://{host}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
    if parts.username is None:
        return Proxy(address)
    login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return Proxy(address, {"Proxy-Authorization": f"Basic {b64encode(login.encode()).decode()}"})
