"""What is set up on this machine, told without the key: the reply to `get_status`."""

from pydantic import SecretStr

from voiso_call import config, vault
from voiso_call.config import Config, Places
from voiso_call.errors import Failed
from voiso_call.protocol import Failure, Status


def status(places: Places) -> Status:
    """Tell what is set up: never the key, and what is missing as a coded problem."""
    settings: Config | None = None
    key: SecretStr | None = None
    problem: Failure | None = None
    try:
        settings = config.load(places.config_file)
        key = vault.load(places, settings.key_store)
    except Failed as reason:
        problem = Failure.of(reason)
    return Status(
        configured=problem is None,
        problem=problem,
        cluster=settings.cluster if settings else None,
        sandbox=settings is not None and settings.base_url is not None,
        user_id=settings.user_id if settings else None,
        key_hint=vault.hint(key) if key else None,
        default_region=settings.default_region if settings else None,
        caller_ids=settings.caller_ids if settings else [],
    )
