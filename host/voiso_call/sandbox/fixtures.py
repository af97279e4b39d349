"""The sandbox's fixed data: API keys with their scopes, and agents in every state."""

from dataclasses import dataclass
from enum import StrEnum

CALL_SCOPE = "voice.call.manage"
USERS_SCOPE = "users.read"

KEYS = {
    "test-key-all": frozenset({CALL_SCOPE, USERS_SCOPE}),
    "test-key-calls-only": frozenset({CALL_SCOPE}),
    "test-key-users-only": frozenset({USERS_SCOPE}),
    "test-key-no-scopes": frozenset[str](),
}


class AgentState(StrEnum):
    """Whether an agent can be called, in the order of the prerequisites in Voiso's document."""

    NO_IDENTITY = "has neither an extension nor a sign-in identity"
    NO_CLICK_TO_CALL = "has a security access group without click-to-call"
    SIGNED_OUT = "is not signed in to Agent Panel"
    BUSY = "is not Available"
    AVAILABLE = "is Available"


@dataclass(frozen=True)
class Agent:
    """An agent of the contact center."""

    id: int
    state: AgentState = AgentState.AVAILABLE


AVAILABLE_AGENTS = range(2001, 2121)

AGENTS = {
    agent.id: agent
    for agent in (
        Agent(1234),
        Agent(1235, AgentState.SIGNED_OUT),
        Agent(1236, AgentState.BUSY),
        Agent(1237, AgentState.NO_CLICK_TO_CALL),
        Agent(1238, AgentState.NO_IDENTITY),
        *map(Agent, AVAILABLE_AGENTS),
    )
}
