"""The rules of a setup that the command line and the browser share: which settings and places go together."""

from collections.abc import Mapping

from voiso_call.config.paths import AppPaths
from voiso_call.config.settings import parse_cluster
from voiso_call.credentials import key_store
from voiso_call.errors import CallError, ErrorCode
from voiso_call.protocol.message_parts import KeyStore
from voiso_call.provisioning.settings_writer import SettingValue


def cluster_changes(cluster: SettingValue, previous: Mapping[str, object]) -> dict[str, SettingValue | None]:
    """Return what changes together with the cluster: another one ends the use of a sandbox."""
    changes: dict[str, SettingValue | None] = {"cluster": cluster}
    if _is_other_cluster(cluster, previous.get("cluster")):
        changes["sandbox_url"] = None  # a new cluster is one of Voiso, even if a sandbox was set before
    return changes


def chosen_store(paths: AppPaths, previous: Mapping[str, object]) -> KeyStore | None:
    """Return the place of the API key, or None if none was chosen yet."""
    if previous.get("key_store") == "keyring":
        return "keyring"
    return "file" if previous.get("key_store") == "file" or paths.key_file.exists() else None


def has_key(paths: AppPaths, store: KeyStore | None) -> bool:
    """Return whether a key is stored in the chosen place. A key that cannot be read is there."""
    try:
        key_store.load(paths, store or "file")
    except CallError as error:
        return error.code is not ErrorCode.KEY_MISSING
    return True


def _is_other_cluster(cluster: object, previous: object) -> bool:
    try:
        return parse_cluster(str(cluster)) != parse_cluster(str(previous))
    except ValueError:
        return True  # `write_settings` rejects it
