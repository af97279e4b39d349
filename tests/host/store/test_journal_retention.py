"""What the journal counts, keeps and deletes, and what it reports about calls of dead hosts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from support import journal_opener
from support.fork_server import ForkServer
from support.journal_helpers import (
    MAX_ATTEMPT_S,
    NOW,
    NUMBER,
    execute,
    open_journal,
    place_call,
    repeat,
    reserve,
    reserved,
)
from support.policy import decide
from voiso_call.config.paths import AppPaths
from voiso_call.errors import OUTCOME_UNKNOWN, CallError, ErrorCode
from voiso_call.policy import phone_numbers
from voiso_call.policy.evaluate import PolicyContext, PolicyDecision
from voiso_call.policy.retry import MAX_RETRY_PERIOD_S
from voiso_call.protocol.messages import Call
from voiso_call.store.journal import ClearedHistory, Journal, Reservation


def bytes_on_disk(paths: AppPaths) -> bytes:
    return b"".join(file.read_bytes() for file in paths.state.glob("journal.*"))


def test_dialing_calls_of_dead_hosts_are_unknown_of_living_ones_not(
    paths: AppPaths, forks: ForkServer | None
) -> None:
    living = open_journal(paths)
    reserve(living, "request-living")
    process = journal_opener.start(forks, paths.journal_file)
    assert process.stdin is not None
    process.stdin.write(b"go\n")
    process.stdin.flush()
    output, _ = process.communicate(timeout=60)
    assert (process.returncode, len(output.split())) == (0, 301)
    reader = open_journal(paths)
    states = {call.state for call in reader.history(100, None, datetime.now(UTC)).calls}
    assert states == {"unknown"}, "calls of the dead process"
    assert reader.history(100, 2, NOW).calls[0].state == "dialing", "the call of the living process"
    rows = execute(paths, "SELECT state, count(*) FROM calls GROUP BY state")
    assert dict(rows) == {"unknown": 300, "dialing": 1}, "the file has it too"
    living.close()
    assert reader.history(100, 2, NOW).calls[0].state == "unknown"
    reader.close()


def test_recent_calls_count_all_processes_by_minute_and_number(journal: Journal, paths: AppPaths) -> None:
    other = open_journal(paths)
    reserve(other, "request-1", NOW - timedelta(hours=25))
    reserve(other, "request-2", NOW - timedelta(hours=23))
    reserve(other, "request-3", NOW - timedelta(seconds=59))
    failed = reserved(journal, "request-4", NOW - timedelta(seconds=3))
    journal.mark_failed(failed, CallError(ErrorCode.VOISO_UNREACHABLE, "never sent"), NOW)
    refused = reserved(journal, "request-5", NOW - timedelta(seconds=2))
    journal.mark_failed(refused, CallError(ErrorCode.AGENT_UNAVAILABLE, "HTTP 409"), NOW)
    journal.record_refusal(place_call("request-6"), NUMBER, CallError(ErrorCode.NUMBER_BLOCKED, "no"), NOW)
    recent = journal.recent_calls(NUMBER, NOW)
    assert (recent.ages_any_number, recent.ages_same_number) == ([2, 59], [59, 23 * 3600])
    assert journal.recent_calls(phone_numbers.parse("+14155550101", None).number, NOW).ages_same_number == []
    other.close()


def test_recent_calls_count_future_calls_after_the_clock_was_set_back(journal: Journal) -> None:
    reserve(journal, "request-1", NOW + timedelta(seconds=50))
    assert journal.recent_calls(NUMBER, NOW).ages_any_number == [0]


def test_reserve_counts_and_writes_in_one_transaction(
    journal: Journal, paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voiso_call.store.database.BUSY_TIMEOUT_S", 0.001)
    other = open_journal(paths)
    with pytest.raises(CallError, match="locked"):
        journal.reserve(place_call(), NUMBER, NOW, lambda _: reserve(other, "request-2"))
    assert isinstance(reserve(journal), Reservation), "the failed transaction was rolled back"
    other.close()


RATE_LIMITED = CallError(ErrorCode.RATE_LIMITED, "HTTP 429", retry_after_s=10, may_retry=True)


def test_rate_limited_call_is_reserved_again_after_its_wait_only(journal: Journal) -> None:
    journal.mark_failed(reserved(journal), RATE_LIMITED, NOW)
    assert repeat(journal, now=NOW + timedelta(seconds=9)).state == "refused"
    retry = reserved(journal, now=NOW + timedelta(seconds=10))
    assert (retry.attempt, retry.requested_at) == (2, NOW)
    assert repeat(journal, now=NOW + timedelta(seconds=10)).state == "dialing", "and only once"


def test_retry_is_reserved_only_within_its_period_after_the_first_attempt(journal: Journal) -> None:
    last = NOW + timedelta(seconds=MAX_RETRY_PERIOD_S)
    for request_id, delay_s in (("request-1", 0), ("request-2", 1)):
        journal.mark_failed(reserved(journal, request_id), RATE_LIMITED, NOW + timedelta(seconds=50))
        result = reserve(journal, request_id, last + timedelta(seconds=delay_s))
        assert isinstance(result, Call) is (delay_s > 0), "later, the agent has to call again"


def test_retried_call_is_dialing_as_long_as_its_last_attempt_can_take(journal: Journal) -> None:
    journal.mark_failed(reserved(journal), RATE_LIMITED, NOW)
    last = NOW + timedelta(seconds=MAX_RETRY_PERIOD_S)
    assert isinstance(reserve(journal, now=last), Reservation)
    end = last + timedelta(seconds=MAX_ATTEMPT_S)
    states = [journal.history(1, None, end + timedelta(seconds=s)).calls[0].state for s in (0, 1)]
    assert states == ["dialing", "unknown"]


def test_other_refusals_are_never_reserved_again(journal: Journal) -> None:
    for number, error in enumerate(
        (
            CallError(ErrorCode.RATE_LIMITED, "HTTP 429", retry_after_s=10, may_retry=False),
            CallError(ErrorCode.KEY_REJECTED, "HTTP 401", retry_after_s=10, may_retry=True),
            CallError(ErrorCode.RATE_LIMITED, "", retry_after_s=10, may_retry=True, outcome=OUTCOME_UNKNOWN),
        )
    ):
        journal.mark_failed(reserved(journal, f"request-{number}"), error, NOW)
        assert repeat(journal, f"request-{number}", NOW + timedelta(seconds=20)).failure is not None


def test_retention_deletes_old_calls_from_all_files(journal: Journal, paths: AppPaths) -> None:
    reserve(journal, "request-old", NOW - timedelta(days=91))
    reserve(journal, "request-new", NOW - timedelta(days=89))
    journal.apply_retention(90, NOW)
    assert [call.request_id for call in journal.history(5, None, NOW).calls] == ["request-new"]
    content = bytes_on_disk(paths)
    assert (b"request-old" in content, b"request-new" in content) == (False, True)


def test_retention_deletes_number_hashes_after_a_day(journal: Journal, paths: AppPaths) -> None:
    reserve(journal, "request-1", NOW - timedelta(hours=25))
    reserve(journal, "request-2", NOW)
    journal.apply_retention(90, NOW)
    assert execute(paths, "SELECT number_hash IS NULL FROM calls ORDER BY seq") == [(1,), (0,)]


def test_redacted_number_is_in_no_file(journal: Journal, paths: AppPaths) -> None:
    reserve(journal, redact=True)
    reserve(journal, "request-2", redact=True)
    [second, first] = journal.history(5, None, NOW).calls
    assert (first.number, first.international, first.original_text) == ("+1 ••••00", "+1 ••••00", None)
    assert len(journal.recent_calls(NUMBER, NOW).ages_same_number) == 2, "it is counted nevertheless"
    content = bytes_on_disk(paths)
    assert (b"5550100" in content, b"555 0100" in content, b"555-0100" in content) == (False, False, False)
    assert second.state == "dialing"


def test_message_of_voiso_that_repeats_a_redacted_or_cleared_number_is_in_no_file(
    journal: Journal, paths: AppPaths
) -> None:
    message = "phone_number 14155550100 is invalid"
    error = CallError(ErrorCode.NUMBER_INVALID, message, status=422, messages=[message], fields=[message])
    for request_id, redact in (("request-1", True), ("request-2", False)):
        journal.mark_failed(reserved(journal, request_id, redact=redact), error, NOW)
        journal.record_refusal(place_call(f"{request_id}-b"), None, error, NOW, redact=redact)
        assert (b"5550100" in bytes_on_disk(paths)) is not redact
    journal.clear_history(NOW)
    assert b"5550100" not in bytes_on_disk(paths)
    failure = repeat(journal).failure
    assert failure is not None
    assert (failure.code, failure.params) == (ErrorCode.NUMBER_INVALID, {"status": 422})
    assert repeat(journal, "request-2").failure == failure


def test_retry_of_a_cleared_call_stores_no_message_of_voiso(journal: Journal, paths: AppPaths) -> None:
    journal.mark_failed(reserved(journal), RATE_LIMITED, NOW)
    journal.clear_history(NOW)
    retry = reserved(journal, now=NOW + timedelta(seconds=10))
    journal.mark_failed(retry, CallError(ErrorCode.NUMBER_INVALID, "14155550100 is invalid"), NOW)
    assert b"5550100" not in bytes_on_disk(paths)


def test_cleared_history_is_gone_but_requests_still_dial_once(journal: Journal, paths: AppPaths) -> None:
    for request_id, days in (("request-old", 2), ("request-new", 0)):
        journal.mark_placed(reserved(journal, request_id, NOW - timedelta(days=days)), "id-1", NOW)
    dialing = reserved(journal, "request-dialing", NOW)
    assert journal.clear_history(NOW) == ClearedHistory(calls=2, damaged_files=0)
    assert [call.request_id for call in journal.history(5, None, NOW).calls] == ["request-dialing"]
    assert repeat(journal, "request-new").call_id == "id-1"
    assert len(journal.recent_calls(NUMBER, NOW).ages_same_number) == 2
    journal.mark_placed(dialing, "id-2", NOW)
    journal.clear_history(NOW)
    content = bytes_on_disk(paths)
    assert (b"request-old" in content, b"4155550100" in content, b"555-0100" in content) == (
        False,
        False,
        False,
    )
    journal.apply_retention(90, NOW + timedelta(days=1, seconds=1))
    assert execute(paths, "SELECT count(*) FROM calls") == [(0,)]


def write_damaged_journal(paths: AppPaths, name: str) -> list[Path]:
    """Write a quarantined journal with a called number, and its side files."""
    files = [paths.state / f"{name}{suffix}" for suffix in ("", "-wal", "-shm")]
    for file in files:
        file.write_bytes(b"not a journal, but with +14155550100")
    return files


def test_clear_history_deletes_quarantined_journals(paths: AppPaths) -> None:
    paths.state.mkdir(parents=True)
    paths.journal_file.write_bytes(b"not a journal, but with +14155550100" * 100)
    write_damaged_journal(paths, "journal.damaged-20250101T120000000000Z.sqlite3")
    kept = paths.state / "journal.sqlite3.copy"
    kept.write_bytes(b"a file of the agent")
    journal = open_journal(paths)
    assert journal.history(1, None, NOW).quarantined_journal is not None
    assert journal.clear_history(NOW) == ClearedHistory(calls=0, damaged_files=4)
    assert b"4155550100" not in bytes_on_disk(paths)
    assert kept.exists()
    assert journal.history(1, None, NOW).quarantined_journal is None
    context = PolicyContext(recent=journal.recent_calls(NUMBER, NOW))
    decision = decide(phone_numbers.parse("+14155550100", None), context=context)
    assert decision == PolicyDecision("confirm", ["journal_quarantined"], {}), "the calls are not known"
    journal.close()


def test_retention_deletes_old_quarantined_journals(journal: Journal, paths: AppPaths) -> None:
    old = write_damaged_journal(paths, "journal.damaged-20251130T115959000000Z.sqlite3")
    new = write_damaged_journal(paths, "journal.damaged-20251130T120001000000Z.sqlite3")
    other = write_damaged_journal(paths, "journal.damaged-99999999T999999999999Z.sqlite3")
    journal.apply_retention(91, NOW)
    assert [file.exists() for file in (*old, *new, *other)] == [False] * 3 + [True] * 6


def test_quarantined_journal_is_not_named_after_retention_deleted_it(paths: AppPaths) -> None:
    paths.state.mkdir(parents=True)
    paths.journal_file.write_bytes(b"not a journal" * 100)
    journal = open_journal(paths)
    today = datetime.now(UTC)
    for days, is_named in ((0, True), (2, False)):
        later = today + timedelta(days=days)
        journal.apply_retention(1, later)
        assert (journal.history(1, None, later).quarantined_journal is not None) is is_named
        assert (journal.recent_calls(NUMBER, later).quarantined_journal is not None) is is_named
    journal.close()
