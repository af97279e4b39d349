"""Reports what is set up on this machine, without the key: the reply to `get_status`."""

from contextlib import suppress
from typing import get_args

from pydantic import SecretStr

from voiso_call.config.paths import AppPaths
from voiso_call.config.settings import IncompleteSettings, load_incomplete_settings, load_settings
from voiso_call.credentials import key_store
from voiso_call.errors import CallError, ErrorCode
from voiso_call.policy.do_not_call import DoNotCallList
from voiso_call.protocol.message_parts import Failure, SetupField
from voiso_call.protocol.messages import OneClickPolicy, Status
from voiso_call.store.disk import check_writable
from voiso_call.store.trust import check_journal, check_process_locks


def read_status(paths: AppPaths, max_list_wait_s: float | None = None) -> Status:
    """Return what is set up; `problem` is the first thing that prevents every call. Voiso is not asked.

    `max_list_wait_s` limits the wait for a do-not-call list that is being read; None: until it is.
    """
    settings: IncompleteSettings | None = None
    key: SecretStr | None = None
    missing: list[SetupField] = []
    problems: list[CallError] = []
    try:
        settings = load_incomplete_settings(paths.config_file)
    except CallError as error:
        problems.append(error)
        with suppress(OSError):  # of a folder that cannot be entered, which the problem tells
            missing = [] if paths.config_file.exists() else list(get_args(SetupField))
    if settings is not None:
        try:
            check_settings(paths, max_list_wait_s)
        except CallError as error:
            problems.append(error)
        missing = [name for name in ("cluster", "user_id") if getattr(settings, name) is None]
        try:
            key = key_store.load(paths, settings.key_store)
        except CallError as error:
            problems.append(error)
            missing += ["api_key"] if error.code is ErrorCode.KEY_MISSING else []
    return Status(
        configured=not problems,
        problem=Failure.from_error(problems[0]) if problems else None,
        missing=missing,
        cluster=settings.cluster if settings else None,
        sandbox=settings is not None and settings.sandbox_url is not None,
        user_id=settings.user_id if settings else None,
        key_hint=key_store.key_hint(key) if key else None,
        default_region=settings.default_region if settings else None,
        caller_ids=settings.caller_ids if settings else [],
        one_click=_one_click_policy(settings) if settings else None,
        source_systems=settings.source.systems if settings else [],
    )


def check_settings(paths: AppPaths, max_list_wait_s: float | None = None) -> None:
    """Read the settings and the files that every call needs, but for the key.

    Raises CallError(not_configured) for settings that are incomplete or wrong, and for files that cannot be
    used, or not yet; history_unavailable if the journal could not be written.
    """
    settings = load_settings(paths.config_file)
    with suppress(OSError):  # the folders are created by the first call
        check_journal(paths.journal_file)
        check_process_locks(paths.process_locks)
    with suppress(OSError):
        check_writable(paths.journal_file)
    if settings.policy.do_not_call:
        DoNotCallList.from_settings(paths, settings, max_list_wait_s).load()
    if settings.network.ca_file and settings.sandbox_url is None:
        from voiso_call.voiso.tls import tls_context  # imported late: aiohttp takes 0.3 s to import

        tls_context(settings.network.ca_file)


def _one_click_policy(settings: IncompleteSettings) -> OneClickPolicy:
    section = settings.one_click
    return OneClickPolicy(agents_may_allow=section.agents_may_allow, origins=section.origins)
