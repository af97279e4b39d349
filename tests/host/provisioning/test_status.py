"""The reply to `get_status`."""

from collections.abc import Callable
from pathlib import Path

from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import AppPaths
from voiso_call.errors import ErrorCode
from voiso_call.protocol.message_parts import Failure
from voiso_call.protocol.messages import GetStatus, OneClickPolicy, Status

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
