"""The sandbox lists its agents in pages and by the documented filters."""

from typing import Any

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from voiso_call.sandbox.fixtures import AGENTS
from voiso_call.sandbox.server import create_app

USERS = "/api/v4/users"
ALL = {"Authorization": "Bearer test-key-all"}


async def test_users_come_in_pages(aiohttp_client: AiohttpClient) -> None:
    client = await aiohttp_client(create_app())
    pages = [
        await (await client.get(USERS, params=query, headers=ALL)).json()
        for query in ({}, {"offset": "100"}, {"limit": "1", "offset": "2"}, {"offset": "9999"})
    ]
    assert [[user["id"] for user in page["items"]] for page in pages] == [
        list(AGENTS)[:100],
        list(AGENTS)[100:],
        list(AGENTS)[2:3],
        [],
    ]
    assert [page["metadata"] for page in pages] == [{"total": len(AGENTS)}] * 4
    assert pages[0]["items"][0] == {
        "id": 1234,
        "name": "Agent 1234",
        "email": "agent-1234@example.com",
        "extension": "1234",
        "sip_account": "1234@sip.example.com",
        "security_access_group_id": 1,
        "caller_id": "Main",
        "timezone": "Europe/London",
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"name": "agent 1234"}, [1234]),
        ({"name": "200"}, list(range(2001, 2010))),
        ({"name": "200", "limit": "2", "offset": "3"}, [2004, 2005]),
        ({"email": "agent-1236@example.com"}, [1236]),
        ({"email": "agent-123"}, []),
        ({"extension": "1237"}, [1237]),
        ({"extension": "none"}, []),
        ({"sip_account": "1235@sip.example.com"}, [1235]),
        ({"security_access_group_id": "2"}, [1237]),
        ({"caller_id": "Other"}, []),
        ({"timezone": "Europe/London"}, [1234, 1235, 1236, 1237, 1238]),
        ({"timezone": "Europe/London", "extension": "1234", "unheard_of": "1"}, [1234]),
    ],
)
async def test_users_are_found_by_the_documented_filters(
    aiohttp_client: AiohttpClient, query: dict[str, str], found: list[int]
) -> None:
    page = await (await (await aiohttp_client(create_app())).get(USERS, params=query, headers=ALL)).json()
    assert [user["id"] for user in page["items"]] == found
    assert "limit" in query or page["metadata"] == {"total": len(found)}


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ({"limit": "101"}, {"limit": ["must be from 1 to 100"]}),
        ({"limit": "0"}, {"limit": ["must be from 1 to 100"]}),
        ({"offset": "-1"}, {"offset": ["must not be negative"]}),
        ({"limit": "all", "offset": ""}, {"limit": ["is not an integer"], "offset": ["is not an integer"]}),
    ],
)
async def test_a_page_that_cannot_be_is_refused(
    aiohttp_client: AiohttpClient, query: dict[str, str], errors: dict[str, Any]
) -> None:
    answer = await (await aiohttp_client(create_app())).get(USERS, params=query, headers=ALL)
    assert (answer.status, await answer.json()) == (422, {"errors": errors})
