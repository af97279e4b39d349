"""`voiso-call status`: shows what is set up, and what is missing."""

import argparse
from collections.abc import Iterator

from voiso_call.cli import install, texts
from voiso_call.cli.exit_codes import EXIT_OK, EXIT_REFUSED
from voiso_call.cli.key import place_of
from voiso_call.cli.output import print_line
from voiso_call.cli.runner import handle_request
from voiso_call.cli.setup_checks import print_checks
from voiso_call.config.one_click_settings import OneClickSettings
from voiso_call.config.paths import AppPaths, app_paths
from voiso_call.config.policy_settings import NumberTypeActions, PolicySettings
from voiso_call.config.settings import IncompleteSettings, load_admin_settings, load_incomplete_settings
from voiso_call.errors import CallError, ErrorCode
from voiso_call.install import registrations
from voiso_call.protocol.messages import Status
from voiso_call.protocol.setup_messages import CheckSetup, SetupChecked
from voiso_call.provisioning import setup_rules
from voiso_call.provisioning.settings_writer import current_settings
from voiso_call.provisioning.status import read_status

_WHAT_WAS_CHECKED = (
    "what is on this computer; to ask Voiso too: voiso-call status --check; "
    "to examine everything: voiso-call doctor"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `voiso-call status`."""
    parser.add_argument("--json", action="store_true", help="print the reply that the browser gets")
    parser.add_argument(
        "--check", action="store_true", help="ask Voiso whether calls can work, without placing one"
    )
    parser.set_defaults(run=_status)


def _status(args: argparse.Namespace) -> int:
    if args.check:
        return _check(args)
    paths = app_paths()
    status = read_status(paths)
    if args.json:
        print_line(status.model_dump_json())
    else:
        for name, value in _rows(paths, status):
            print_line(f"{name + ':':<12} {value}")
    is_allowlist_trusted = install.warn_dev_extensions()
    is_registration_safe = install.warn_unsafe_registrations()
    if status.problem is not None and not args.json:
        raise CallError(status.problem.code, status.problem.detail, **status.problem.params)
    return EXIT_OK if status.configured and is_allowlist_trusted and is_registration_safe else EXIT_REFUSED


def _check(args: argparse.Namespace) -> int:
    """Print whether each prerequisite of a call is met; return 1 if one is not."""
    reply = handle_request(CheckSetup(type="check_setup"), args.event_log)
    checks = reply.checks if isinstance(reply, SetupChecked) else []
    if args.json:
        print_line(reply.model_dump_json())
    else:
        print_checks(checks)
    return EXIT_REFUSED if any(check.outcome == "failed" for check in checks) else EXIT_OK


def _rows(paths: AppPaths, status: Status) -> Iterator[tuple[str, str]]:
    """Yield what is set up, as far as the settings can be read."""
    yield "Settings", str(paths.config_file)
    if (settings := _settings_if_valid(paths)) is not None:
        admin = load_admin_settings()
        if names := admin.names():
            yield "For all users", f"{', '.join(names)}, in {admin.file}"
        yield "Cluster", settings.cluster or "missing"
        yield "Calls to", f"the sandbox {settings.sandbox_url}" if status.sandbox else "Voiso"
        yield "User ID", "missing" if settings.user_id is None else str(settings.user_id)
        yield "Country", settings.default_region or "none: numbers need + and the country code"
        yield "Caller IDs", ", ".join(settings.caller_ids) or "none: Voiso decides"
        yield "Policy", _policy_summary(settings.policy)
        yield "One click", _one_click_summary(settings.one_click)
        yield "CRM records", ", ".join(settings.source.systems) or "never sent"
        yield "API key", _key_summary(paths, settings, status)
        yield "Checked", _WHAT_WAS_CHECKED
    else:
        yield "API key", _key_summary_without_settings(paths)
    browsers = registrations.registered_browsers(paths)
    yield "Browsers", ", ".join(browsers) or "none; run: voiso-call install"


def _settings_if_valid(paths: AppPaths) -> IncompleteSettings | None:
    try:
        return load_incomplete_settings(paths.config_file)
    except CallError:
        return None  # `read_status` reports it


def _key_summary(paths: AppPaths, settings: IncompleteSettings, status: Status) -> str:
    if "api_key" in status.missing:
        return "missing"
    place = place_of(settings.key_store, paths)
    if status.problem is not None and status.problem.code is ErrorCode.KEY_UNAVAILABLE:
        return f"in {place}, which cannot be read"
    return f"in {place}{f', ends in {status.key_hint}' if status.key_hint else ''}"


def _key_summary_without_settings(paths: AppPaths) -> str:
    """Tell of the key what is known although a setting is wrong."""
    try:
        store = setup_rules.chosen_store(paths, current_settings(paths))
    except CallError:  # no TOML: the settings do not tell the place
        store = setup_rules.chosen_store(paths, {})
        if store is None:
            return "not known: the settings tell where it is"
    return f"in {place_of(store, paths)}" if store and setup_rules.has_key(paths, store) else "missing"


_NUMBER_TYPE_NAMES = {str(name): text for name, text in texts.NUMBER_TYPES.items()} | {
    "invalid": "invalid number"
}


def _policy_summary(policy: PolicySettings) -> str:
    """Name the settings of [policy] that differ from the defaults."""
    lists = {
        "only countries": policy.allowed_countries,
        "blocked countries": policy.blocked_countries,
        "allowed prefixes": policy.allowed_prefixes,
        "blocked prefixes": policy.blocked_prefixes,
        "do-not-call list": [policy.do_not_call] if policy.do_not_call else [],
    }
    rules = [f"{name} {', '.join(values)}" for name, values in lists.items() if values]
    defaults = NumberTypeActions()
    rules += [
        f"{_NUMBER_TYPE_NAMES[name]}: {action}"
        for name, action in policy.number_types
        if action != getattr(defaults, name)
    ]
    if quiet := policy.quiet_hours:
        rules.append(f"quiet hours {quiet.since:%H:%M} to {quiet.until:%H:%M}: {quiet.action}")
    return "; ".join(rules) or "calls that cost extra or go to invalid numbers need a confirmation"


def _one_click_summary(section: OneClickSettings) -> str:
    """Say on which sites one click on a number calls it at once."""
    origins = ", ".join(section.origins)
    if section.agents_may_allow:
        return (
            f"{origins}; and the sites that the agent allows"
            if origins
            else "the sites that the agent allows"
        )
    return origins or "nowhere"
