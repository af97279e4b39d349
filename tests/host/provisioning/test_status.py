"""The reply to `get_status`."""

import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import AppPaths
from voiso_call.errors import CallError, ErrorCode
from voiso_call.protocol.message_parts import Failure
from voiso_call.protocol.messages import GetStatus, OneClickPolicy, Status, WarmUp
from voiso_call.protocol.setup_messages import CheckSetup
from voiso_call.sandbox.server import RECORDED_REQUESTS, create_app

Sandbox = Callable[..., Awaitable[tuple[str, web.Application]]]
SetUp = Callable[..., AppPaths]


async def test_status_reports_what_is_missing(
    dispatcher: RequestDispatcher, set_up: SetUp, paths: AppPaths
) -> None:
    async def status() -> Status:
        reply = await dispatcher.handle(GetStatus(type="get_status"))
        assert isinstance(reply, Status)
        return reply

    fresh = await status()
    assert fresh.problem is not None
    assert (fresh.configured, fresh.problem.code) == (False, ErrorCode.NOT_CONFIGURED)
    set_up("http://127.0.0.1:9", key="test-key-0123456789")
    ready = await status()
    assert (ready.configured, ready.problem, ready.key_hint, ready.sandbox) == (True, None, "6789", True)
    assert (ready.cluster, ready.user_id, ready.default_region) == ("sandbox", 1234, "US")
    assert "0123456789" not in ready.model_dump_json()
    paths.key_file.unlink()
    keyless = await status()
    assert keyless.problem is not None
    assert (keyless.problem.code, keyless.cluster) == (ErrorCode.KEY_MISSING, "sandbox")


async def test_status_reports_what_this_process_knows_of_voiso(
    dispatcher: RequestDispatcher, set_up: SetUp, start_sandbox: Sandbox
) -> None:
    async def status() -> tuple[bool, ErrorCode | None]:
        reply = await dispatcher.handle(GetStatus(type="get_status"))
        assert isinstance(reply, Status)
        return reply.configured, reply.problem.code if reply.problem else None

    url, app = await start_sandbox()
    set_up(url, key="test-key-rejected")
    assert await status() == (True, None), "nothing is known yet"
    await dispatcher.handle(CheckSetup(type="check_setup"))
    assert await status() == (True, ErrorCode.KEY_REJECTED)
    asked = len(app[RECORDED_REQUESTS])
    assert await status() == (True, ErrorCode.KEY_REJECTED)
    assert len(app[RECORDED_REQUESTS]) == asked, "a status does not ask Voiso"
    set_up(url, key="test-key-calls-only")
    assert await status() == (True, None), "of another key nothing is known"


async def test_status_reports_a_connection_that_failed_and_still_fails(
    dispatcher: RequestDispatcher, set_up: SetUp, aiohttp_server: Any
) -> None:
    async def problem() -> Failure | None:
        reply = await dispatcher.handle(GetStatus(type="get_status"))
        assert isinstance(reply, Status)
        return reply.problem

    with socket.socket() as taken:  # bound but not listening: refuses connections
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        set_up(f"http://127.0.0.1:{port}")
        assert await problem() is None
        with pytest.raises(CallError):
            await dispatcher.handle(WarmUp(type="warm_up"))
        failed = await problem()
        assert failed is not None
        assert failed.code is ErrorCode.VOISO_UNREACHABLE
    await aiohttp_server(create_app(), port=port)
    assert await problem() is None, "the connection was tried again"


async def test_status_names_what_is_missing_unless_the_settings_cannot_be_read(
    dispatcher: RequestDispatcher, paths: AppPaths
) -> None:
    async def missing() -> list[str]:
        reply = await dispatcher.handle(GetStatus(type="get_status"))
        assert isinstance(reply, Status)
        return list(reply.missing)

    assert await missing() == ["cluster", "user_id", "api_key"]
    paths.config.mkdir(parents=True)
    paths.config_file.write_text("user_id = 1\n")
    assert await missing() == ["cluster", "api_key"]
    paths.key_file.write_text("test-key-0123456789")
    paths.key_file.chmod(0o600)
    assert await missing() == ["cluster"]
    paths.key_file.chmod(0o644)
    assert await missing() == ["cluster"], "a key that cannot be read is there"
    paths.config_file.write_text("user_id = 1\nunknown = 1\n")
    assert await missing() == []


async def test_status_reports_a_file_that_would_block_every_call(
    dispatcher: RequestDispatcher, set_up: SetUp, paths: AppPaths, tmp_path: Path
) -> None:
    async def problem() -> Failure | None:
        reply = await dispatcher.handle(GetStatus(type="get_status"))
        assert isinstance(reply, Status)
        return reply.problem

    set_up("http://127.0.0.1:9")
    with paths.config_file.open("a") as file:
        file.write('[policy]\ndo_not_call = "list.csv"\n')
    missing = await problem()
    assert missing is not None
    assert (missing.code, missing.params["field"]) == (ErrorCode.NOT_CONFIGURED, "policy.do_not_call")
    line = paths.config_file.read_text().splitlines().index('do_not_call = "list.csv"') + 1
    for text in (missing.detail, str(missing.params["problem"])):
        assert text.endswith(f"(the list is set in {paths.config_file}, line {line}: policy.do_not_call)")
        assert f"{paths.config / 'list.csv'}: No such file or directory" in text
    (paths.config / "list.csv").write_text("+442079460001\nno number 1\n")
    invalid = await problem()
    assert invalid is not None
    assert invalid.params["line"] == 2
    (paths.config / "list.csv").write_text("+442079460001\n")
    assert await problem() is None

    ca_file = tmp_path / "ca.pem"
    ca_file.write_text("not a certificate")
    paths.config_file.write_text(f'cluster = "c"\nuser_id = 1\n[network]\nca_file = "{ca_file}"\n')
    no_certificate = await problem()
    assert no_certificate is not None
    assert no_certificate.params["field"] == "network.ca_file"


async def test_status_reports_the_systems_whose_records_are_sent(
    dispatcher: RequestDispatcher, set_up: SetUp, paths: AppPaths
) -> None:
    async def systems() -> list[str]:
        reply = await dispatcher.handle(GetStatus(type="get_status"))
        assert isinstance(reply, Status)
        return reply.source_systems

    set_up("http://127.0.0.1:9")
    assert await systems() == []
    with paths.config_file.open("a") as file:
        file.write('[source]\nsystems = ["zoho", "own-crm"]\n')
    assert await systems() == ["zoho", "own-crm"]


async def test_status_reports_the_one_click_sites_and_null_without_settings(
    dispatcher: RequestDispatcher, set_up: SetUp, paths: AppPaths
) -> None:
    async def one_click() -> OneClickPolicy | None:
        reply = await dispatcher.handle(GetStatus(type="get_status"))
        assert isinstance(reply, Status)
        return reply.one_click

    assert await one_click() is None
    set_up("http://127.0.0.1:9")
    assert await one_click() == OneClickPolicy(agents_may_allow=True, origins=[])
    with paths.config_file.open("a") as file:
        file.write('[one_click]\nagents_may_allow = false\norigins = ["https://CRM.example.com:443"]\n')
    expected = OneClickPolicy(agents_may_allow=False, origins=["https://crm.example.com"])
    assert await one_click() == expected
