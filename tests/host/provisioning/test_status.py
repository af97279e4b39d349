"""The reply to `get_status`."""

from collections.abc import Callable

from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import AppPaths
from voiso_call.errors import ErrorCode
from voiso_call.protocol.messages import GetStatus, Status

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
