"""Use case: check every prerequisite of a call that can be checked without placing one.

Voiso documents no request that tells what an API key may do, or whether an agent may and can be called. The
last three rows are therefore never checked; a first call tells. Whether the key is accepted is seen from the
list of users. By Voiso's documents 403 means a valid key without the scope for it; but as this does not prove
that the key is accepted for calls, the row is not "ok".
"""

import asyncio
from collections.abc import Callable
from typing import TypeAlias, get_args

from pydantic import SecretStr

from voiso_call.config.paths import AppPaths
from voiso_call.config.settings import IncompleteSettings, load_incomplete_settings
from voiso_call.credentials import key_store
from voiso_call.errors import CallError, ErrorCode
from voiso_call.protocol.message_parts import CheckOutcome, Failure, SetupCheckName
from voiso_call.protocol.setup_messages import SetupCheck, SetupChecked
from voiso_call.provisioning.status import check_settings
from voiso_call.voiso.client import VoisoClient
from voiso_call.voiso.users import MAX_PAGE

Connect: TypeAlias = Callable[[IncompleteSettings, SecretStr], VoisoClient]

MAX_PAGES = 20  # of users, in which an agent is looked for
AGENT_SEARCH_S = 10  # with the steps before it less than the minute that the extension waits


async def check_setup(
    paths: AppPaths, connect: Connect, max_list_wait_s: float | None = None
) -> SetupChecked:
    """Check all prerequisites in order; what depends on one that is not met is not checked.

    `connect` returns a client for settings and key. It raises CallError(not_configured). `max_list_wait_s`
    limits the wait for a do-not-call list that is being read; None: until it is.
    """
    checks = _Checks()
    try:
        settings = await asyncio.to_thread(load_incomplete_settings, paths.config_file)
    except CallError as error:
        checks.record("settings", "failed", error)
        return checks.result()
    try:
        await asyncio.to_thread(check_settings, paths, max_list_wait_s)
        checks.record("settings", "ok")
    except CallError as error:  # what follows may be checked although the user ID is still missing
        checks.record("settings", "failed", error)
    key: SecretStr | None = None
    try:
        key = await asyncio.to_thread(key_store.load, paths, settings.key_store)
        checks.record("key", "ok")
    except CallError as error:
        checks.record("key", "failed", error)
    if settings.cluster is not None:
        await _check_voiso(checks, settings, key, connect)
    return checks.result()


class _Checks:
    """The rows of the reply; each is "not_checked" until it is recorded."""

    def __init__(self) -> None:
        self._rows = {
            name: SetupCheck(name=name, outcome="not_checked", failure=None)
            for name in get_args(SetupCheckName)
        }

    def record(self, name: SetupCheckName, outcome: CheckOutcome, error: CallError | None = None) -> None:
        failure = None if error is None else Failure.from_error(error)
        self._rows[name] = SetupCheck(name=name, outcome=outcome, failure=failure)

    def result(self) -> SetupChecked:
        return SetupChecked(checks=list(self._rows.values()))


async def _check_voiso(
    checks: _Checks, settings: IncompleteSettings, key: SecretStr | None, connect: Connect
) -> None:
    try:
        # The connection is checked without a key, and so even if there is none.
        client = connect(settings, SecretStr("") if key is None else key)
        await client.warm_up()
        checks.record("cluster", "ok")
    except CallError as error:
        checks.record("cluster", "failed", error)
        return
    if key is None:
        return
    try:
        await client.list_users(limit=1)
        checks.record("key_accepted", "ok")
    except CallError as error:
        checks.record(
            "key_accepted", "failed" if error.code is ErrorCode.KEY_REJECTED else "not_checked", error
        )
        if error.code is ErrorCode.PERMISSION_DENIED:
            checks.record("agent", "not_checked", error)
        return
    if settings.user_id is not None:
        await _check_agent(checks, client, settings.user_id)


async def _check_agent(checks: _Checks, client: VoisoClient, user_id: int) -> None:
    try:
        async with asyncio.timeout(AGENT_SEARCH_S):
            is_known = await _is_user(client, user_id)
    except CallError as error:
        checks.record("agent", "not_checked", error)
    except TimeoutError:
        checks.record(
            "agent", "not_checked", CallError(ErrorCode.VOISO_UNREACHABLE, "the list of users took too long")
        )
    else:
        if is_known:
            checks.record("agent", "ok")
        elif is_known is False:
            unknown = CallError(ErrorCode.AGENT_UNKNOWN, "no user of the contact center has this user ID")
            checks.record("agent", "failed", unknown)


async def _is_user(client: VoisoClient, user_id: int) -> bool | None:
    """Return whether the contact center has a user, None if that cannot be told. Raises CallError.

    Voiso documents no request for one user and no filter for the ID, so the list is read page by page.
    """
    is_whole_list_readable = True
    for index in range(MAX_PAGES):
        page = await client.list_users(limit=MAX_PAGE, offset=index * MAX_PAGE)
        if any(user.id == user_id for user in page.users):
            return True
        is_whole_list_readable = is_whole_list_readable and page.unreadable == 0
        if not page.more:
            return False if is_whole_list_readable else None
    return None
