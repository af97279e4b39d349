"""A do-not-call list that is read for longer than a browser waits: until then nobody is called."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from support.host_process import HELLO, HostProcess
from voiso_call.config.paths import AppPaths
from voiso_call.sandbox.server import RECORDED_REQUESTS

# The host of the program, in which reading a list ends only when there is a certain file.
SLOW_HOST = """
import sys, time
from pathlib import Path
from voiso_call.native_host import server
from voiso_call.native_host.main import main
from voiso_call.policy import do_not_call

read_rows, may_end = do_not_call.read_rows, Path(sys.argv.pop(1))

def slowly(*arguments):
    with may_end.with_name("readings").open("a") as log:
        log.write("x")
    while not may_end.exists():
        time.sleep(0.01)
    return read_rows(*arguments)

do_not_call.read_rows, server.MAX_LIST_WAIT_S = slowly, 0.1
main()
"""


async def test_list_is_read_while_requests_are_answered_and_is_then_used(
    start_sandbox: Callable[..., Awaitable[tuple[str, web.Application]]],
    set_up: Callable[..., AppPaths],
    tmp_path: Path,
) -> None:
    url, app = await start_sandbox()
    listed, may_end = tmp_path / "list.csv", tmp_path / "may_end"
    listed.write_text("+14155550100\n")
    listed.chmod(0o644)
    set_up(url, policy={"do_not_call": str(listed)})

    def call(number: str) -> dict[str, Any]:
        return {"type": "place_call", "request_id": number[1:], "number": number, "trigger": "click"}

    def ask() -> None:
        host = HostProcess(sys.executable, "-I", "-c", SLOW_HOST, may_end)
        host.request(HELLO)
        requests = ({"type": "get_status"}, call("+14155550101"), call("+14155550100"))
        for message_id, request in enumerate(requests, 2):
            reply = host.request(request, message_id)
            failure = reply["problem"] if message_id == 2 else reply
            assert (failure["code"], failure["params"]["cause"]) == ("not_configured", "being_read"), reply
            assert "outcome" not in failure["params"], "it is certain that nothing was dialled"
        assert host.request({"type": "get_history", "limit": 9}, 5)["calls"] == []
        assert [*app[RECORDED_REQUESTS]] == []
        may_end.touch()
        while host.request({"type": "get_status"}, 6)["problem"] is not None:
            pass
        assert host.request(call("+14155550101"), 7)["type"] == "call_placed"
        assert host.request(call("+14155550100"), 8)["params"]["reason"] == "do_not_call"
        host.close_and_wait()

    await asyncio.to_thread(ask)
    assert len(app[RECORDED_REQUESTS]) == 1
    assert (tmp_path / "readings").read_text() == "x"
