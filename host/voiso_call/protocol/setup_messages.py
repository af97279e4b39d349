"""The messages with which the extension sets the host up; `messages.py` lists them with all others."""

from typing import Annotated, Literal

from pydantic import Field, SecretStr

from voiso_call.protocol.message_parts import (
    CheckOutcome,
    Failure,
    KeyStore,
    Message,
    SearchText,
    SettingText,
    SetupCheckName,
)

MAX_CALLER_IDS = 100  # of one request; the settings have no limit of their own

# --- requests


class Configure(Message):
    """Change settings and the API key. What is left out stays as it is; if one field is wrong, all does.

    `cluster` is a cluster ID or an account URL; another cluster ends the use of a sandbox. An empty
    `default_region` and an empty list of `caller_ids` remove these settings. The key goes to the system's
    keyring, or to where it is already; `key_store` chooses the place, and moves a key that is stored.
    Settings may be incomplete afterwards: the reply is a `status`, which names what is missing. The key is in
    no reply.
    """

    type: Literal["configure"]
    cluster: SettingText | None = None
    user_id: int | None = None
    api_key: Annotated[SecretStr, Field(max_length=4096)] | None = None
    key_store: KeyStore | None = None
    default_region: SettingText | None = None
    caller_ids: Annotated[list[SettingText], Field(max_length=MAX_CALLER_IDS)] | None = None


class FindAgents(Message):
    """Ask Voiso for agents, to learn their user IDs. The API key needs the scope `users.read`.

    `query` is a part of a name, an e-mail address or an extension (digits only); without it, any agents.
    """

    type: Literal["find_agents"]
    query: SearchText | None = None


class CheckSetup(Message):
    """Ask whether calls can work, as far as that can be found out without placing one."""

    type: Literal["check_setup"]


# --- replies


class Agent(Message):
    """An agent of the contact center. `user_id` is what the settings need; `name` may be empty."""

    user_id: int
    name: str
    email: str | None
    extension: str | None


class Agents(Message):
    """The first agents that Voiso found. `more` is true if there are others: ask for something narrower."""

    type: Literal["agents"] = "agents"
    agents: list[Agent]
    more: bool


class SetupCheck(Message):
    """Whether one prerequisite of a call is met.

    `failure` tells why it is not, or why it was not checked. It is null for what was not checked because an
    earlier prerequisite is not met, and for what only a call can tell.
    """

    name: SetupCheckName
    outcome: CheckOutcome
    failure: Failure | None


class SetupChecked(Message):
    """Every prerequisite of a call, in the order in which one depends on another. No call was placed."""

    type: Literal["setup_checked"] = "setup_checked"
    checks: list[SetupCheck]
