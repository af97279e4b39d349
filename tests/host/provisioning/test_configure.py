"""The request `configure`: given fields change, a wrong value changes nothing, the key stays inside."""

import asyncio
import tomllib
from collections.abc import Callable
from typing import Any

import pytest

from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import AppPaths
from voiso_call.credentials import keyring_backend
from voiso_call.errors import CallError, ErrorCode
from voiso_call.protocol.messages import PlaceCall, Status
from voiso_call.protocol.setup_messages import Configure

SetUp = Callable[..., AppPaths]
KEY = "test-key-0123456789"


async def configure(dispatcher: RequestDispatcher, **fields: Any) -> Status:
    request = Configure.model_validate({"type": "configure", **fields})
    reply = await dispatcher.handle(request)
    assert isinstance(reply, Status)
    return reply


def settings_of(paths: AppPaths) -> dict[str, Any]:
    return tomllib.loads(paths.config_file.read_text("utf-8"))


async def test_machine_is_set_up_step_by_step_and_the_status_says_what_is_missing(
    dispatcher: RequestDispatcher, paths: AppPaths
) -> None:
    cluster = await configure(dispatcher, cluster="https://CC-test01.voiso.com/stats")
    assert (cluster.cluster, cluster.configured, cluster.missing) == (
        "cc-test01",
        False,
        ["user_id", "api_key"],
    )
    assert settings_of(paths) == {"cluster": "cc-test01"}
    key = await configure(dispatcher, api_key=KEY, key_store="file")
    assert (key.missing, key.key_hint, key.cluster) == (["user_id"], "6789", "cc-test01")
    assert key.problem is not None
    assert (key.problem.code, key.problem.params["field"]) == (ErrorCode.NOT_CONFIGURED, "user_id")
    user = await configure(dispatcher, user_id=1234)
    assert (user.configured, user.missing, user.problem, user.user_id) == (True, [], None, 1234)
    rest = await configure(dispatcher, default_region="GB", caller_ids=["442079460000"])
    assert (rest.default_region, rest.caller_ids, rest.user_id) == ("GB", ["442079460000"], 1234)
    removed = await configure(dispatcher, default_region="", caller_ids=[])
    assert (removed.default_region, removed.caller_ids) == (None, [])
    assert settings_of(paths) == {"cluster": "cc-test01", "key_store": "file", "user_id": 1234}
    assert paths.key_file.read_text() == KEY


async def test_configure_without_fields_writes_nothing(
    dispatcher: RequestDispatcher, paths: AppPaths
) -> None:
    status = await configure(dispatcher)
    assert status.missing == ["cluster", "user_id", "api_key"]
    assert not paths.config.exists()


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"cluster": "evil.com/"}, ErrorCode.NOT_CONFIGURED, "cluster"),
        ({"cluster": ""}, ErrorCode.NOT_CONFIGURED, "cluster"),
        ({"cluster": "https://cc.voiso.com.evil.com"}, ErrorCode.NOT_CONFIGURED, "cluster"),
        ({"user_id": 0}, ErrorCode.NOT_CONFIGURED, "user_id"),
        ({"user_id": 2**63}, ErrorCode.NOT_CONFIGURED, "user_id"),
        ({"default_region": "UK"}, ErrorCode.NOT_CONFIGURED, "default_region"),
        ({"caller_ids": ["442079460000", "+44"]}, ErrorCode.NOT_CONFIGURED, "caller_ids.1"),
        ({"api_key": ""}, ErrorCode.KEY_MISSING, "api_key"),
        ({"api_key": "two words-4711"}, ErrorCode.KEY_MISSING, "api_key"),
        ({"api_key": "line-4711\nX-Header: 1"}, ErrorCode.KEY_MISSING, "api_key"),
        ({"api_key": "tail-4711\r\n"}, ErrorCode.KEY_MISSING, "api_key"),
        ({"api_key": "tail-4711 "}, ErrorCode.KEY_MISSING, "api_key"),
        ({"api_key": "nul-4711\0"}, ErrorCode.KEY_MISSING, "api_key"),
        ({"api_key": "nobreak-4711\u00a0"}, ErrorCode.KEY_MISSING, "api_key"),
        ({"api_key": "surrogate-4711\ud800"}, ErrorCode.KEY_MISSING, "api_key"),
        ({"api_key": "4711" * 200}, ErrorCode.KEY_MISSING, "api_key"),
    ],
    ids=lambda value: repr(value)[:50],
)
async def test_wrong_value_is_named_and_nothing_is_written(
    dispatcher: RequestDispatcher,
    set_up: SetUp,
    paths: AppPaths,
    fields: dict[str, Any],
    code: ErrorCode,
    field: str,
) -> None:
    set_up("http://127.0.0.1:9", key="test-key-before")
    before = {file: file.read_bytes() for file in paths.config.iterdir()}
    valid = {"cluster": "cc-other", "user_id": 77, "api_key": KEY, "key_store": "file"}
    with pytest.raises(CallError) as raised:
        await configure(dispatcher, **{**valid, **fields})
    error = raised.value
    assert (error.code, error.params["field"]) == (code, field)
    assert isinstance(error.params["problem"], str)
    assert "4711" not in f"{error} {error.params}"
    assert {file: file.read_bytes() for file in paths.config.iterdir()} == before


async def test_another_cluster_ends_the_use_of_a_sandbox_and_the_same_one_does_not(
    dispatcher: RequestDispatcher, set_up: SetUp, paths: AppPaths
) -> None:
    set_up("http://127.0.0.1:9")
    assert (await configure(dispatcher, cluster="https://Sandbox.voiso.com/")).sandbox
    other = await configure(dispatcher, cluster="cc-test01")
    assert (other.sandbox, other.cluster) == (False, "cc-test01")
    assert "sandbox_url" not in settings_of(paths)


async def test_key_that_no_keyring_takes_is_a_failure_and_a_file_is_used_only_if_it_was_chosen(
    dispatcher: RequestDispatcher, paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    with pytest.raises(CallError) as raised:
        await configure(dispatcher, cluster="cc-test01", api_key=KEY)
    error = raised.value
    assert (error.code, error.params["store"]) == (ErrorCode.KEY_UNAVAILABLE, "keyring")
    assert KEY not in f"{error} {error.params}"
    assert {*paths.config.glob("*")} <= {paths.config_lock}
    chosen = await configure(dispatcher, cluster="cc-test01", api_key=KEY, key_store="file")
    assert (chosen.missing, paths.key_file.read_text()) == (["user_id"], KEY)
    replaced = await configure(dispatcher, api_key="test-key-9876543210")
    assert (replaced.key_hint, paths.key_file.read_text()) == ("3210", "test-key-9876543210")


async def test_key_goes_to_the_keyring_by_default(
    dispatcher: RequestDispatcher, paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored: dict[str, str] = {}
    monkeypatch.setattr(keyring_backend, "save", stored.__setitem__)
    monkeypatch.setattr(keyring_backend, "load", stored.get)
    status = await configure(dispatcher, cluster="cc-test01", api_key=KEY)
    assert (list(stored.values()), status.key_hint) == ([KEY], "6789")
    assert settings_of(paths) == {"cluster": "cc-test01", "key_store": "keyring"}
    assert not paths.key_file.exists()


async def test_requests_at_the_same_time_are_all_written(
    dispatcher: RequestDispatcher, set_up: SetUp, paths: AppPaths
) -> None:
    set_up("http://127.0.0.1:9")
    await asyncio.gather(
        configure(dispatcher, user_id=77),
        configure(dispatcher, default_region="AT"),
        configure(dispatcher, caller_ids=["442079460000"]),
    )
    written = settings_of(paths)
    assert (written["user_id"], written["default_region"]) == (77, "AT")
    assert written["caller_ids"] == ["442079460000"]


async def test_call_with_incomplete_settings_names_what_is_missing(
    dispatcher: RequestDispatcher, paths: AppPaths
) -> None:
    await configure(dispatcher, cluster="cc-test01")
    call = PlaceCall(type="place_call", request_id="request-1", number="+14155550100", trigger="click")
    with pytest.raises(CallError, match="user_id: is missing") as raised:
        await dispatcher.handle(call)
    assert raised.value.code is ErrorCode.NOT_CONFIGURED
