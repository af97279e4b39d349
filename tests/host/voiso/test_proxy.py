"""Which way requests go: through the configured proxy or the system's, whose password nobody sees."""

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

from support.bad_servers import refusal
from support.certificates import HOST, Authority
from support.fault_proxy import SOUND, Fault, FaultProxy
from voiso_call.config.network_settings import NetworkSettings
from voiso_call.config.paths import AppPaths
from voiso_call.config.settings import load_settings, parse_settings
from voiso_call.errors import CallError, Code
from voiso_call.sandbox.server import RECORDED_REQUESTS, RecordedRequest
from voiso_call.voiso.client import VoisoClient
from voiso_call.voiso.proxy import resolve_proxy

PASSWORD = "p@ss:w/rd"
LOGIN = b64encode(f"agent:{PASSWORD}".encode()).decode()
QUOTED = "agent:p%40ss%3Aw%2Frd"


@dataclass
class Line:
    """A proxy, what lies behind it, and who vouches for that."""

    proxy: FaultProxy
    sandbox: Any
    ca_file: str

    async def call(self, proxy: str = "") -> str | CallError:
        network = NetworkSettings(proxy=SecretStr(proxy), ca_file=self.ca_file)
        voiso = VoisoClient(f"https://{HOST}", SecretStr("test-key-all"), network)
        try:
            return await voiso.place_call(1234, "14155550100")
        except CallError as problem:
            return problem
        finally:
            await voiso.close()

    @property
    def received(self) -> list[RecordedRequest]:
        found: list[RecordedRequest] = self.sandbox[RECORDED_REQUESTS]
        return found


@pytest.fixture
async def line(start_sandbox: Any, tmp_path: Path) -> AsyncIterator[Line]:
    authority = Authority(tmp_path)
    url, app = await start_sandbox()
    async with FaultProxy(urlsplit(url).port or 0, SOUND, authority.server()).listening() as proxy:
        yield Line(proxy, app, str(authority.ca_file))


@pytest.fixture(autouse=True)
def lookups(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every name that is looked up; none is found, and nobody outside this machine is asked."""
    asked: list[str] = []

    def fail(host: str, *_: object, **__: object) -> None:
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    return asked


async def test_proxy_gets_only_the_credentials_and_voiso_only_the_key(line: Line) -> None:
    placed = await line.call(f"http://{QUOTED}@127.0.0.1:{line.proxy.port}")
    [tunnel], [received] = line.proxy.tunnels, line.received
    assert placed == received.call_id
    assert f"\r\nProxy-Authorization: Basic {LOGIN}\r\n" in tunnel
    assert not {"test-key-all", "14155550100"} & set(tunnel.replace("\r\n", " ").split())
    assert "proxy-authorization" not in received.headers


async def test_netrc_credentials_are_not_sent(
    line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine 127.0.0.1 login a password b\nmachine {HOST} login a password b\n")
    monkeypatch.setenv("NETRC", str(netrc))
    assert await line.call(line.proxy.url) == line.received[0].call_id
    assert "Authorization" not in line.proxy.tunnels[0]
    assert line.received[0].headers["authorization"] == "Bearer ...-all"


@pytest.mark.parametrize("variable", ["https_proxy", "HTTPS_PROXY", "ALL_PROXY"])
@pytest.mark.parametrize("scheme", ["http://", ""])
async def test_system_proxy_is_used(
    line: Line, monkeypatch: pytest.MonkeyPatch, variable: str, scheme: str
) -> None:
    monkeypatch.setenv(variable, f"{scheme}127.0.0.1:{line.proxy.port}")
    assert await line.call() == line.received[0].call_id


@pytest.mark.parametrize(
    ("no_proxy", "setting"), [("voiso.com", ""), (".voiso.com", ""), (HOST, ""), ("*", ""), ("", "none")]
)
async def test_no_proxy_and_none_connect_directly(
    line: Line, lookups: list[str], monkeypatch: pytest.MonkeyPatch, no_proxy: str, setting: str
) -> None:
    monkeypatch.setenv("https_proxy", line.proxy.url)
    monkeypatch.setenv("no_proxy", no_proxy)
    failed = await line.call(setting)
    assert isinstance(failed, CallError)
    assert (failed.code, failed.params) == (Code.VOISO_UNREACHABLE, {"phase": "dns"})
    assert lookups == [HOST] * 2, "tried once more, for nothing was sent"
    assert line.proxy.connections == 0


async def test_failed_attempt_after_the_retry_window_is_not_repeated(
    line: Line, lookups: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voiso_call.voiso.client.RETRY_WINDOW_S", 0)
    assert isinstance(await line.call("none"), CallError)
    assert lookups == [HOST]


@pytest.mark.parametrize("fault", [Fault(tunnel=None), Fault(secure=None)], ids=["tunnel", "TLS"])
async def test_silent_proxy_times_out_and_nothing_was_sent(
    line: Line, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr("voiso_call.voiso.client.MAX_ATTEMPT_S", 0.5)
    line.proxy.fault = fault
    failed = await asyncio.wait_for(line.call(line.proxy.url), 20)
    assert isinstance(failed, CallError)
    assert (failed.code, failed.params["proxy"], failed.params["phase"]) == (
        Code.VOISO_UNREACHABLE,
        True,
        "connect",
    )
    assert (line.received, line.proxy.connections) == ([], 1)


async def test_sandbox_is_never_reached_through_a_proxy(
    start_sandbox: Any, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(variable, line.proxy.url)
    url, app = await start_sandbox()
    voiso = VoisoClient(url, SecretStr("test-key-all"), NetworkSettings(proxy=SecretStr(line.proxy.url)))
    assert await voiso.place_call(1234, "14155550100") == app[RECORDED_REQUESTS][0].call_id
    await voiso.close()
    assert line.proxy.connections == 0


async def test_unknown_proxy_host_is_reported_as_a_proxy_problem(line: Line, lookups: list[str]) -> None:
    failed = await line.call("http://proxy.example.com:8080")
    assert isinstance(failed, CallError)
    assert (failed.code, failed.params["proxy"], failed.params["phase"]) == (
        Code.VOISO_UNREACHABLE,
        True,
        "dns",
    )
    assert lookups == ["proxy.example.com"] * 2


@pytest.mark.parametrize("found", ["socks5://127.0.0.1:1080", "http://", "http://127.0.0.1:99999", "::"])
async def test_unusable_system_proxy_is_reported(
    line: Line, monkeypatch: pytest.MonkeyPatch, found: str
) -> None:
    monkeypatch.setenv("https_proxy", found)
    failed = await line.call()
    assert isinstance(failed, CallError)
    assert (failed.code, failed.params) == (Code.VOISO_UNREACHABLE, {"proxy": True})
    assert found not in failed.detail


async def test_resolved_proxy_does_not_show_its_credentials() -> None:
    chosen = await resolve_proxy(f"https://{HOST}", SecretStr(f"http://{QUOTED}@[::1]:8080"))
    assert chosen is not None
    assert chosen.url == "http://[::1]:8080"
    assert LOGIN not in repr(chosen)


async def test_proxy_password_is_shown_nowhere(line: Line) -> None:
    line.proxy.fault = Fault(tunnel=b"HTTP/1.1 407 Login wanted\r\n\r\n")
    failed = await line.call(f"http://{QUOTED}@127.0.0.1:{line.proxy.port}")
    assert isinstance(failed, CallError)
    assert failed.params["proxy_status"] == 407
    settings = parse_settings(
        {"cluster": "c", "user_id": 1, "network": {"proxy": f"http://{QUOTED}@proxy:8080"}}
    )
    for shown in (failed, failed.params, failed.detail, failed.__context__, failed.__cause__, settings):
        for secret in (PASSWORD, QUOTED, LOGIN, "p%40ss"):
            assert secret not in f"{shown} {shown!r}"


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
    with pytest.raises(CallError) as failed:
        load_settings(paths.config_file)
    params = failed.value.params
    assert (failed.value.code, params["field"], params["line"]) == (Code.NOT_CONFIGURED, "network.proxy", 6)
    assert "http://proxy:8080" in str(params["problem"])
    assert "secret@" not in f"{failed.value} {params}"


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
    with pytest.raises(CallError) as failed:
        load_settings(paths.config_file)
    assert (failed.value.params["line"], failed.value.params["field"]) == (line, field)


async def test_client_works_without_network_settings(start_sandbox: Any) -> None:
    url, _ = await start_sandbox()
    assert (await refusal(url, "17015550141")).code is Code.KEY_REJECTED
