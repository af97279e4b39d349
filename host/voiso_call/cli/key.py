"""The people's door to the vault: where the key is kept, another one in its place, or none any more."""

import argparse
import getpass
import sys
from typing import get_args

from voiso_call.config.paths import AppPaths, app_paths
from voiso_call.config.settings import KeyStore, load_settings
from voiso_call.credentials import key_store
from voiso_call.errors import CallError, Code
from voiso_call.provisioning.settings_writer import write_settings

STORES: dict[KeyStore, str] = {
    "keyring": "the system's keyring",
    "file": "a file that only you can read",
}
_PROMPT = "API key (not shown): "


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what can be done with the key."""
    actions = parser.add_subparsers(required=True, metavar="DEED")
    move = actions.add_parser("move", help="keep the key elsewhere")
    move.add_argument("--to", required=True, choices=get_args(KeyStore))
    move.set_defaults(run=_move)
    rotate = actions.add_parser("rotate", help="put a new key in the place of the old one")
    rotate.add_argument("--api-key-stdin", action="store_true", help="read it from standard input")
    rotate.set_defaults(run=_rotate)
    forget = actions.add_parser("forget", help="remove the key from wherever it is")
    forget.set_defaults(run=_forget)


def read_key(*, from_stdin: bool, question: str = _PROMPT) -> str:
    """Read a key from where others cannot see it: standard input, or the terminal without its echo."""
    if from_stdin or not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    return getpass.getpass(question).strip()


def _move(given: argparse.Namespace) -> int:
    here = app_paths()
    key = key_store.load(here, _store(here))  # without one there is nothing to move
    write_settings(here, {"key_store": given.to}, key.get_secret_value())
    print(f"The key is in {STORES[given.to]} now, and nowhere else.")
    return 0


def _rotate(given: argparse.Namespace) -> int:
    here = app_paths()
    store = _store(here)
    key_store.save(here, store, key_store.validate_key(read_key(from_stdin=given.api_key_stdin)))
    print(f"The new key is in {STORES[store]}; the old one is gone. Revoke it on Voiso's API keys page.")
    return 0


def _forget(_: argparse.Namespace) -> int:
    """Look in both places, for a key may have been left where it is no longer looked for."""
    here = app_paths()
    store: KeyStore = "file"
    try:
        store = _store(here)
    except CallError as problem:
        if problem.code is not Code.NOT_CONFIGURED:
            raise
    for name, words in STORES.items():
        try:
            print(f"{'Removed from' if key_store.delete(here, name) else 'Was not in'} {words}.")
        except CallError as problem:
            if name == store:
                raise
            print(f"Not looked for in {words}: {problem.detail}")
    return 0


def _store(here: AppPaths) -> KeyStore:
    return load_settings(here.config_file).key_store
