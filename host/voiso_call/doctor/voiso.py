"""Examines the API key and the way to Voiso: keyring, proxy, DNS, TLS, whether the key is accepted, clock.

It asks what `check_setup` asks, so no call is placed, and tells which part of the way failed.
"""

import shlex
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import timedelta

from pydantic import SecretStr

from voiso_call.config.paths import AppPaths
from voiso_call.config.settings import IncompleteSettings, load_incomplete_settings
from voiso_call.doctor.finding import Finding, capitalized, fault, fault_with_advice, not_checked, ok, warning
from voiso_call.errors import NOTHING_SENT, CallError, ErrorCode
from voiso_call.protocol.message_parts import Failure, SetupCheckName
from voiso_call.protocol.setup_messages import SetupCheck
from voiso_call.provisioning.check_setup import check_setup
from voiso_call.voiso.client import VoisoClient
from voiso_call.voiso.proxy import Proxy, resolve_proxy
from voiso_call.voiso.tls import UNTRUSTED

CLOCK_WARNING = timedelta(minutes=1)
CLOCK_FAULT = timedelta(minutes=5)  # from then on quiet hours, limits and certificates are judged wrongly
_SET_CLOCK = {
    "linux": "sudo timedatectl set-ntp true",
    "darwin": "sudo sntp -sS time.apple.com",
    "win32": "w32tm /resync",
}


async def examine(paths: AppPaths) -> list[Finding]:
    """Return what was found about the key and the way to Voiso."""
    try:
        settings = load_incomplete_settings(paths.config_file)
    except CallError:  # the group of the settings tells it
        return [not_checked("voiso", "The key and the way to Voiso are examined when the settings are valid")]
    clients: list[VoisoClient] = []

    def connect(settings: IncompleteSettings, key: SecretStr) -> VoisoClient:
        clients.append(VoisoClient(settings.url or "", key, settings.network))
        return clients[-1]

    async with AsyncExitStack() as stack:
        reply = await check_setup(paths, connect)
        for client in clients:
            stack.push_async_callback(client.close)
    rows = {check.name: check for check in reply.checks}
    findings = list(_key(paths, settings, rows["key"]))
    if settings.url is None:
        return [*findings, not_checked("voiso", "Voiso is asked when the cluster is set")]
    proxy = await _proxy(settings)
    findings += [proxy] if isinstance(proxy, Finding) else _proxy_used(proxy)
    findings += _way(settings, rows, proxy if isinstance(proxy, Proxy) else None)
    if rows["cluster"].outcome == "ok":
        findings += _answers(settings, rows)
        findings += _clock(clients)
    return findings


def _key(paths: AppPaths, settings: IncompleteSettings, row: SetupCheck) -> Iterator[Finding]:
    is_in_keyring = settings.key_store == "keyring"
    place = "the system's keyring" if is_in_keyring else str(paths.key_file)
    if row.failure is None:
        safe = "which answers" if is_in_keyring else "which only you can read"
        yield ok("key", f"The API key is in {place}, {safe}")
    elif row.failure.code is ErrorCode.KEY_MISSING:
        problem = row.failure.params.get("problem")
        if problem:
            what = f"What is stored is not an API key: {problem}"
            yield fault("key_invalid", what, "Run: voiso-call key rotate")
        else:
            yield fault("key_missing", f"No API key is stored in {place}", "Run: voiso-call setup")
    elif (reason := row.failure.params.get("reason")) is not None:
        yield fault_with_advice(f"keyring_{reason}", row.failure.detail)
    else:
        yield fault_with_advice("key_unreadable", row.failure.detail, "Run: voiso-call key rotate")
    if is_in_keyring and paths.key_file.exists():
        what = f"Besides the key in the keyring, an older one is in a file: {paths.key_file}"
        yield warning("key_leftover", what, f"Delete that file: rm {shlex.quote(str(paths.key_file))}")


async def _proxy(settings: IncompleteSettings) -> Proxy | Finding | None:
    try:
        return await resolve_proxy(settings.url or "", settings.network.proxy)
    except CallError as error:
        return fault_with_advice("proxy_invalid", error.detail.removeprefix(NOTHING_SENT))


def _proxy_used(proxy: Proxy | None) -> list[Finding]:
    return [ok("proxy", f"The proxy {proxy.url} is used" if proxy else "No proxy is used")]


def _way(
    settings: IncompleteSettings, rows: dict[SetupCheckName, SetupCheck], proxy: Proxy | None
) -> Iterator[Finding]:
    """Yield how far a connection to Voiso came: name, connection, certificate."""
    url, failure = settings.url, rows["cluster"].failure
    if failure is None:
        secure = ", and its certificate is trusted" if (url or "").startswith("https") else " (without TLS)"
        yield ok("connection", f"{url} can be reached{secure}")
        return
    phase, detail = failure.params.get("phase"), failure.detail.removeprefix(NOTHING_SENT)
    if failure.code is ErrorCode.TLS_UNTRUSTED:
        yield ok("connection", f"{url} can be reached")
        detail = detail.removeprefix(UNTRUSTED)
        yield fault_with_advice(f"tls_{failure.params.get('cause')}", detail, "Tell your administrator")
    elif failure.code is ErrorCode.NOT_CONFIGURED:
        yield not_checked("connection", "Voiso is asked when the certificates in ca_file can be read")
    elif failure.params.get("proxy"):
        what, _, advice = detail.partition("; ")
        default = (
            "Correct proxy under [network] in config.toml, or the system's proxy; ask your administrator"
        )
        name = proxy.url if proxy else "the proxy"
        yield fault("proxy_failed", f"{name}: {what}", capitalized(advice) or default)
    elif settings.sandbox_url is not None:
        what = f"The sandbox {url} does not answer"
        yield fault("sandbox_silent", what, "Start it again: voiso-call sandbox, with the same port")
    elif phase == "dns":
        action = "Check network and VPN, and cluster in config.toml: the first part of your account's URL"
        yield fault("dns_failed", f"The name of {url} was not found", action)
    else:
        action = (
            "Check network, VPN and firewall; if a proxy is needed, set proxy under [network] in config.toml"
        )
        yield fault("connection_failed", f"{url} does not answer", action)


def _answers(settings: IncompleteSettings, rows: dict[SetupCheckName, SetupCheck]) -> Iterator[Finding]:
    accepted, agent = rows["key_accepted"], rows["agent"]
    if accepted.outcome == "ok":
        yield ok("key_accepted", "Voiso accepts the API key")
    elif accepted.failure is not None:
        yield _not_accepted(accepted.failure)
    if agent.outcome == "ok":
        yield ok("agent", f"Voiso knows the user ID {settings.user_id}")
    elif agent.outcome == "failed":
        what = f"Voiso does not know the user ID {settings.user_id}"
        yield fault("agent_unknown", what, "Ask your administrator for it, then run: voiso-call setup")
    what = "Only a call tells whether key and agent may call, and whether the agent can be rung"
    yield not_checked(
        "only_a_call", what, "Set your status to Available in Agent Panel, then run: voiso-call call NUMBER"
    )


def _not_accepted(failure: Failure) -> Finding:
    if failure.code is ErrorCode.KEY_REJECTED:
        return fault("key_rejected", "Voiso does not accept the API key", "Run: voiso-call key rotate")
    if failure.code is ErrorCode.PERMISSION_DENIED:
        what = "The key may not read the list of agents (scope users.read); calls do not need that"
        return not_checked("key_scope", what)
    what = f"Voiso answered with an error: {failure.detail.partition('; ')[0]}"
    return warning("voiso_failed", what, "Try again later; tell your administrator if it stays")


def _clock(clients: list[VoisoClient]) -> Iterator[Finding]:
    offset = next((client.clock_offset for client in clients if client.clock_offset is not None), None)
    if offset is None:
        yield not_checked("clock", "Voiso's answer has no time to compare the clock with")
        return
    seconds = round(abs(offset.total_seconds()))
    direction = "ahead of" if offset > timedelta() else "behind"
    what = f"This computer's clock is {seconds:,} seconds {direction} Voiso's"
    action = f"Run: {_SET_CLOCK.get(sys.platform, _SET_CLOCK['linux'])}"
    if abs(offset) >= CLOCK_FAULT:
        yield fault("clock_wrong", f"{what}, so quiet hours and limits are judged wrongly", action)
    elif abs(offset) >= CLOCK_WARNING:
        yield warning("clock_wrong", what, action)
    else:
        yield ok("clock", "This computer's clock agrees with Voiso's")
