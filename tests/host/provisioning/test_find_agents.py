"""The request `find_agents`: the filter that fits, one bounded page, a code for every refusal."""

from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web

from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import AppPaths
from voiso_call.errors import CallError, ErrorCode
from voiso_call.protocol.setup_messages import Agent, Agents, FindAgents
from voiso_call.sandbox.server import RECORDED_REQUESTS

Sandbox = Callable[..., Awaitable[tuple[str, web.Application]]]
SetUp = Callable[..., AppPaths]
JAMES = Agent(user_id=1234, name="James Smith", email="james@sandbox.example", extension="1234")


async def find(dispatcher: RequestDispatcher, query: str | None = None) -> Agents:
    reply = await dispatcher.handle(FindAgents(type="find_agents", query=query))
    assert isinstance(reply, Agents)
    return reply


@pytest.mark.parametrize("list_name", ["users", "items", "data"])
@pytest.mark.parametrize(
    ("query", "filter_"),
    [
        ("james", {"name": "james"}),
        (" Smith ", {"name": "Smith"}),
        ("james@sandbox.example", {"email": "james@sandbox.example"}),
        ("1234", {"extension": "1234"}),
    ],
)
async def test_agent_is_found_by_name_e_mail_and_extension(
    start_sandbox: Sandbox,
    dispatcher: RequestDispatcher,
    set_up: SetUp,
    query: str,
    filter_: dict[str, str],
    list_name: str,
) -> None:
    url, app = await start_sandbox(list_name=list_name)
    set_up(url)
    assert await find(dispatcher, query) == Agents(agents=[JAMES], more=False)
    [request] = app[RECORDED_REQUESTS]
    assert (request.method, request.path) == ("GET", "/api/v4/users")
    assert request.query == {"limit": "20", "offset": "0", **filter_}


async def test_reply_is_one_page_and_says_if_there_are_more(
    start_sandbox: Sandbox, dispatcher: RequestDispatcher, set_up: SetUp
) -> None:
    url, _ = await start_sandbox()
    set_up(url)
    for query in (None, "  ", "Agent 2"):
        page = await find(dispatcher, query)
        assert (len(page.agents), page.more) == (20, True)
    assert await find(dispatcher, "nobody") == Agents(agents=[], more=False)


async def test_agent_is_found_before_the_user_id_is_set(
    start_sandbox: Sandbox, dispatcher: RequestDispatcher, set_up: SetUp, paths: AppPaths
) -> None:
    url, _ = await start_sandbox()
    set_up(url)
    text = paths.config_file.read_text("utf-8")
    paths.config_file.write_text(text.replace("user_id = 1234\n", ""), "utf-8")
    assert (await find(dispatcher, "james")).agents == [JAMES]
    paths.config_file.write_text('default_region = "GB"\n', "utf-8")
    with pytest.raises(CallError) as raised:
        await find(dispatcher, "james")
    assert (raised.value.code, raised.value.params["field"]) == (ErrorCode.NOT_CONFIGURED, "cluster")


@pytest.mark.parametrize(
    ("key", "code", "params"),
    [
        ("test-key-unknown", ErrorCode.KEY_REJECTED, {}),
        ("test-key-calls-only", ErrorCode.PERMISSION_DENIED, {"scope": "users.read"}),
    ],
)
async def test_refused_key_has_a_code_and_names_the_scope(
    start_sandbox: Sandbox,
    dispatcher: RequestDispatcher,
    set_up: SetUp,
    key: str,
    code: ErrorCode,
    params: dict[str, str],
) -> None:
    url, _ = await start_sandbox()
    set_up(url, key=key)
    with pytest.raises(CallError) as raised:
        await find(dispatcher, "james")
    assert (raised.value.code, raised.value.params) == (code, params)
    assert key not in f"{raised.value}"


async def test_unreachable_voiso_is_reported(dispatcher: RequestDispatcher, set_up: SetUp) -> None:
    set_up("http://127.0.0.1:9")
    with pytest.raises(CallError) as raised:
        await find(dispatcher, "james")
    assert (raised.value.code, raised.value.outcome_unknown) == (ErrorCode.VOISO_UNREACHABLE, False)
