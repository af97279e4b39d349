"""Requests go through the configured proxy or the system's, and its password is shown nowhere."""

import asyncio
import socket
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr

from support.bad_servers import failed_call
from support.certificates import HOST, Authority
from support.fault_proxy import NO_FAULT, Fault, FaultProxy
from voiso_call.config.network_settings import NetworkSettings
from voiso_call.config.paths import AppPaths
from voiso_call.config.settings import Settings, load_settings
from voiso_call.errors import CallError, ErrorCode
from voiso_call.sandbox.server import RECORDED_REQUESTS, RecordedRequest
from voiso_call.voiso.client import VoisoClient
from voiso_call.voiso.proxy import resolve_proxy

PASSWORD = "p@ss:w/rd"
CREDENTIALS = b64encode(f"agent:{PASSWORD}".encode()).decode()
QUOTED = "agent:p%40ss%3Aw%2Frd"


@dataclass
class Route:
    """A proxy, the sandbox behind it, and the certificate authority of the sandbox."""

    proxy: FaultProxy
    sandbox: Any
    ca_file: str

    async def call(self, proxy: str = "") -> str | CallError:
        network = NetworkSettings(proxy=SecretStr(proxy), ca_file=self.ca_file)
        client = VoisoClient(f"https://{HOST}", SecretStr("test-key-all"), network)
        try:
            return await client.place_call(1234, "14155550100")
        except CallError as error:
            return error
        finally:
            await client.close()

    @property
    def received(self) -> list[RecordedRequest]:
        requests: list[RecordedRequest] = self.sandbox[RECORDED_REQUESTS]
        return requests


@pytest.fixture
async def route(start_sandbox: Any, tmp_path: Path) -> AsyncIterator[Route]:
    authority = Authority(tmp_path)
    url, app = await start_sandbox()
    async with FaultProxy(urlsplit(url).port or 0, NO_FAULT, authority.server()).listening() as proxy:
        yield Route(proxy, app, str(authority.ca_file))


@pytest.fixture(autouse=True)
def lookups(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The host names that were looked up. Every lookup fails, so no name server is asked."""
    names: list[str] = []

    def fail(host: str, *_: object, **__: object) -> None:
        names.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    return names


async def test_proxy_gets_only_the_credentials_and_voiso_only_the_key(route: Route) -> None:
    placed = await route.call(f"http://{QUOTED}@127.0.0.1:{route.proxy.port}")
    [tunnel], [received] = route.proxy.tunnels, route.received
    assert placed == received.call_id
    assert f"\r\nProxy-Authorization: Basic {CREDENTIALS}\r\n" in tunnel
    assert not {"test-key-all", "14155550100"} & set(tunnel.replace("\r\n", " ").split())
    assert "proxy-authorization" not in received.headers


async def test_netrc_credentials_are_not_sent(
    route: Route, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine 127.0.0.1 login a password b\nmachine {HOST} login a password b\n")
    monkeypatch.setenv("NETRC", str(netrc))
    assert await route.call(route.proxy.url) == route.received[0].call_id
    assert "Authorization" not in route.proxy.tunnels[0]
    assert route.received[0].headers["authorization"] == "Bearer ...-all"


@pytest.mark.parametrize("variable", ["https_proxy", "HTTPS_PROXY", "ALL_PROXY"])
@pytest.mark.parametrize("scheme", ["http://", ""])
async def test_system_proxy_is_used(
    route: Route, monkeypatch: pytest.MonkeyPatch, variable: str, scheme: str
) -> None:
    monkeypatch.setenv(variable, f"{scheme}127.0.0.1:{route.proxy.port}")
    assert await route.call() == route.received[0].call_id


@pytest.mark.parametrize(
    ("no_proxy", "setting"), [("voiso.com", ""), (".voiso.com", ""), (HOST, ""), ("*", ""), ("", "none")]
)
async def test_no_proxy_and_none_connect_directly(
    route: Route, lookups: list[str], monkeypatch: pytest.MonkeyPatch, no_proxy: str, setting: str
) -> None:
    monkeypatch.setenv("https_proxy", route.proxy.url)
    monkeypatch.setenv("no_proxy", no_proxy)
    error = await route.call(setting)
    assert isinstance(error, CallError)
    assert (error.code, error.params) == (ErrorCode.VOISO_UNREACHABLE, {"phase": "dns"})
    assert lookups == [HOST] * 2, "repeated once, because nothing was sent"
    assert route.proxy.connections == 0


async def test_failed_attempt_after_the_retry_window_is_not_repeated(
    route: Route, lookups: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voiso_call.voiso.client.RETRY_WINDOW_S", 0)
    assert isinstance(await route.call("none"), CallError)
    assert lookups == [HOST]


@pytest.mark.parametrize("fault", [Fault(tunnel=None), Fault(secure=None)], ids=["tunnel", "TLS"])
async def test_silent_proxy_times_out_and_nothing_was_sent(
    route: Route, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr("voiso_call.voiso.client.MAX_ATTEMPT_S", 0.5)
    route.proxy.fault = fault
    error = await asyncio.wait_for(route.call(route.proxy.url), 20)
    assert isinstance(error, CallError)
    assert (error.code, error.params["proxy"], error.params["phase"]) == (
        ErrorCode.VOISO_UNREACHABLE,
        True,
        "connect",
    )
    assert (route.received, route.proxy.connections) == ([], 1)


async def test_sandbox_is_never_reached_through_a_proxy(
    start_sandbox: Any, route: Route, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(variable, route.proxy.url)
    url, app = await start_sandbox()
    client = VoisoClient(url, SecretStr("test-key-all"), NetworkSettings(proxy=SecretStr(route.proxy.url)))
    assert await client.place_call(1234, "14155550100") == app[RECORDED_REQUESTS][0].call_id
    await client.close()
    assert route.proxy.connections == 0


async def test_unknown_proxy_host_is_reported_as_a_proxy_problem(route: Route, lookups: list[str]) -> None:
    error = await route.call("http://proxy.example.com:8080")
    assert isinstance(error, CallError)
    assert (error.code, error.params["proxy"], error.params["phase"]) == (
        ErrorCode.VOISO_UNREACHABLE,
        True,
        "dns",
    )
    assert lookups == ["proxy.example.com"] * 2


@pytest.mark.parametrize("address", ["socks5://127.0.0.1:1080", "http://", "http://127.0.0.1:99999", "::"])
async def test_unusable_system_proxy_is_reported(
    route: Route, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("https_proxy", address)
    error = await route.call()
    assert isinstance(error, CallError)
    assert (error.code, error.params) == (ErrorCode.VOISO_UNREACHABLE, {"proxy": True})
    assert address not in error.detail


async def test_resolved_proxy_does_not_show_its_credentials() -> None:
    proxy = await resolve_proxy(f"https://{HOST}", SecretStr(f"http://{QUOTED}@[::1]:8080"))
    assert proxy is not None
    assert proxy.url == "http://[::1]:8080"
    assert CREDENTIALS not in repr(proxy)


async def test_proxy_password_is_shown_nowhere(route: Route) -> None:
    route.proxy.fault = Fault(tunnel=b"HTTP/1.1 407 Credentials required\r\n\r\n")
    error = await route.call(f"http://{QUOTED}@127.0.0.1:{route.proxy.port}")
    assert isinstance(error, CallError)
    assert error.params["proxy_status"] == 407
    settings = Settings.model_validate(
        {"cluster": "c", "user_id": 1, "network": {"proxy": f"http://{QUOTED}@proxy:8080"}}
    )
    for value in (error, error.params, error.detail, error.__context__, error.__cause__, settings):
        for secret in (PASSWORD, QUOTED, CREDENTIALS, "p%40ss"):
            assert secret not in f"{value} {value!r}"


@pytest.mark.parametrize(
    "proxy",
    [
        "proxy:8080",
        "socks5://proxy:1080",
        "ftp://proxy",
        "http://",
        "http://agent:secret@",
        "http://proxy:99999",
        "http://agent:secret@proxy:8080/path",
        "http://agent:secret@proxy:8080?x",
        "http://agent:secret@pro xy:8080",
        "http://agent:sec\r\nret@proxy:8080",
        "http://agent:secret@[proxy:8080",
        "None",
    ],
)
def test_invalid_proxy_setting_is_rejected_without_repeating_it(paths: AppPaths, proxy: str) -> None:
    paths.config.mkdir(parents=True)
    lines = ['cluster = "c"', "user_id = 1", "", "[network]", 'ca_file = ""', f"proxy = {proxy!r}"]
    paths.config_file.write_text("\n".join(lines).replace("'", '"'), "utf-8")
    paths.config_file.chmod(0o600)
    with pytest.raises(CallError) as raised:
        load_settings(paths.config_file)
    params = raised.value.params
    assert (raised.value.code, params["field"], params["line"]) == (
        ErrorCode.NOT_CONFIGURED,
        "network.proxy",
        6,
    )
    assert "http://proxy:8080" in str(params["problem"])
    assert "secret@" not in f"{raised.value} {params}"


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        ('[network]\nproxi = "none"\n', 4, "network.proxi"),
        ('[network]\nca_file = "authority.pem"\n', 4, "network.ca_file"),
        ('[network]\nca_file = "/nowhere/authority.pem"\n', 4, "network.ca_file"),
        ("[network]\nproxy = 3\n", 4, "network.proxy"),
        ("network = { proxy = 3 }\n", 3, "network.proxy"),
        ('network = "none"\n', 3, "network"),
        ("[net]\n", 3, "net"),
    ],
)
def test_error_in_a_section_names_its_line_and_field(
    paths: AppPaths, text: str, line: int, field: str
) -> None:
    paths.config.mkdir(parents=True)
    paths.config_file.write_text(f'cluster = "c"\nuser_id = 1\n{text}', "utf-8")
    with pytest.raises(CallError) as raised:
        load_settings(paths.config_file)
    assert (raised.value.params["line"], raised.value.params["field"]) == (line, field)


async def test_client_works_without_network_settings(start_sandbox: Any) -> None:
    url, _ = await start_sandbox()
    assert (await failed_call(url, "17015550141")).code is ErrorCode.KEY_REJECTED
