"""Interprets Voiso's list of users: `GET /api/v4/users`, which needs the scope `users.read`.

Documented are the parameters, and that the response has a list and `metadata.total`. The name of the list and
the fields of a user are not: public clients read `id`, `name`, `email` and `extension`. Documents:
developers.voiso.com, "Get list of users".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voiso_call.errors import CallError, ErrorCode
from voiso_call.protocol.handshake import MAX_ID
from voiso_call.voiso.responses import parse_list, sanitize

USERS_PATH = "/api/v4/users"
MAX_PAGE = 100  # users in one response, by Voiso's document
MAX_BODY_BYTES = 2 * 1024 * 1024  # of a response: "full user objects", whose length is not documented
SCOPE = "users.read"

_LIST_NAMES = ("users", "items", "data", "results")


@dataclass(frozen=True)
class User:
    """An agent of the contact center."""

    id: int
    name: str
    email: str | None
    extension: str | None


@dataclass(frozen=True)
class UsersPage:
    """One page of users. `unreadable` counts the entries that have no usable ID."""

    users: list[User]
    unreadable: int
    more: bool


def parse_users(
    status: int, headers: Mapping[str, str], content: Any, *, limit: int, offset: int
) -> UsersPage:
    """Return the users of a response; `content` is its parsed body. Raises CallError if it has none."""
    if status == 403:
        advice = f"the API key needs the scope {SCOPE}; ask your administrator"
        raise CallError(ErrorCode.PERMISSION_DENIED, f"HTTP 403: {advice}", scope=SCOPE)
    entries = parse_list(status, headers, content, names=_LIST_NAMES, of="users")
    users = [user for user in map(_user, entries) if user is not None][:limit]
    total = _total(content)
    more = len(entries) >= limit if total is None else total > offset + len(entries)
    return UsersPage(users, len(entries) - len(users), more and bool(entries))


def _total(content: Any) -> int | None:
    metadata = content.get("metadata") if isinstance(content, dict) else None
    total = metadata.get("total") if isinstance(metadata, dict) else None
    return total if type(total) is int else None


def _user(entry: Any) -> User | None:
    if not isinstance(entry, dict) or (user_id := _id(entry.get("id"))) is None:
        return None
    name, email, extension = (_text(entry.get(field)) for field in ("name", "email", "extension"))
    return User(user_id, name or "", email, extension)


def _id(value: Any) -> int | None:
    """Return a user ID, a whole number or its digits; None if it is neither, or too large for a browser."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= len(str(MAX_ID)):
        value = int(value)
    return value if type(value) is int and 1 <= value <= MAX_ID else None


def _text(value: Any) -> str | None:
    if type(value) is int and 0 <= value <= MAX_ID:  # an extension
        value = str(value)
    return (sanitize(value).strip() or None) if isinstance(value, str) else None
