"""Examines the settings and the files that they name: the do-not-call list, the certificates."""

from collections.abc import Iterator

from voiso_call.config.paths import AppPaths
from voiso_call.config.settings import (
    IncompleteSettings,
    load_admin_settings,
    load_incomplete_settings,
    load_settings,
)
from voiso_call.doctor.finding import Finding, capitalized, fault, fault_with_advice, not_checked, ok, warning
from voiso_call.errors import CallError
from voiso_call.policy.do_not_call import DoNotCallList
from voiso_call.voiso.tls import tls_context


def examine(paths: AppPaths) -> Iterator[Finding]:
    """Yield what was found about the settings."""
    file = paths.config_file
    if not file.exists():
        yield fault("settings_missing", f"There are no settings yet: {file}", "Run: voiso-call setup")
        return
    try:
        settings = load_incomplete_settings(file)
    except CallError as error:
        yield _invalid(error)
        return
    missing = [name for name in ("cluster", "user_id") if getattr(settings, name) is None]
    if missing:
        what = f"The settings lack {' and '.join(missing)}: {file}"
        yield fault("settings_incomplete", what, "Run: voiso-call setup")
    else:
        yield ok("settings", f"The settings are complete and valid: {file}")
    admin = load_admin_settings()
    if names := admin.names():
        yield ok("admin_settings", f"For all users an administrator has set {', '.join(names)}: {admin.file}")
    yield from _test_mode(settings)
    yield from _do_not_call(paths, settings, is_complete=not missing)
    yield from _certificates(settings)


def _invalid(error: CallError) -> Finding:
    """Return the wrong setting, with file and line; of a file that cannot be read or trusted, the cure."""
    if "problem" not in error.params:
        is_unreadable = error.params.get("cause") == "unreadable"
        return fault_with_advice(f"settings_{'unreadable' if is_unreadable else 'replaceable'}", error.detail)
    place = str(error.params["file"])
    place += f", line {error.params['line']}" if error.params["line"] else ""
    what, _, advice = str(error.params["problem"]).partition("; ")
    field = error.params["field"]
    correction = f"Correct {field or 'it'} in {place}"
    if advice and not advice.startswith("run: "):
        advice = f"{correction}: {advice}"
    return fault(
        "settings_invalid", f"A setting is wrong: {what} ({place})", capitalized(advice) or correction
    )


def _test_mode(settings: IncompleteSettings) -> Iterator[Finding]:
    if settings.sandbox_url is not None:
        what = f"Calls go to a sandbox on this computer, and no phone rings: {settings.sandbox_url}"
        yield warning("sandbox", what, "To call through Voiso: remove sandbox_url from config.toml")


def _do_not_call(paths: AppPaths, settings: IncompleteSettings, *, is_complete: bool) -> Iterator[Finding]:
    name = settings.policy.do_not_call
    if not name:
        return
    if not is_complete:
        yield not_checked("do_not_call", "The do-not-call list is read when the settings are complete")
        return
    try:
        DoNotCallList.from_settings(paths, load_settings(paths.config_file)).load()
    except CallError as error:
        what, _, advice = str(error.params.get("problem") or error.detail).partition("; ")
        correction = f"Correct the file, or do_not_call under [policy] in {paths.config_file}"
        admin = load_admin_settings()
        if admin.sets("policy.do_not_call"):
            correction = f"Ask an administrator to correct the file, or do_not_call in {admin.file}"
        yield fault(
            "do_not_call_unreadable",
            f"No call is placed, because the do-not-call list cannot be used: {what}",
            capitalized(advice) or correction,
        )
    else:
        yield ok("do_not_call", f"The do-not-call list can be read: {name}")


def _certificates(settings: IncompleteSettings) -> Iterator[Finding]:
    if not settings.network.ca_file:
        return
    try:
        tls_context(settings.network.ca_file)
    except CallError as error:
        problem = str(error.params["problem"])
        yield fault_with_advice(
            "ca_file_unreadable", problem, "Correct ca_file under [network] in config.toml"
        )
    else:
        yield ok("ca_file", f"The additional certificates can be read: {settings.network.ca_file}")
