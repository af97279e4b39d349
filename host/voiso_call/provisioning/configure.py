"""Use case: change settings and the API key at the request of the browser."""

from voiso_call.config.paths import AppPaths
from voiso_call.protocol.setup_messages import Configure
from voiso_call.provisioning.settings_writer import SettingValue, current_settings, write_settings
from voiso_call.provisioning.setup_rules import chosen_store, cluster_changes


def configure(paths: AppPaths, request: Configure) -> None:
    """Write the given fields; what is required may still be missing afterwards.

    Blocks while the keyring asks for its password. Raises CallError, with nothing written: not_configured or
    key_missing for a wrong value (the parameter `field` names it), key_unavailable if the key cannot be
    stored (the parameter `store` is "keyring" if that is the reason).
    """
    previous = current_settings(paths)
    changes: dict[str, SettingValue | None] = {}
    if request.cluster is not None:
        changes |= cluster_changes(request.cluster, previous)
    if request.user_id is not None:
        changes["user_id"] = request.user_id
    if request.default_region is not None:
        changes["default_region"] = request.default_region or None
    if request.caller_ids is not None:
        changes["caller_ids"] = request.caller_ids or None
    if request.api_key is not None or request.key_store is not None:
        changes["key_store"] = request.key_store or chosen_store(paths, previous) or "keyring"
    if changes:
        key = None if request.api_key is None else request.api_key.get_secret_value()
        write_settings(paths, changes, key, may_be_incomplete=True)
