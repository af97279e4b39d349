"""`voiso-call key`: moves, replaces or deletes the stored API key."""

import argparse
import getpass
import sys
from typing import get_args

from voiso_call.cli.exit_codes import EXIT_OK, EXIT_REFUSED
from voiso_call.cli.output import print_error, print_line
from voiso_call.cli.prompt import is_terminal
from voiso_call.config.paths import AppPaths, app_paths
from voiso_call.config.settings import load_incomplete_settings
from voiso_call.credentials import key_store
from voiso_call.errors import CallError
from voiso_call.protocol.message_parts import KeyStore
from voiso_call.provisioning.settings_writer import changing_settings, replace_key, write_settings

_PROMPT = "API key (not shown): "


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the actions of `voiso-call key`."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    move = actions.add_parser(
        "move",
        help="move the API key to the keyring or to a file",
        description="Move the API key to the system's keyring, or to a file that only you can read.",
    )
    move.add_argument("--to", required=True, choices=get_args(KeyStore), help="the new place of the API key")
    move.set_defaults(run=_move)
    rotate = actions.add_parser(
        "rotate",
        help="replace the API key with a new one",
        description="Replace the stored API key with a new one. Asks for it if there is a terminal.",
    )
    rotate.add_argument(
        "--api-key-stdin", action="store_true", help="read the new API key from standard input"
    )
    rotate.set_defaults(run=_rotate)
    delete = actions.add_parser(
        "delete",
        help="delete the API key from this machine",
        description="Delete the API key from the keyring and from its file. It stays valid at Voiso.",
    )
    delete.set_defaults(run=_delete)


def read_key(*, from_stdin: bool, prompt: str = _PROMPT) -> str:
    """Read a key from standard input, or from the terminal without echo. It is never a command-line argument.

    Other users can see the arguments of a process.
    """
    if from_stdin or not is_terminal(sys.stdin):
        return "" if sys.stdin is None else sys.stdin.readline().strip()
    return getpass.getpass(prompt).strip()


def place_of(store: KeyStore, paths: AppPaths) -> str:
    """Describe where a store keeps the API key, for messages to a person."""
    return "the system's keyring" if store == "keyring" else f"the file {paths.key_file}"


def warn_remaining_key(store: KeyStore, paths: AppPaths) -> None:
    """Warn about a place from which the old API key could not be deleted."""
    print_error(f"WARNING: An old API key may still be in {place_of(store, paths)}.")


def _move(args: argparse.Namespace) -> int:
    paths = app_paths()
    previous_store = _configured_store(paths)
    key_store.load(paths, previous_store)  # there must be one
    place = place_of(args.to, paths)
    if previous_store == args.to:
        print_line(f"The API key is already in {place}.")  # the other place is not searched
        return EXIT_OK
    remaining_store = write_settings(paths, {"key_store": args.to}, None, may_be_incomplete=True)
    if remaining_store is not None:
        print_line(f"The API key is now in {place}.")
        warn_remaining_key(remaining_store, paths)
    else:
        print_line(f"The API key is now in {place}, and no longer in {place_of(previous_store, paths)}.")
    return EXIT_OK


def _rotate(args: argparse.Namespace) -> int:
    paths = app_paths()
    _configured_store(paths)  # wrong settings are told before a person enters the key
    store = replace_key(paths, read_key(from_stdin=args.api_key_stdin))
    print_line(
        f"The new API key is in {place_of(store, paths)}. Revoke the old one on Voiso's API keys page."
    )
    return EXIT_OK


def _delete(_: argparse.Namespace) -> int:
    """Delete the key from both places: one may hold an old key that the settings no longer name."""
    paths = app_paths()
    with changing_settings(paths):
        were_deleted = [_delete_from(store, paths) for store in get_args(KeyStore)]
    return EXIT_OK if all(were_deleted) else EXIT_REFUSED


def _delete_from(store: KeyStore, paths: AppPaths) -> bool:
    """Delete the key from one place, and say so; return whether none is left there."""
    place = place_of(store, paths)
    try:
        was_stored = key_store.delete(paths, store)
    except CallError as error:
        message = "The keyring could not be checked; a key may still be there."
        print_error(message if store == "keyring" else f"{error.detail}.")
        return False
    print_line(f"Deleted the API key from {place}." if was_stored else f"There is no API key in {place}.")
    return True


def _configured_store(paths: AppPaths) -> KeyStore:
    return load_incomplete_settings(paths.config_file).key_store
