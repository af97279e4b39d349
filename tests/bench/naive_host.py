"""A host as it is usually written: imports everything first, then handles one message after another.

Its use cases are ours. The libraries are imported at the top, as is usual: aiohttp then loads the system's
certificates into two contexts that nobody uses, which our host avoids.
"""

import asyncio
import sys

import aiohttp  # noqa: F401
import keyring  # noqa: F401
import phonenumbers  # noqa: F401
import pydantic  # noqa: F401
import tomlkit  # noqa: F401
import truststore  # noqa: F401

from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import app_paths
from voiso_call.protocol import framing, validation


async def serve() -> None:
    """Reply to messages until the input ends."""
    dispatcher = RequestDispatcher(app_paths())
    while True:
        try:
            message = framing.decode(framing.read_message(sys.stdin.buffer))
        except framing.EndOfInputError:
            return await dispatcher.close()
        reply = await dispatcher.handle(validation.validate_request(message).request)
        sys.stdout.buffer.write(framing.encode({"id": message["id"], "reply": reply.model_dump(mode="json")}))
        sys.stdout.buffer.flush()


asyncio.run(serve())
