"""Faults of the key and on the way to Voiso: each is found at a real server, with what to do."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver
from aiohttp.resolver import ThreadedResolver
from aiohttp.test_utils import TestServer

from support.bad_servers import server
from support.certificates import Authority
from support.findings import expect
from voiso_call.config.paths import AppPaths
from voiso_call.config.settings import IncompleteSettings
from voiso_call.credentials import keyring_backend
from voiso_call.doctor.finding import Level
from voiso_call.doctor.voiso import examine
from voiso_call.errors import CallError, ErrorCode
from voiso_call.sandbox.server import RECORDED_REQUESTS, create_app

Sandbox = Callable[..., Awaitable[tuple[str, web.Application]]]
SetUp = Callable[..., AppPaths]


async def test_a_way_without_faults_is_examined_without_a_call(start_sandbox: Sandbox, set_up: SetUp) -> None:
    url, app = await start_sandbox()
    findings = await examine(set_up(url))
    assert [(finding.code, finding.level) for finding in findings] == [
        ("key", "ok"),
        ("proxy", "ok"),
        ("connection", "ok"),
        ("key_accepted", "ok"),
        ("agent", "ok"),
        ("only_a_call", "not_checked"),
        ("clock", "ok"),
    ]
    assert {request.method for request in app[RECORDED_REQUESTS]} <= {"HEAD", "GET"}


FAULTS: dict[str, tuple[Callable[[AppPaths], object], str, Level, str]] = {
    "no key": (lambda paths: paths.key_file.unlink(), "key_missing", "fault", "voiso-call setup"),
    "two words": (lambda paths: paths.key_file.write_text("a b"), "key_invalid", "fault", "key rotate"),
    "key that others read": (
        lambda paths: paths.key_file.chmod(0o644),
        *("key_unreadable", "fault", "chmod 600 "),
    ),
    "unknown key": (
        lambda paths: paths.key_file.write_text("test-key-unknown"),
        *("key_rejected", "fault", "voiso-call key rotate"),
    ),
    "key without users.read": (
        lambda paths: paths.key_file.write_text("test-key-calls-only"),
        *("key_scope", "not_checked", ""),
    ),
}


@pytest.mark.parametrize("kind", FAULTS)
async def test_faulty_key(start_sandbox: Sandbox, set_up: SetUp, kind: str) -> None:
    plant, code, level, cure = FAULTS[kind]
    paths = set_up((await start_sandbox())[0])
    plant(paths)
    expect(await examine(paths), code, level, cure)


@pytest.mark.parametrize("reason", ["silent", "locked", "absent"])
async def test_keyring_that_gives_no_key(
    start_sandbox: Sandbox, set_up: SetUp, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    def load(_: str) -> str:
        detail = "the keyring; unlock it, or store the key in a file: voiso-call setup --key-store file"
        raise CallError(ErrorCode.KEY_UNAVAILABLE, detail, store="keyring", reason=reason)

    paths = set_up((await start_sandbox())[0])
    monkeypatch.setattr(keyring_backend, "load", load)
    paths.config_file.write_text(f'key_store = "keyring"\n{paths.config_file.read_text()}')
    findings = await examine(paths)
    expect(findings, f"keyring_{reason}", "fault", "voiso-call setup --key-store file")
    expect(findings, "key_leftover", "warning", f"rm {paths.key_file}")


async def test_unknown_agent(start_sandbox: Sandbox, set_up: SetUp) -> None:
    paths = set_up((await start_sandbox())[0], user_id=77)
    expect(await examine(paths), "agent_unknown", "fault", "voiso-call setup")


async def test_voiso_answers_with_an_error(aiohttp_server: Any, set_up: SetUp) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=503)

    findings = await examine(set_up(await server(aiohttp_server, answer)))
    expect(findings, "voiso_failed", "warning", "Try again")


async def test_sandbox_that_was_ended(set_up: SetUp) -> None:
    expect(await examine(set_up("http://127.0.0.1:9")), "sandbox_silent", "fault", "voiso-call sandbox")


def use_url(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """Let the host connect to a server of the test as if it were Voiso, with TLS."""
    monkeypatch.setattr(IncompleteSettings, "url", property(lambda _: url))


async def test_no_connection(set_up: SetUp, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = set_up("http://127.0.0.1:9", sandbox_url=None)
    use_url(monkeypatch, "https://127.0.0.1:9")
    expect(await examine(paths), "connection_failed", "fault", "[network]")


async def test_name_that_is_not_found(set_up: SetUp, monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(self: AbstractResolver, host: str, *_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "unknown name")

    monkeypatch.setattr(ThreadedResolver, "resolve", resolve)
    paths = set_up("http://127.0.0.1:9", sandbox_url=None, cluster="cc-test01")
    expect(await examine(paths), "dns_failed", "fault", "cluster in config.toml")


async def test_untrusted_certificate(set_up: SetUp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = set_up("http://127.0.0.1:9", sandbox_url=None)
    past = datetime.now(UTC) - timedelta(days=30)
    for context, cause, cure in (
        (Authority(tmp_path).server("127.0.0.1"), "unknown_issuer", "ca_file"),
        (Authority(tmp_path).server("127.0.0.1", begins=past, ends=past + timedelta(1)), None, ""),
    ):
        tls_server = TestServer(create_app(), scheme="https", host="127.0.0.1")
        await tls_server.start_server(ssl=context)
        use_url(monkeypatch, f"https://127.0.0.1:{tls_server.port}")
        findings = await examine(paths)
        await tls_server.close()
        expect(findings, "connection", "ok")
        assert any(finding.code.startswith("tls_") and finding.level == "fault" for finding in findings)
        if cause:
            expect(findings, f"tls_{cause}", "fault", cure)


@pytest.mark.parametrize(
    ("status", "cure"), [(407, "`proxy` under [network]"), (502, "proxy under [network]")]
)
async def test_proxy_that_refuses(set_up: SetUp, status: int, cure: str) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as proxy:
        url = f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
        paths = set_up("http://127.0.0.1:9", sandbox_url=None)
        with paths.config_file.open("a") as file:
            file.write(f'\n[network]\nproxy = "{url}"\n')
        finding = expect(await examine(paths), "proxy_failed", "fault", cure)
    assert url in finding.what


async def test_system_proxy_of_another_kind(set_up: SetUp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "socks5://127.0.0.1:9")
    paths = set_up("http://127.0.0.1:9", sandbox_url=None)
    expect(await examine(paths), "proxy_invalid", "fault", "`proxy` under [network]")


@pytest.mark.parametrize(
    ("offset_s", "level"), [(0, "ok"), (120, "warning"), (-120, "warning"), (3600, "fault"), (-3600, "fault")]
)
async def test_clock_is_compared_with_the_time_of_voiso(
    aiohttp_server: Any, set_up: SetUp, offset_s: int, level: Level
) -> None:
    async def set_date(_: web.Request, response: web.StreamResponse) -> None:
        response.headers["Date"] = format_datetime(
            datetime.now(UTC) - timedelta(seconds=offset_s), usegmt=True
        )

    app = create_app()
    app.on_response_prepare.append(set_date)
    url = str((await aiohttp_server(app)).make_url("")).rstrip("/")
    finding = expect(await examine(set_up(url)), "clock_wrong" if offset_s else "clock", level)
    assert ("ahead of" in finding.what, "behind" in finding.what) == (offset_s > 0, offset_s < 0)
    assert bool(finding.action) == bool(offset_s)
