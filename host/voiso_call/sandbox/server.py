"""The sandbox as an aiohttp application: who may ask, what is remembered, how an answer leaves."""

import asyncio
import json
import uuid
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, TextIO

from aiohttp import web

from voiso_call.sandbox.fixtures import CALL_SCOPE, KEYS
from voiso_call.sandbox.handlers import handle_start_call
from voiso_call.sandbox.scenarios import BAD_REQUEST, FORBIDDEN, NOT_FOUND, UNAUTHORIZED, Answer, Delivery

CALLS_PATH = "/api/v4/voice/calls"


@dataclass(frozen=True)
class Options:
    """What Voiso's documents leave open."""

    created: bool = False  # a call is answered with 201, not 200
    accept_plus: bool = False  # a phone_number may begin with "+"
    retry_after_s: int | None = 2  # what a 429 says; None: nothing
    delay_ms: int = 0  # before every answer
    slow_ms: int = 30_000  # before a late answer, besides: longer than an agent waits


@dataclass(frozen=True)
class RecordedRequest:
    """One request and what became of it, as in the log; of its key, only the last four characters."""

    time: str
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]  # names in lower case; of a name sent twice, the first, which counts
    body: Any  # JSON, else text, else None
    status: int | None  # None where no answer was given
    call_id: str | None  # None where no call was placed


RECORDED_REQUESTS = web.AppKey("received", list[RecordedRequest])


def create_app(options: Options | None = None, log: TextIO | None = None) -> web.Application:
    """Make a sandbox; `app[RECEIVED]` and `log` have each request before it is answered."""
    sandbox = _Sandbox(options or Options(), log)
    app = web.Application(client_max_size=0)  # no request is too large to be counted
    app.router.add_route("*", "/{path:.*}", sandbox.receive)
    app[RECORDED_REQUESTS] = sandbox.received
    return app


@dataclass
class _Sandbox:
    options: Options
    log: TextIO | None
    received: list[RecordedRequest] = field(default_factory=list)
    dialled: Counter[str] = field(default_factory=Counter)

    async def receive(self, request: web.Request) -> web.StreamResponse:
        body = _parse(await request.read(), _key(request))
        answer = self._decide(request, body)
        call_id = None
        if answer.assigns_call_id:
            call_id = str(uuid.uuid4())
            answer = replace(answer, content={"call": {"id": call_id}})
        self._remember(request, body, answer, call_id)
        late_ms = self.options.slow_ms if answer.delivery is Delivery.LATE else 0
        await asyncio.sleep((self.options.delay_ms + late_ms) / 1000)
        return await self._deliver(request, answer)

    def _decide(self, request: web.Request, body: object) -> Answer:
        if (request.method, request.path) != ("POST", CALLS_PATH):
            return NOT_FOUND
        key = _key(request)
        if key not in KEYS or request.headers["Authorization"] != f"Bearer {key}":
            return UNAUTHORIZED
        if CALL_SCOPE not in KEYS[key]:
            return FORBIDDEN
        if not isinstance(body, dict) or request.content_type != "application/json":
            return BAD_REQUEST
        answer = handle_start_call(body, self.dialled, accept_plus=self.options.accept_plus)
        return replace(answer, status=201) if self.options.created and answer.status == 200 else answer

    def _remember(self, request: web.Request, body: object, answer: Answer, call_id: str | None) -> None:
        key = _key(request)
        received = RecordedRequest(
            time=datetime.now(UTC).isoformat(timespec="milliseconds"),
            method=request.method,
            path=_without(key, request.path),
            query=_without(key, dict(request.query)),
            headers={name.lower(): _without(key, request.headers[name]) for name in request.headers},
            body=body,
            status=None if answer.delivery is Delivery.NEVER else answer.status,
            call_id=call_id,
        )
        self.received.append(received)
        if self.log is not None:
            self.log.write(json.dumps(vars(received)) + "\n")
            self.log.flush()

    async def _deliver(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        is_json = not isinstance(answer.content, str)
        body = (json.dumps(answer.content) if is_json else str(answer.content)).encode()
        headers = {"Content-Type": "application/json" if is_json else "text/html"}
        if answer.retry_after and self.options.retry_after_s is not None:
            headers["Retry-After"] = str(self.options.retry_after_s)
        if answer.location is not None:
            headers["Location"] = answer.location
        if answer.delivery is Delivery.CUT_SHORT:
            headers["Content-Length"] = str(len(body))
            response = web.StreamResponse(status=answer.status, headers=headers)
            await response.prepare(request)
            await response.write(body[: len(body) // 2])
        else:
            response = web.Response(status=answer.status, headers=headers, body=body)
        if answer.delivery in (Delivery.CUT_SHORT, Delivery.NEVER) and request.transport is not None:
            request.transport.close()  # what aiohttp would still send is lost
        return response


def _key(request: web.Request) -> str:
    """The API key as it was sent, with or without the scheme that belongs before it."""
    authorization = request.headers.get("Authorization", "")
    return authorization.partition(" ")[2].strip() or authorization


def _parse(content: bytes, key: str) -> Any:
    """The body as JSON, else as text, else None."""
    try:
        body = _without(key, json.loads(content.decode()))
        json.dumps(body, allow_nan=False)  # NaN, infinity and bottomless nesting are no JSON
    except (ValueError, RecursionError):
        return _without(key, content.decode(errors="replace")) or None
    return body


def _without(key: str, value: Any) -> Any:
    """Reduce the key to its last four characters, wherever it was sent."""
    match value:
        case str() if key:
            return value.replace(key, f"...{key[-4:]}" if len(key) > 8 else "...")
        case dict():
            return {_without(key, name): _without(key, item) for name, item in value.items()}
        case list():
            return [_without(key, item) for item in value]
    return value
