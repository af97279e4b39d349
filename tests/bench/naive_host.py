"""A host as it is usually written: imports everything first, then handles one message after another."""

import asyncio
import sys

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
