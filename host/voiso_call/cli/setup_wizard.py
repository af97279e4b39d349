"""`voiso-call setup`: asks for the settings that the options do not give, and writes them."""

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import get_args

from voiso_call.cli import arguments
from voiso_call.cli.exit_codes import EXIT_OK, EXIT_USAGE
from voiso_call.cli.key import place_of, read_key, warn_remaining_key
from voiso_call.cli.output import print_error, print_line
from voiso_call.cli.prompt import ask, confirm, is_terminal
from voiso_call.cli.runner import handle_requests
from voiso_call.cli.setup_checks import print_checks
from voiso_call.config.paths import AppPaths, app_paths
from voiso_call.config.settings import parse_cluster
from voiso_call.credentials import key_store
from voiso_call.errors import CallError, ErrorCode
from voiso_call.install.registrations import registered_browsers
from voiso_call.protocol.message_parts import KeyStore
from voiso_call.protocol.messages import GetStatus, Status
from voiso_call.protocol.setup_messages import CheckSetup, SetupCheck, SetupChecked
from voiso_call.provisioning import setup_rules
from voiso_call.provisioning.settings_writer import SettingValue, current_settings, write_settings
from voiso_call.provisioning.status import read_status

CLUSTER = "Cluster, or your account's URL (https://<cluster>.voiso.com)"
USER_ID = "Agent's user ID (a whole number)"
REGION = "Your country, for numbers without + (like GB; - for none)"

# Voiso's answers after which the settings are wrong. After others, nothing is known of them.
_REFUSALS = (ErrorCode.KEY_REJECTED, ErrorCode.AGENT_UNKNOWN)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `voiso-call setup`.

    There is none for the API key: other users can see the arguments of a process.
    """
    parser.add_argument(
        "--cluster", metavar="ID_OR_URL", help="the cluster, like cc-ams03, or the account's URL"
    )
    parser.add_argument(
        "--user-id",
        type=arguments.whole_number,
        metavar="N",
        help="the agent's user ID in the contact center",
    )
    parser.add_argument(
        "--region", type=arguments.region, metavar="COUNTRY", help="the country of numbers without +, like GB"
    )
    parser.add_argument(
        "--caller-id",
        action="append",
        metavar="DIGITS",
        help="a caller ID; repeat the option for more, the first is the default",
    )
    parser.add_argument(
        "--sandbox-url", metavar="URL", help="send calls to a sandbox on this machine, not to Voiso"
    )
    parser.add_argument("--api-key-stdin", action="store_true", help="read the API key from standard input")
    parser.add_argument(
        "--key-store",
        choices=get_args(KeyStore),
        help="store the API key in the system's keyring (default), or in a file that only you can read",
    )
    parser.add_argument("--no-check", action="store_true", help="do not ask Voiso whether calls can work")
    parser.add_argument("--json", action="store_true", help="print the status as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask for missing settings and write all of them. A person is asked for the key last.

    Raises CallError if something is missing or invalid, with nothing written; if the key cannot be stored; or
    if something else still prevents every call.
    """
    paths = app_paths()
    previous = current_settings(paths)
    interactive = is_terminal(sys.stdin) and not args.api_key_stdin
    previous_store = setup_rules.chosen_store(paths, previous)
    has_key = setup_rules.has_key(paths, previous_store)
    if not interactive:
        _require_options(args, previous, has_key=has_key)
    settings = _settings(args, previous, interactive=interactive)
    if interactive and not has_key:
        write_settings(paths, settings, None)  # they are kept if the person stops at the key
    store: KeyStore = args.key_store or previous_store or "keyring"
    if store == "keyring" and not has_key:
        try:
            key_store.ensure_keyring_available(paths)  # fail before the key is entered
        except CallError as error:
            store = _store_instead(error, paths, interactive=interactive)
    settings["key_store"] = store
    key = _read_key(args, place_of(store, paths), interactive=interactive, has_key=has_key)
    try:
        remaining_store = write_settings(paths, settings, key)
    except CallError as error:
        if error.params.get("store") != "keyring":
            raise
        settings["key_store"] = _store_instead(error, paths, interactive=interactive)
        remaining_store = write_settings(paths, settings, key)
    if remaining_store is not None:
        warn_remaining_key(remaining_store, paths)
    return _print_summary(args, was_sandbox="sandbox_url" in previous)


def _settings(
    args: argparse.Namespace, previous: Mapping[str, object], *, interactive: bool
) -> dict[str, SettingValue | None]:
    """Return the settings that the options give; a person is asked for the others that a call needs."""
    settings: dict[str, SettingValue | None] = {}
    if interactive:
        print_error("Setup asks for a few settings, then for the API key. Ctrl-C ends it.")
    if args.cluster or interactive:
        cluster = args.cluster or _prompt(CLUSTER, previous.get("cluster"), parse_cluster)
        settings |= setup_rules.cluster_changes(cluster, previous)
    if args.user_id is not None or interactive:
        settings["user_id"] = (
            args.user_id if args.user_id is not None else _prompt(USER_ID, previous.get("user_id"), _user_id)
        )
    if args.region or interactive:
        settings["default_region"] = (
            args.region or _prompt(REGION, previous.get("default_region"), _region) or None
        )
    if args.sandbox_url:
        settings["sandbox_url"] = args.sandbox_url
    if args.caller_id:
        settings["caller_ids"] = args.caller_id
    return settings


def _require_options(args: argparse.Namespace, previous: Mapping[str, object], *, has_key: bool) -> None:
    """Raise CallError(not_configured) if a setting is missing and there is no terminal to ask for it."""
    is_set = {
        "--cluster": args.cluster or "cluster" in previous,
        "--user-id": args.user_id is not None or "user_id" in previous,
        "--api-key-stdin": args.api_key_stdin or has_key,
    }
    missing = [option for option in is_set if not is_set[option]]
    if missing:
        raise CallError(
            ErrorCode.NOT_CONFIGURED, f"without a terminal, these options are needed: {' '.join(missing)}"
        )


def _store_instead(error: CallError, paths: AppPaths, *, interactive: bool) -> KeyStore:
    """Offer the file for the API key instead of the keyring. Raises `error` if that is refused."""
    if interactive:
        print_error("The system's keyring cannot be used.")
        if confirm(f"Store the API key in {place_of('file', paths)} instead, which only you can read?"):
            return "file"
    raise error


def _prompt(question: str, previous: object, parse: Callable[[str], SettingValue]) -> SettingValue:
    """Ask until the answer is valid; Enter keeps the previous value, which is shown in brackets."""
    default = "" if previous is None else str(previous)
    while True:
        answer = ask(f"{question}{f' [{default}]' if default else ''}:") or default
        try:
            return parse(answer)
        except ValueError as error:
            print_error(f"  {error}")


def _user_id(text: str) -> int:
    if (user_id := arguments.parse_whole_number(text)) == 0:
        raise ValueError("must be 1 or more")
    return user_id


def _region(text: str) -> str:
    return arguments.parse_region(text) if text.strip("-") else ""


def _read_key(args: argparse.Namespace, place: str, *, interactive: bool, has_key: bool) -> str | None:
    """Read the key from terminal or standard input; None keeps the stored one."""
    if not interactive and not args.api_key_stdin:
        return None
    if interactive:
        print_error(f"The API key will be stored in {place}.")
    prompt = "API key (not shown; Enter keeps the stored one): " if has_key else "API key (not shown): "
    while True:
        key = read_key(from_stdin=args.api_key_stdin, prompt=prompt)
        if interactive and has_key and not key:
            return None
        try:
            key_store.validate_key(key)
        except CallError as error:
            if not interactive:
                raise
            print_error(f"  {error.detail}")
        else:
            return key


def _print_summary(args: argparse.Namespace, *, was_sandbox: bool) -> int:
    """Print what is set up now, ask Voiso whether that is right, and return the exit code.

    Without --json, raises CallError if something still prevents every call.
    """
    status = read_status(app_paths())
    checks: list[SetupCheck] = []
    if status.configured and not args.no_check:
        replies = handle_requests(
            [CheckSetup(type="check_setup"), GetStatus(type="get_status")], args.event_log
        )
        for reply in replies:
            if isinstance(reply, SetupChecked):
                checks = reply.checks
            elif isinstance(reply, Status):
                status = reply  # with what is known of Voiso now
    if args.json:
        print_line(status.model_dump_json())
    elif not status.configured and status.problem is not None:
        raise CallError(status.problem.code, status.problem.detail, **status.problem.params)
    else:
        _print_saved(status, was_sandbox=was_sandbox)
        print_checks(checks)
        if args.no_check:
            print_line("Voiso was not asked: it checks these settings at the first call.")
        if not registered_browsers(app_paths()):
            print_line("Next, register the host with your browsers: voiso-call install")
    is_refused = any(check.failure and check.failure.code in _REFUSALS for check in checks)
    return EXIT_OK if status.configured and not is_refused else EXIT_USAGE


def _print_saved(status: Status, *, was_sandbox: bool) -> None:
    hint = f", API key ending in {status.key_hint}" if status.key_hint else ""
    print_line(f"Saved: cluster {status.cluster}, user ID {status.user_id}{hint}.")
    if status.sandbox:
        print_line(
            "Calls go to the sandbox on this machine, not to Voiso. To change that, set another cluster, or"
            " delete sandbox_url from the settings."
        )
    elif was_sandbox:
        print_line("Calls go to Voiso now, not to a sandbox.")
