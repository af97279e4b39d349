"""Reports what is set up on this machine, without the key: the reply to `get_status`."""

from contextlib import suppress

from pydantic import SecretStr

from voiso_call.config.paths import AppPaths
from voiso_call.config.settings import Settings, load_settings
from voiso_call.credentials import key_store
from voiso_call.errors import CallError
from voiso_call.policy.do_not_call import DoNotCallList
from voiso_call.protocol.message_parts import Failure
from voiso_call.protocol.messages import OneClickPolicy, Status
from voiso_call.store.trust import check_journal, check_process_locks


def read_status(paths: AppPaths) -> Status:
    """Return what is set up; `problem` is the first thing that prevents every call. Voiso is not asked."""
    settings: Settings | None = None
    key: SecretStr | None = None
    problem: Failure | None = None
    try:
        settings = load_settings(paths.config_file)
        key = key_store.load(paths, settings.key_store)
        _check_files_of_calls(paths, settings)
    except CallError as error:
        problem = Failure.from_error(error)
    return Status(
        configured=problem is None,
        problem=problem,
        cluster=settings.cluster if settings else None,
        sandbox=settings is not None and settings.sandbox_url is not None,
        user_id=settings.user_id if settings else None,
        key_hint=key_store.key_hint(key) if key else None,
        default_region=settings.default_region if settings else None,
        caller_ids=settings.caller_ids if settings else [],
        one_click=_one_click_policy(settings) if settings else None,
    )


def _one_click_policy(settings: Settings) -> OneClickPolicy:
    section = settings.one_click
    return OneClickPolicy(agents_may_allow=section.agents_may_allow, origins=section.origins)


def _check_files_of_calls(paths: AppPaths, settings: Settings) -> None:
    """Read the files that every call needs. Raises CallError(not_configured) for one that cannot be read."""
    with suppress(OSError):  # the folders are created by the first call
        check_journal(paths.journal_file)
        check_process_locks(paths.process_locks)
    if settings.policy.do_not_call:
        DoNotCallList.from_settings(paths, settings).load()
    if settings.network.ca_file and settings.sandbox_url is None:
        from voiso_call.voiso.tls import tls_context  # imported late: aiohttp takes 0.3 s to import

        tls_context(settings.network.ca_file)
