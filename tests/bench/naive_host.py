"""The usual Python host: everything imported at the top, then one frame after the other."""

import asyncio
import sys

from voiso_call import admission, framing
from voiso_call.config import places
from voiso_call.switchboard import Switchboard


async def serve() -> None:
    """Answer frames until the input ends."""
    switchboard = Switchboard(places())
    while True:
        try:
            frame = framing.decode(framing.read_body(sys.stdin.buffer))
        except framing.InputEnded:
            return await switchboard.close()
        reply = await switchboard.answer(admission.admit(frame).request)
        sys.stdout.buffer.write(framing.encode({"id": frame["id"], "reply": reply.model_dump(mode="json")}))
        sys.stdout.buffer.flush()


asyncio.run(serve())
