"""The sandbox's list of users: limit, offset and filters as documented, and the scope of the key."""

from typing import Any

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from voiso_call.sandbox.server import Options, create_app

USERS = "/api/v4/users"
ALL = {"Authorization": "Bearer test-key-all"}


async def users(aiohttp_client: AiohttpClient, **query: str) -> tuple[list[int], int]:
    """Return the IDs of a page, and the total."""
    client = await aiohttp_client(create_app())
    answer = await client.get(USERS, params=query, headers=ALL)
    content: dict[str, Any] = await answer.json()
    assert answer.status == 200
    assert content.keys() == {"users", "metadata"}
    return [user["id"] for user in content["users"]], content["metadata"]["total"]


@pytest.mark.parametrize(
    ("query", "first", "count"),
    [
        ({}, 1234, 100),
        ({"limit": "1"}, 1234, 1),
        ({"limit": "100", "offset": "100"}, 2096, 25),
        ({"limit": "2", "offset": "3"}, 1237, 2),
        ({"offset": "500"}, None, 0),
    ],
)
async def test_page_is_chosen_by_limit_and_offset(
    aiohttp_client: AiohttpClient, query: dict[str, str], first: int | None, count: int
) -> None:
    page, total = await users(aiohttp_client, **query)
    assert (page[0] if page else None, len(page), total) == (first, count, 125)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"name": "smith"}, [1234]),
        ({"name": "SMITH", "extension": "1234"}, [1234]),
        ({"name": "smith", "extension": "1235"}, []),
        ({"email": "bruno@sandbox.example"}, [1236]),
        ({"email": "bruno"}, []),
        ({"sip_account": "1235@sandbox.example"}, [1235]),
        ({"extension": "1238"}, []),
        ({"security_access_group_id": "2"}, [1237]),
        ({"caller_id": "other"}, []),
        ({"timezone": "UTC"}, []),
    ],
    ids=str,
)
async def test_filters_choose_the_users(
    aiohttp_client: AiohttpClient, query: dict[str, str], found: list[int]
) -> None:
    assert await users(aiohttp_client, **query) == (found, len(found))


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ({"limit": "101"}, ["limit"]),
        ({"limit": "0"}, ["limit"]),
        ({"limit": "all", "offset": "-1"}, ["limit", "offset"]),
    ],
    ids=str,
)
async def test_limit_and_offset_out_of_range_are_invalid(
    aiohttp_client: AiohttpClient, query: dict[str, str], fields: list[str]
) -> None:
    answer = await (await aiohttp_client(create_app())).get(USERS, params=query, headers=ALL)
    assert (answer.status, list((await answer.json())["errors"])) == (422, fields)


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ("test-key-all", 200),
        ("test-key-users-only", 200),
        ("test-key-calls-only", 403),
        ("test-key-no-scopes", 403),
        ("test-key-unknown", 401),
    ],
)
async def test_key_needs_the_scope_for_users(aiohttp_client: AiohttpClient, key: str, status: int) -> None:
    client = await aiohttp_client(create_app())
    answer = await client.get(USERS, headers={"Authorization": f"Bearer {key}"})
    assert answer.status == status


async def test_list_has_the_name_of_the_option(aiohttp_client: AiohttpClient) -> None:
    answer = await (await aiohttp_client(create_app(Options(list_name="data")))).get(USERS, headers=ALL)
    assert len((await answer.json())["data"]) == 100
