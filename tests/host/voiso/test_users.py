"""The list of users: every shape that Voiso may give it, bounded, and never with an unknown outcome."""

import asyncio
import contextlib
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from support.bad_servers import server
from voiso_call.errors import CallError, ErrorCode
from voiso_call.voiso import client as client_module
from voiso_call.voiso.client import VoisoClient
from voiso_call.voiso.users import User, UsersPage, parse_users

USER = {"id": 1234, "name": "James Smith", "email": "james@example.com", "extension": "3434"}
JAMES = User(1234, "James Smith", "james@example.com", "3434")


def parse(content: Any, *, status: int = 200, limit: int = 2, offset: int = 0) -> UsersPage:
    return parse_users(status, {}, content, limit=limit, offset=offset)


@pytest.mark.parametrize(
    "content",
    [[USER], *({name: [USER], "metadata": {"total": 1}} for name in ("users", "items", "data", "results"))],
)
def test_list_is_found_under_every_name(content: Any) -> None:
    assert parse(content) == UsersPage([JAMES], unreadable=0, more=False)


@pytest.mark.parametrize(
    ("content", "offset", "more"),
    [
        ({"users": [USER], "metadata": {"total": 3}}, 0, True),
        ({"users": [USER], "metadata": {"total": 3}}, 2, False),
        ({"users": [], "metadata": {"total": 3}}, 0, False),
        ({"users": [USER, USER]}, 0, True),
        ({"users": [USER]}, 0, False),
        ({"users": [USER, USER], "metadata": {"total": "3"}}, 0, True),
        ([], 0, False),
    ],
    ids=str,
)
def test_more_users_are_known_by_the_total_or_by_a_full_page(content: Any, offset: int, more: bool) -> None:
    assert parse(content, offset=offset).more is more


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ({"id": "1234"}, User(1234, "", None, None)),
        ({**USER, "name": None, "extension": 3434}, User(1234, "", "james@example.com", "3434")),
        ({**USER, "name": "James\u202e\nSmith "}, User(1234, "James  Smith", *(JAMES.email, "3434"))),
        ({**USER, "email": ["x"], "extension": ""}, User(1234, "James Smith", None, None)),
        ({**USER, "name": "x" * 1000}, User(1234, "x" * 200, "james@example.com", "3434")),
        *(({**USER, "id": wrong}, None) for wrong in (None, True, 0, -1, 1.5, "", "x", "9" * 5000, 2**53)),
        ({"name": "James"}, None),
        ("James", None),
        (None, None),
    ],
    ids=lambda value: str(value)[:60],
)
def test_fields_of_a_user_are_read_if_they_are_there(user: Any, expected: User | None) -> None:
    page = parse({"users": [user]})
    assert page == UsersPage([expected] if expected else [], unreadable=0 if expected else 1, more=False)


@pytest.mark.parametrize("content", [None, {}, "users", {"users": {}}, {"users": None}, 7])
def test_answer_without_a_list_is_a_failure(content: Any) -> None:
    with pytest.raises(CallError) as raised:
        parse(content)
    assert (raised.value.code, raised.value.params) == (ErrorCode.VOISO_FAILED, {"status": 200})


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (302, ErrorCode.VOISO_FAILED),
        (400, ErrorCode.REQUEST_REJECTED),
        (401, ErrorCode.KEY_REJECTED),
        (403, ErrorCode.PERMISSION_DENIED),
        (404, ErrorCode.REQUEST_REJECTED),
        (422, ErrorCode.REQUEST_REJECTED),
        (429, ErrorCode.RATE_LIMITED),
        (500, ErrorCode.VOISO_FAILED),
        (503, ErrorCode.VOISO_FAILED),
    ],
)
def test_every_status_has_a_code_and_no_unknown_outcome(status: int, code: ErrorCode) -> None:
    with pytest.raises(CallError) as raised:
        parse({"error": "x"}, status=status)
    assert (raised.value.code, raised.value.outcome_unknown) == (code, False)
    assert raised.value.params.get("scope") == ("users.read" if status == 403 else None)


async def list_users(url: str) -> UsersPage | CallError:
    voiso = VoisoClient(url, SecretStr("test-key-all"))
    try:
        return await voiso.list_users(limit=2)
    except CallError as error:
        return error
    finally:
        await voiso.close()


async def test_long_page_is_read_and_an_endless_one_is_not(aiohttp_server: Any) -> None:
    length = 1024

    async def answer(_: web.Request) -> web.Response:
        return web.json_response([{**USER, "about": "x" * length}])

    url = await server(aiohttp_server, answer)
    length = 1024 * 1024
    assert isinstance(await list_users(url), UsersPage)
    length = 3 * 1024 * 1024
    too_long = await list_users(url)
    assert isinstance(too_long, CallError)
    assert too_long.code is ErrorCode.VOISO_FAILED


async def test_answer_that_does_not_come_is_voiso_unreachable(
    aiohttp_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def answer(_: web.Request) -> web.Response:
        await asyncio.sleep(5)
        return web.Response()

    monkeypatch.setattr(client_module, "LIST_TIMEOUT_S", 1.0)
    error = await list_users(await server(aiohttp_server, answer))
    assert isinstance(error, CallError)
    assert (error.code, error.outcome_unknown) == (ErrorCode.VOISO_UNREACHABLE, False)
    assert "nothing was sent" not in error.detail


async def test_key_in_an_answer_is_not_repeated(aiohttp_server: Any) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response([{**USER, "name": "test-key-all"}])

    page = await list_users(await server(aiohttp_server, answer))
    assert isinstance(page, UsersPage)
    assert "test-key-all" not in str(page)


async def test_client_remembers_a_rejected_key_until_it_is_accepted(aiohttp_server: Any) -> None:
    status = 401

    async def answer(_: web.Request) -> web.Response:
        return web.json_response([], status=status)

    voiso = VoisoClient(await server(aiohttp_server, answer), SecretStr("test-key-all"))
    rejected = {200: False, 401: True, 500: True, 429: True, 404: True, 403: False}
    for status, is_rejected in rejected.items():
        with contextlib.suppress(CallError):
            await voiso.list_users(limit=1)
        assert (voiso.rejection is not None) == is_rejected, status
    assert voiso.unreachable is None
    await voiso.close()
