"""The first conversation: asks for what the command line does not say, writes it, tells what is next."""

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import get_args

from voiso_call.cli.key import STORES, read_key
from voiso_call.config.paths import AppPaths, app_paths
from voiso_call.config.policy_settings import validate_region
from voiso_call.config.settings import KeyStore, parse_cluster
from voiso_call.credentials import key_store
from voiso_call.errors import CallError, Code
from voiso_call.provisioning.settings_writer import SettingValue, current_settings, write_settings
from voiso_call.provisioning.status import read_status

CLUSTER = "Cluster, or your account's URL (https://<cluster>.voiso.com)"
USER_ID = "Agent's user ID (a whole number)"
REGION = "Your country, for numbers without + (like GB; empty: none)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what can be said instead of asked. The key is never an argument: others could read it there."""
    parser.add_argument("--cluster", metavar="LABEL_OR_URL", help="like cc-ams03, or your account's URL")
    parser.add_argument("--user-id", type=int, metavar="N", help="the agent's ID in the contact center")
    parser.add_argument("--region", help="country in which numbers without + are dialled, like GB")
    parser.add_argument(
        "--caller-id", action="append", metavar="N", help="digits; repeat for more, first is default"
    )
    parser.add_argument("--base-url", metavar="URL", help="a sandbox on this machine instead of Voiso")
    parser.add_argument("--api-key-stdin", action="store_true", help="read the API key from standard input")
    parser.add_argument(
        "--key-store",
        choices=get_args(KeyStore),
        help="where the key is kept: the system's keyring (default), or a file of mode 0600",
    )
    parser.add_argument("--json", action="store_true", help="print the status reply")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Set this machine up. Raises CallError for what is missing or refused; then nothing was written."""
    here = app_paths()
    before = current_settings(here)
    interactive = sys.stdin.isatty() and not given.api_key_stdin
    old_store, stored = _stored_key(here, before)
    if not interactive:
        _require_options(given, before, has_key=stored)
    store: KeyStore = given.key_store or old_store or "keyring"
    if store == "keyring" and not stored:
        key_store.ensure_keyring_available(here)  # or fails, before a person has answered for nothing
    settings: dict[str, SettingValue | None] = {"key_store": store}
    if given.cluster or interactive:
        settings["cluster"] = given.cluster or _prompt(CLUSTER, before.get("cluster"), parse_cluster)
        settings["base_url"] = None  # another cluster is Voiso's, whatever sandbox was used before
    if given.user_id is not None or interactive:
        settings["user_id"] = (
            given.user_id
            if given.user_id is not None
            else _prompt(USER_ID, before.get("user_id"), _whole_number)
        )
    if given.region or interactive:
        region = given.region or _prompt(REGION, before.get("default_region"), _region)
        settings["default_region"] = str(region).strip().upper() or None
    if given.base_url:
        settings["base_url"] = given.base_url
    if given.caller_id:
        settings["caller_ids"] = given.caller_id
    key = _key(given, STORES[store], asking=interactive, stored=stored)
    write_settings(here, settings, key)
    _print_summary(given, was_sandbox="base_url" in before)
    return 0


def _require_options(given: argparse.Namespace, before: Mapping[str, object], *, has_key: bool) -> None:
    """Refuse a command that nobody can be asked about and that leaves something unsaid."""
    known = {"--cluster": "cluster" in before, "--user-id": "user_id" in before, "--api-key-stdin": has_key}
    said = {
        "--cluster": given.cluster,
        "--user-id": given.user_id is not None,
        "--api-key-stdin": given.api_key_stdin,
    }
    missing = [name for name in known if not known[name] and not said[name]]
    if missing:
        raise CallError(Code.NOT_CONFIGURED, f"also needed: {' '.join(missing)}")


def _prompt(question: str, before: object, read: Callable[[str], SettingValue]) -> SettingValue:
    """Ask until the answer can be used; Enter keeps what was set before."""
    kept = "" if before is None else str(before)
    while True:
        answer = input(f"{question}{f' [{kept}]' if kept else ''}: ").strip() or kept
        try:
            return read(answer)
        except ValueError as problem:
            print(f"  {problem}")


def _whole_number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError("a whole number, like 1234")
    return int(text)


def _region(text: str) -> str:
    return validate_region(text.upper()) if text else ""


def _stored_key(here: AppPaths, before: Mapping[str, object]) -> tuple[KeyStore | None, bool]:
    """Tell where the key was to be kept before, if that was said, and whether one is there."""
    said: KeyStore | None = "keyring" if before.get("key_store") == "keyring" else None
    if before.get("key_store") == "file" or here.key_file.exists():
        said = said or "file"
    try:
        key_store.load(here, said or "file")
    except CallError as problem:
        return said, problem.code is not Code.KEY_MISSING  # one that cannot be read is there
    return said, True


def _key(given: argparse.Namespace, place: str, *, asking: bool, stored: bool) -> str | None:
    """Get the key from where others cannot see it; None keeps the stored one."""
    if not asking and not given.api_key_stdin:
        return None
    if asking:
        print(f"The API key is kept in {place}.")
    question = "API key (not shown; Enter keeps the stored one): " if stored else "API key (not shown): "
    key = read_key(from_stdin=given.api_key_stdin, question=question)
    return None if asking and stored and not key else key


def _print_summary(given: argparse.Namespace, *, was_sandbox: bool) -> None:
    """Say what is set up now, as the browser will see it; raise CallError where something is in the way."""
    now = read_status(app_paths())
    if given.json:
        print(now.model_dump_json())
        return
    if now.problem is not None:
        raise CallError(now.problem.code, now.problem.detail)
    key = f", key ending in {now.key_hint}" if now.key_hint else ""
    print(f"Saved: cluster {now.cluster}, user {now.user_id}{key}.")
    print("Whether Voiso accepts them, the first call will show.")
    if now.sandbox:
        print("Calls go to the sandbox on this machine, not to Voiso.")
    elif was_sandbox:
        print("Calls go to Voiso now, no longer to a sandbox.")
    print("Next: voiso-call install --browser chromium   (or chrome, edge, brave, firefox)")
