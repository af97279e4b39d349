"""The usual Python host: everything imported at the top, then one frame after the other."""

import asyncio
import sys

from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import app_paths
from voiso_call.protocol import framing, validation


async def serve() -> None:
    """Answer frames until the input ends."""
    dispatcher = RequestDispatcher(app_paths())
    while True:
        try:
            frame = framing.decode(framing.read_message(sys.stdin.buffer))
        except framing.EndOfInputError:
            return await dispatcher.close()
        reply = await dispatcher.handle(validation.validate_request(frame).request)
        sys.stdout.buffer.write(framing.encode({"id": frame["id"], "reply": reply.model_dump(mode="json")}))
        sys.stdout.buffer.flush()


asyncio.run(serve())
