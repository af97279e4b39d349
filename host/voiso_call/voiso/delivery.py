"""How far a request came before it failed, and what that means: not sent, unknown, or answered.

    phase       fate        what is known
    dns         NOT_SENT    no address was found
    connect     NOT_SENT    no connection was made, or none through the proxy
    tls         NOT_SENT    the connection could not be trusted
    send        NOT_SENT    a connection stands, and nothing of the request was handed to it
    first_byte  UNKNOWN     the request was handed over, so that it may have left; nothing came back
    body        ANSWERED    the status is known: it decides, whatever becomes of the rest

Which phase it was, aiohttp tells while it works; what went wrong only names the code of what was not sent.
"""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum, auto
from types import MappingProxyType, SimpleNamespace

import aiohttp
from aiohttp.client_exceptions import UnixClientConnectorError

from voiso_call.errors import OUTCOME_UNKNOWN, CallError, Code
from voiso_call.voiso.tls import tls_error


class Phase(IntEnum):
    """Where a request is; it only goes on."""

    DNS = auto()
    CONNECT = auto()
    TLS = auto()
    SEND = auto()
    FIRST_BYTE = auto()
    BODY = auto()


class DeliveryOutcome(Enum):
    """Whether Voiso may have heard of a request that failed."""

    NOT_SENT = auto()
    UNKNOWN = auto()
    ANSWERED = auto()


OUTCOME_BY_PHASE: Mapping[Phase, DeliveryOutcome] = MappingProxyType(
    {
        Phase.DNS: DeliveryOutcome.NOT_SENT,
        Phase.CONNECT: DeliveryOutcome.NOT_SENT,
        Phase.TLS: DeliveryOutcome.NOT_SENT,
        Phase.SEND: DeliveryOutcome.NOT_SENT,
        Phase.FIRST_BYTE: DeliveryOutcome.UNKNOWN,
        Phase.BODY: DeliveryOutcome.ANSWERED,
    }
)


@dataclass(frozen=True)
class NotSentCause:
    """What a problem means when nothing was sent; `passing` where it may be over in a moment."""

    code: Code
    retryable: bool = False


_TRANSIENT = NotSentCause(Code.VOISO_UNREACHABLE, retryable=True)
_UNREACHABLE = NotSentCause(Code.VOISO_UNREACHABLE)
_UNTRUSTED = NotSentCause(Code.TLS_UNTRUSTED)
_INTERNAL = NotSentCause(Code.INTERNAL)  # a request that should never have been made

# Every problem that aiohttp has, one by one: a new one has to be decided, and a test sees to it.
NOT_SENT_CAUSES: Mapping[type[BaseException], NotSentCause] = MappingProxyType(
    {
        aiohttp.ClientConnectorDNSError: _TRANSIENT,
        aiohttp.ClientConnectorError: _TRANSIENT,
        aiohttp.ClientProxyConnectionError: _TRANSIENT,
        aiohttp.ClientOSError: _TRANSIENT,
        aiohttp.ClientConnectionError: _TRANSIENT,
        aiohttp.ClientConnectionResetError: _TRANSIENT,
        aiohttp.ServerConnectionError: _TRANSIENT,
        aiohttp.ServerDisconnectedError: _TRANSIENT,
        OSError: _TRANSIENT,
        # The agent has waited for these already.
        aiohttp.ServerTimeoutError: _UNREACHABLE,
        aiohttp.ConnectionTimeoutError: _UNREACHABLE,
        aiohttp.SocketTimeoutError: _UNREACHABLE,
        TimeoutError: _UNREACHABLE,
        # A proxy said no, or what answered before we spoke was no HTTP.
        aiohttp.ClientHttpProxyError: _UNREACHABLE,
        aiohttp.ClientResponseError: _UNREACHABLE,
        aiohttp.ClientPayloadError: _UNREACHABLE,
        aiohttp.ClientError: _UNREACHABLE,
        asyncio.IncompleteReadError: _UNREACHABLE,
        # Asking again does not make it more trustworthy.
        aiohttp.ClientSSLError: _UNTRUSTED,
        aiohttp.ClientConnectorSSLError: _UNTRUSTED,
        aiohttp.ClientConnectorCertificateError: _UNTRUSTED,
        aiohttp.ServerFingerprintMismatch: _UNTRUSTED,
        ssl.SSLError: _UNTRUSTED,
        # Of redirects, web sockets, Unix sockets, uploads and URLs by the user: there are none here.
        aiohttp.TooManyRedirects: _INTERNAL,
        aiohttp.RedirectClientError: _INTERNAL,
        aiohttp.InvalidUrlRedirectClientError: _INTERNAL,
        aiohttp.NonHttpUrlRedirectClientError: _INTERNAL,
        aiohttp.InvalidURL: _INTERNAL,
        aiohttp.InvalidUrlClientError: _INTERNAL,
        aiohttp.NonHttpUrlClientError: _INTERNAL,
        aiohttp.ContentTypeError: _INTERNAL,
        aiohttp.WSServerHandshakeError: _INTERNAL,
        aiohttp.WSMessageTypeError: _INTERNAL,
        aiohttp.WebSocketError: _INTERNAL,
        aiohttp.EofStream: _INTERNAL,
        UnixClientConnectorError: _INTERNAL,
        aiohttp.UploadAbortedError: _INTERNAL,
        Exception: _INTERNAL,
    }
)


class NotSentError(CallError):
    """Certainly not sent; `passing` where one more try may help."""

    retryable = False


@dataclass
class RequestProgress:
    """How far one request came; handed to aiohttp as its `trace_request_ctx`."""

    phase: Phase = Phase.CONNECT
    status: int | None = None

    def advance(self, phase: Phase) -> None:
        """Go on to a phase; what may have left cannot be called back."""
        if self.phase < Phase.FIRST_BYTE or phase > self.phase:
            self.phase = phase

    def got_response(self, status: int) -> None:
        """Go on to the answer's body."""
        self.advance(Phase.BODY)
        self.status = status

    def to_error(self, problem: Exception, *, proxied: bool) -> CallError:
        """Say what a failure on the way means."""
        phase = _correct_phase(self.phase, problem)
        kind = type(problem).__name__  # its text may hold the URL, and nothing there helps the agent
        if OUTCOME_BY_PHASE[phase] is not DeliveryOutcome.NOT_SENT:
            detail = f"no whole answer after the request was sent: {kind}"
            return CallError(
                Code.CALL_OUTCOME_UNKNOWN, detail, outcome=OUTCOME_UNKNOWN, phase=phase.name.lower()
            )
        meaning = next(NOT_SENT_CAUSES[each] for each in type(problem).__mro__ if each in NOT_SENT_CAUSES)
        if meaning.code is Code.TLS_UNTRUSTED:
            said = tls_error(problem)
        elif meaning.code is Code.VOISO_UNREACHABLE:
            said = _unreachable(problem, kind, proxied=proxied)
        else:
            said = CallError(meaning.code, f"nothing was sent: {kind}")
        failed = NotSentError(said.code, said.detail, **said.params, phase=phase.name.lower())
        failed.retryable = meaning.retryable
        return failed


def _correct_phase(phase: Phase, problem: Exception) -> Phase:
    """Correct what aiohttp tells by what went wrong."""
    if phase < Phase.SEND and isinstance(problem, aiohttp.ClientConnectorDNSError):
        return Phase.DNS  # a proxy's name is looked up without a word
    if phase < Phase.SEND and isinstance(problem, aiohttp.ClientSSLError):
        return Phase.TLS
    # It tells of a piece just before it writes it. Ours is one piece, and was refused: the connection had
    # been closed before.
    refused = isinstance(problem.__cause__, aiohttp.ClientConnectionResetError)
    return Phase.SEND if refused and phase is Phase.FIRST_BYTE else phase


def _unreachable(problem: Exception, kind: str, *, proxied: bool) -> CallError:
    """No connection was made. What is wrong with a proxy is told as such: it is the administrator's."""
    if not proxied:
        return CallError(Code.VOISO_UNREACHABLE, f"nothing was sent: no connection to Voiso ({kind})")
    status = problem.status if isinstance(problem, aiohttp.ClientHttpProxyError) else None
    advice = "the proxy wants a user and password: name them in [network] proxy" if status == 407 else kind
    said = f"the proxy said HTTP {status}" if status else "no connection through the proxy"
    return CallError(
        Code.VOISO_UNREACHABLE, f"nothing was sent: {said} ({advice})", proxy=True, proxy_status=status
    )


def trace_config() -> aiohttp.TraceConfig:
    """Make aiohttp tell each request's Course, where one was handed to it, how far it has come."""
    config = aiohttp.TraceConfig()
    for signal, phase in (
        (config.on_dns_resolvehost_start, Phase.DNS),
        (config.on_dns_resolvehost_end, Phase.CONNECT),
        (config.on_connection_create_end, Phase.SEND),
        (config.on_connection_reuseconn, Phase.SEND),
        (config.on_request_chunk_sent, Phase.FIRST_BYTE),  # head and body leave together
    ):
        signal.append(_on_signal(phase))  # type: ignore[arg-type]  # one step does for all of them
    return config


def _on_signal(phase: Phase) -> object:
    async def step(session: aiohttp.ClientSession, context: SimpleNamespace, params: object) -> None:
        if isinstance(context.trace_request_ctx, RequestProgress):
            context.trace_request_ctx.advance(phase)

    return step
