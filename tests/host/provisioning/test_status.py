"""The replies to `get_status` and `check_number`."""

from collections.abc import Callable
from typing import Any

from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import AppPaths
from voiso_call.errors import ErrorCode
from voiso_call.protocol.messages import CheckNumber, GetStatus, NumberChecked, Status

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


async def test_check_number_agrees_with_place_call(dispatcher: RequestDispatcher, set_up: SetUp) -> None:
    set_up("http://127.0.0.1:9")

    async def check(number: str, **more: Any) -> NumberChecked:
        reply = await dispatcher.handle(CheckNumber(type="check_number", number=number, **more))
        assert isinstance(reply, NumberChecked)
        return reply

    allowed = await check("(415) 555-0100")
    assert (allowed.number, allowed.country) == ("+14155550100", "US")
    assert (allowed.decision, allowed.reasons) == ("allow", [])
    assert allowed.local_time is not None
    assert (await check("020 7946 0000", region="GB")).international == "+44 20 7946 0000"
    assert (await check("911")).reasons == ["emergency"]
    assert (await check("+449098790000")).decision == "confirm"
    assert (await check("+14155550100", original_text="+14155550199")).reasons == ["text_mismatch"]
