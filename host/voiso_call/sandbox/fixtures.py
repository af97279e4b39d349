"""The sandbox's fixed data: API keys with their scopes, and agents in every state."""

from dataclasses import dataclass
from enum import StrEnum

CALL_SCOPE = "voice.call.manage"
USERS_SCOPE = "users.read"
RECORDS_SCOPE = "reporting.cdrs.read"

KEYS = {
    "test-key-all": frozenset({CALL_SCOPE, USERS_SCOPE, RECORDS_SCOPE}),
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
    name: str = ""
    email: str = ""

    @property
    def extension(self) -> str | None:
        """The extension, the last four digits of the ID; None without an identity."""
        return None if self.state is AgentState.NO_IDENTITY else str(self.id)[-4:]

    @property
    def security_access_group_id(self) -> int:
        """The security access group: 1 has click-to-call, 2 has not."""
        return 2 if self.state is AgentState.NO_CLICK_TO_CALL else 1


AVAILABLE_AGENTS = range(2001, 2121)

AGENTS = {
    agent.id: agent
    for agent in (
        Agent(1234, AgentState.AVAILABLE, "James Smith", "james@sandbox.example"),
        Agent(1235, AgentState.SIGNED_OUT, "Signe Out", "signe@sandbox.example"),
        Agent(1236, AgentState.BUSY, "Bruno Busy", "bruno@sandbox.example"),
        Agent(1237, AgentState.NO_CLICK_TO_CALL, "Ana Lyst", "ana@sandbox.example"),
        Agent(1238, AgentState.NO_IDENTITY, "Noah Body", "noah@sandbox.example"),
        *(
            Agent(id, AgentState.AVAILABLE, f"Agent {id}", f"agent{id}@sandbox.example")
            for id in AVAILABLE_AGENTS
        ),
    )
}
