"""The client against certificates of all kinds: only a good one is spoken to, a problem has its name."""

import ssl
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from support.certificates import DAY, HOST, NOW, Authority
from support.fault_proxy import SOUND, FaultProxy
from voiso_call.config.network_settings import NetworkSettings
from voiso_call.errors import CallError, Code
from voiso_call.sandbox.server import RECORDED_REQUESTS, create_app
from voiso_call.voiso.client import VoisoClient
from voiso_call.voiso.tls import tls_context

Sandbox = Callable[..., Awaitable[tuple[str, web.Application]]]
KEY = SecretStr("test-key-all")


async def call(url: str, network: NetworkSettings) -> str | CallError:
    """Place a call; give its ID or what went wrong."""
    voiso = VoisoClient(url, KEY, network)
    try:
        return await voiso.place_call(1234, "14155550100")
    except CallError as problem:
        return problem
    finally:
        await voiso.close()


SERVERS: dict[str, Callable[[Authority], ssl.SSLContext]] = {
    "expired": lambda authority: authority.server(begins=NOW - 3 * DAY, ends=NOW - DAY),
    "not_yet_valid": lambda authority: authority.server(begins=NOW + DAY, ends=NOW + 2 * DAY),
    "wrong_host": lambda authority: authority.server("cc-other.voiso.com"),
    "unknown_issuer": lambda authority: Authority(authority.ca_file.parent / "elsewhere").server(),
}
ADVICE = {
    "expired": "clock",
    "not_yet_valid": "clock",
    "wrong_host": "cluster",
    "unknown_issuer": "ca_file",
}


@pytest.mark.parametrize("problem", SERVERS)
async def test_bad_certificate_gets_no_request_and_a_named_problem(
    start_sandbox: Sandbox, tmp_path: Path, problem: str
) -> None:
    (tmp_path / "elsewhere").mkdir()
    authority = Authority(tmp_path)
    url, app = await start_sandbox()
    port = urlsplit(url).port or 0
    async with FaultProxy(port, SOUND, SERVERS[problem](authority)).listening() as proxy:
        network = NetworkSettings(proxy=SecretStr(proxy.url), ca_file=str(authority.ca_file))
        failed = await call(f"https://{HOST}", network)
    assert isinstance(failed, CallError)
    assert (failed.code, failed.outcome_unknown) == (Code.TLS_UNTRUSTED, False)
    assert failed.params == {"problem": problem, "phase": "tls"}
    assert ADVICE[problem] in failed.detail
    assert app[RECORDED_REQUESTS] == []
    assert proxy.connections == 1, "asking again would not make it better"


async def test_self_signed_certificate_is_not_trusted(start_sandbox: Sandbox, tmp_path: Path) -> None:
    url, app = await start_sandbox()
    itself = Authority(tmp_path).itself()
    async with FaultProxy(urlsplit(url).port or 0, SOUND, itself).listening() as proxy:
        failed = await call(f"https://{HOST}", NetworkSettings(proxy=SecretStr(proxy.url)))
    assert isinstance(failed, CallError)
    assert failed.params["problem"] == "unknown_issuer"
    assert app[RECORDED_REQUESTS] == []


@pytest.fixture
async def secure(tmp_path: Path) -> Any:
    """A sandbox behind TLS on this machine, its application, and who issued its certificate."""
    authority = Authority(tmp_path)
    app = create_app()
    server = TestServer(app, scheme="https", host="127.0.0.1")
    await server.start_server(ssl=authority.server("127.0.0.1"))
    yield f"https://127.0.0.1:{server.port}", app, authority
    await server.close()


NO_PROXY = SecretStr("none")


async def test_certificate_authority_in_ca_file_is_trusted(secure: Any) -> None:
    url, app, authority = secure
    assert isinstance(await call(url, NetworkSettings(proxy=NO_PROXY)), CallError)
    assert app[RECORDED_REQUESTS] == []
    placed = await call(url, NetworkSettings(proxy=NO_PROXY, ca_file=str(authority.ca_file)))
    assert placed == app[RECORDED_REQUESTS][0].call_id


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the store is no file")
async def test_certificates_of_the_system_are_trusted(secure: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    url, app, authority = secure
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.ca_file))
    assert await call(url, NetworkSettings(proxy=NO_PROXY)) == app[RECORDED_REQUESTS][0].call_id


async def test_warm_up_reports_a_bad_certificate(secure: Any) -> None:
    url, app, _ = secure
    voiso = VoisoClient(url, KEY, NetworkSettings(proxy=NO_PROXY))
    with pytest.raises(CallError) as failed:
        await voiso.warm_up()
    await voiso.close()
    assert (failed.value.code, failed.value.params["problem"]) == (Code.TLS_UNTRUSTED, "unknown_issuer")
    assert app[RECORDED_REQUESTS] == []


def test_tls_libraries_are_not_imported_for_the_sandbox() -> None:
    spy = (
        "import asyncio, sys\n"
        "from pydantic import SecretStr\n"
        "from voiso_call.voiso.client import VoisoClient\n"
        "async def main(): await VoisoClient('http://127.0.0.1:1', SecretStr('k')).close()\n"
        "asyncio.run(main()); sys.exit('truststore' in sys.modules)"
    )
    subprocess.run([sys.executable, "-I", "-c", spy], check=True)


def test_tls_context_always_verifies() -> None:
    made = tls_context("")
    assert (made.verify_mode, made.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert made.minimum_version == ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize("content", [b"", b"no certificate", b"\xff\xfe"])
async def test_ca_file_without_certificates_is_a_configuration_error(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "authority.pem"
    file.write_bytes(content)
    with pytest.raises(CallError) as failed:
        tls_context(str(file))
    assert (failed.value.code, failed.value.params["field"]) == (Code.NOT_CONFIGURED, "network.ca_file")
