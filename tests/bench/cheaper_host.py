"""Our host with one cost switched off, which its first argument names: the difference shows what that costs.

For measuring only: the product has no such switches. A host without these checks could call twice.
"""

import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from voiso_call.native_host.main import main


def without_fsync() -> None:
    """Let the system write the journal to disk when it likes."""
    from voiso_call.store.database import Database

    connect = Database._connect

    def connect_without_fsync(self: Database, *args: Any) -> None:
        connect(self, *args)
        self._connection.execute("PRAGMA synchronous=OFF")

    Database._connect = connect_without_fsync  # type: ignore[method-assign, assignment]


def without_journal() -> None:
    """Keep no journal at all."""
    from voiso_call.store.journal import Journal, Reservation

    def reserve(_: Journal, call: Any, number: Any, now: Any, check: Any, *, redact: bool = False) -> Any:
        return Reservation(call, number, 1, now, redact)

    Journal.__init__ = Journal.apply_retention = Journal.mark_placed = lambda *_, **__: None  # type: ignore[method-assign, assignment]
    Journal.reserve = reserve  # type: ignore[method-assign, assignment]


def without_policy() -> None:
    """Allow every call, without looking at number, limits and lists."""
    from voiso_call.calling.assessment import CallAssessment
    from voiso_call.policy.evaluate import PolicyDecision

    allowed = PolicyDecision(decision="allow")
    CallAssessment.decide = lambda *_: allowed  # type: ignore[method-assign]


def without_validation() -> None:
    """Believe that a request to call is one."""
    from voiso_call.protocol import validation
    from voiso_call.protocol.messages import PlaceCall

    validate = validation.validate_request

    def believe(message: dict[str, Any]) -> Any:
        request = message["request"]
        if request["type"] != "place_call":
            return validate(message)
        return SimpleNamespace(request=PlaceCall.model_construct(**request))

    validation.validate_request = believe


COSTS: dict[str, Callable[[], None]] = {
    "fsync": without_fsync,
    "journal": without_journal,
    "policy": without_policy,
    "validation": without_validation,
}


def switch_off(cost: str) -> None:
    """Switch a cost off as soon as the host has imported everything, in its own order."""
    from voiso_call.native_host.server import NativeMessagingServer

    run_event_loop = NativeMessagingServer._run_event_loop

    async def run_without(self: NativeMessagingServer, *args: Any) -> None:
        COSTS[cost]()
        await run_event_loop(self, *args)

    NativeMessagingServer._run_event_loop = run_without  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    switch_off(sys.argv.pop(1))
    main()
