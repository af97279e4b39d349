"""The first conversation: asks for what the command line does not say, writes it, tells what is next."""

import argparse
import getpass
import sys

from voiso_call.config import places
from voiso_call.configure import Setting, configure
from voiso_call.errors import Code, Failed
from voiso_call.switchboard import status

NEEDED = ("--cluster", "--user-id", "--api-key-stdin", "--key-store")


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
        "--key-store", choices=["file", "keyring"], help="where the key is kept: file, mode 0600"
    )
    parser.add_argument("--json", action="store_true", help="print the status reply")


def run(given: argparse.Namespace) -> int:
    """Set this machine up. Raises Failed for what is missing or refused; then nothing was written."""
    if given.key_store == "keyring":
        raise Failed(Code.NOT_CONFIGURED, "the system's keyring is not supported yet; use --key-store file")
    asking = sys.stdin.isatty() and not given.api_key_stdin
    missing = [name for name in NEEDED if not getattr(given, name[2:].replace("-", "_"))]
    if missing and not asking:
        raise Failed(Code.NOT_CONFIGURED, f"also needed: {' '.join(missing)}")
    settings: dict[str, Setting | None] = {
        "cluster": given.cluster or input("Cluster, or your account's URL (https://<cluster>.voiso.com): "),
        "user_id": given.user_id or _whole_number(input("Agent's user ID (a whole number): ")),
        "base_url": given.base_url,  # without it calls go to Voiso, whatever was set up before
    }
    if given.region or asking:
        region = given.region or input("Your country, for numbers without + (like GB; empty: none): ")
        settings["default_region"] = region.strip().upper() or None
    if given.caller_id:
        settings["caller_ids"] = given.caller_id
    if given.key_store is None:
        print("The key is kept in a file of yours that others cannot read.")
    key = sys.stdin.readline() if given.api_key_stdin else getpass.getpass("API key (not shown): ")
    configure(places(), settings, key.strip())
    _tell(given)
    return 0


def _tell(given: argparse.Namespace) -> None:
    """Say what is set up now, as the browser will see it; raise Failed where something is in the way."""
    now = status(places())
    if given.json:
        print(now.model_dump_json())
        return
    if now.problem is not None:
        raise Failed(now.problem.code, now.problem.detail)
    key = f", key ending in {now.key_hint}" if now.key_hint else ""
    print(f"Ready: cluster {now.cluster}, user {now.user_id}{key}.")
    if now.sandbox:
        print(f"Calls go to the sandbox at {given.base_url}, not to Voiso.")
    print("Next: voiso-call install --browser chromium   (or firefox)")


def _whole_number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Failed(Code.NOT_CONFIGURED, "user_id: a whole number", field="user_id") from None
