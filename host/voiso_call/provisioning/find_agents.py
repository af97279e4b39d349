"""Use case: find agents of the contact center, so that nobody has to know a user ID by heart."""

from voiso_call.protocol.setup_messages import Agent, Agents
from voiso_call.voiso.client import VoisoClient

PAGE_SIZE = 20  # agents in one reply: more than a person reads


async def find_agents(client: VoisoClient, query: str | None) -> Agents:
    """Ask Voiso for agents with the filter that fits the query. Raises CallError."""
    page = await client.list_users(limit=PAGE_SIZE, filters=_filters((query or "").strip()))
    agents = [
        Agent(user_id=user.id, name=user.name, email=user.email, extension=user.extension)
        for user in page.users
    ]
    return Agents(agents=agents, more=page.more)


def _filters(query: str) -> dict[str, str]:
    """Return the documented filter: by e-mail address, extension or name. Voiso compares, not this host."""
    if not query:
        return {}
    if "@" in query:
        return {"email": query}
    return {"extension" if query.isascii() and query.isdigit() else "name": query}
