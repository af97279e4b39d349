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

from voiso_call.errors import UNKNOWN, Code, Failed
from voiso_call.voiso.tls import untrusted


class Phase(IntEnum):
    """Where a request is; it only goes on."""

    DNS = auto()
    CONNECT = auto()
    TLS = auto()
    SEND = auto()
    FIRST_BYTE = auto()
    BODY = auto()


class Fate(Enum):
    """Whether Voiso may have heard of a request that failed."""

    NOT_SENT = auto()
    UNKNOWN = auto()
    ANSWERED = auto()


FATES: Mapping[Phase, Fate] = MappingProxyType(
    {
        Phase.DNS: Fate.NOT_SENT,
        Phase.CONNECT: Fate.NOT_SENT,
        Phase.TLS: Fate.NOT_SENT,
        Phase.SEND: Fate.NOT_SENT,
        Phase.FIRST_BYTE: Fate.UNKNOWN,
        Phase.BODY: Fate.ANSWERED,
    }
)


@dataclass(frozen=True)
class Meaning:
    """What a problem means when nothing was sent; `passing` where it may be over in a moment."""

    code: Code
    passing: bool = False


_PASSING = Meaning(Code.VOISO_UNREACHABLE, passing=True)
_UNREACHABLE = Meaning(Code.VOISO_UNREACHABLE)
_UNTRUSTED = Meaning(Code.TLS_UNTRUSTED)
_OURS = Meaning(Code.INTERNAL)  # a request that should never have been made

# Every problem that aiohttp has, one by one: a new one has to be decided, and a test sees to it.
NOT_SENT: Mapping[type[BaseException], Meaning] = MappingProxyType(
    {
        aiohttp.ClientConnectorDNSError: _PASSING,
        aiohttp.ClientConnectorError: _PASSING,
        aiohttp.ClientProxyConnectionError: _PASSING,
        aiohttp.ClientOSError: _PASSING,
        aiohttp.ClientConnectionError: _PASSING,
        aiohttp.ClientConnectionResetError: _PASSING,
        aiohttp.ServerConnectionError: _PASSING,
        aiohttp.ServerDisconnectedError: _PASSING,
        OSError: _PASSING,
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
        aiohttp.TooManyRedirects: _OURS,
        aiohttp.RedirectClientError: _OURS,
        aiohttp.InvalidUrlRedirectClientError: _OURS,
        aiohttp.NonHttpUrlRedirectClientError: _OURS,
        aiohttp.InvalidURL: _OURS,
        aiohttp.InvalidUrlClientError: _OURS,
        aiohttp.NonHttpUrlClientError: _OURS,
        aiohttp.ContentTypeError: _OURS,
        aiohttp.WSServerHandshakeError: _OURS,
        aiohttp.WSMessageTypeError: _OURS,
        aiohttp.WebSocketError: _OURS,
        aiohttp.EofStream: _OURS,
        UnixClientConnectorError: _OURS,
        aiohttp.UploadAbortedError: _OURS,
        Exception: _OURS,
    }
)


class Unsent(Failed):
    """Certainly not sent; `passing` where one more try may help."""

    passing = False


@dataclass
class Course:
    """How far one request came; handed to aiohttp as its `trace_request_ctx`."""

    phase: Phase = Phase.CONNECT
    status: int | None = None

    def reach(self, phase: Phase) -> None:
        """Go on to a phase; what may have left cannot be called back."""
        if self.phase < Phase.FIRST_BYTE or phase > self.phase:
            self.phase = phase

    def answered(self, status: int) -> None:
        """Go on to the answer's body."""
        self.reach(Phase.BODY)
        self.status = status

    def failed(self, problem: Exception, *, proxied: bool) -> Failed:
        """Say what a failure on the way means."""
        phase = _where(self.phase, problem)
        kind = type(problem).__name__  # its text may hold the URL, and nothing there helps the agent
        if FATES[phase] is not Fate.NOT_SENT:
            detail = f"no whole answer after the request was sent: {kind}"
            return Failed(Code.CALL_OUTCOME_UNKNOWN, detail, outcome=UNKNOWN, phase=phase.name.lower())
        meaning = next(NOT_SENT[each] for each in type(problem).__mro__ if each in NOT_SENT)
        if meaning.code is Code.TLS_UNTRUSTED:
            said = untrusted(problem)
        elif meaning.code is Code.VOISO_UNREACHABLE:
            said = _unreachable(problem, kind, proxied=proxied)
        else:
            said = Failed(meaning.code, f"nothing was sent: {kind}")
        failed = Unsent(said.code, said.detail, **said.params, phase=phase.name.lower())
        failed.passing = meaning.passing
        return failed


def _where(phase: Phase, problem: Exception) -> Phase:
    """Correct what aiohttp tells by what went wrong."""
    if phase < Phase.SEND and isinstance(problem, aiohttp.ClientConnectorDNSError):
        return Phase.DNS  # a proxy's name is looked up without a word
    if phase < Phase.SEND and isinstance(problem, aiohttp.ClientSSLError):
        return Phase.TLS
    # It tells of a piece just before it writes it. Ours is one piece, and was refused: the connection had
    # been closed before.
    refused = isinstance(problem.__cause__, aiohttp.ClientConnectionResetError)
    return Phase.SEND if refused and phase is Phase.FIRST_BYTE else phase


def _unreachable(problem: Exception, kind: str, *, proxied: bool) -> Failed:
    """No connection was made. What is wrong with a proxy is told as such: it is the administrator's."""
    if not proxied:
        return Failed(Code.VOISO_UNREACHABLE, f"nothing was sent: no connection to Voiso ({kind})")
    status = problem.status if isinstance(problem, aiohttp.ClientHttpProxyError) else None
    advice = "the proxy wants a user and password: name them in [network] proxy" if status == 407 else kind
    said = f"the proxy said HTTP {status}" if status else "no connection through the proxy"
    return Failed(
        Code.VOISO_UNREACHABLE, f"nothing was sent: {said} ({advice})", proxy=True, proxy_status=status
    )


def following() -> aiohttp.TraceConfig:
    """Make aiohttp tell each request's Course, where one was handed to it, how far it has come."""
    config = aiohttp.TraceConfig()
    for signal, phase in (
        (config.on_dns_resolvehost_start, Phase.DNS),
        (config.on_dns_resolvehost_end, Phase.CONNECT),
        (config.on_connection_create_end, Phase.SEND),
        (config.on_connection_reuseconn, Phase.SEND),
        (config.on_request_chunk_sent, Phase.FIRST_BYTE),  # head and body leave together
    ):
        signal.append(_step(phase))  # type: ignore[arg-type]  # one step does for all of them
    return config


def _step(phase: Phase) -> object:
    async def step(session: aiohttp.ClientSession, context: SimpleNamespace, params: object) -> None:
        if isinstance(context.trace_request_ctx, Course):
            context.trace_request_ctx.reach(phase)

    return step
