"""Answers the list of users: `GET /api/v4/users`. No HTTP."""

import re
from collections.abc import Mapping

from voiso_call.sandbox.fixtures import AGENTS, Agent
from voiso_call.sandbox.scenarios import Answer, invalid

DEFAULT_LIMIT = MAX_LIMIT = 100
EXACT_FILTERS = ("email", "sip_account", "security_access_group_id", "extension", "caller_id", "timezone")

_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


def handle_list_users(query: Mapping[str, str], list_name: str) -> Answer:
    """Return a page of the agents that fit all filters, and how many fit, under the documented names."""
    limit, offset = query.get("limit", str(DEFAULT_LIMIT)), query.get("offset", "0")
    errors = {}
    if not _NUMBER.fullmatch(limit) or not 1 <= int(limit) <= MAX_LIMIT:
        errors["limit"] = f"must be between 1 and {MAX_LIMIT}"
    if not _NUMBER.fullmatch(offset):
        errors["offset"] = "must be 0 or more"
    if errors:
        return invalid(errors)
    users = [user for user in map(_user, AGENTS.values()) if _fits(user, query)]
    page = users[int(offset) : int(offset) + int(limit)]
    return Answer(200, {list_name: page, "metadata": {"total": len(users)}})


def _user(agent: Agent) -> dict[str, object]:
    return {
        "id": agent.id,
        "name": agent.name,
        "email": agent.email,
        "extension": agent.extension,
        "sip_account": f"{agent.extension}@sandbox.example" if agent.extension else None,
        "security_access_group_id": agent.security_access_group_id,
        "caller_id": "main",
        "timezone": "Europe/London",
    }


def _fits(user: Mapping[str, object], query: Mapping[str, str]) -> bool:
    is_exact = all(str(user[name] or "") == query[name] for name in EXACT_FILTERS if name in query)
    return is_exact and query.get("name", "").casefold() in str(user["name"]).casefold()
