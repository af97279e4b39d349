"""How calls ended, in the journal: only of calls that are in it, once; a journal of an older host is kept."""

import sqlite3
from contextlib import closing

from support.journal_helpers import NOW, execute, open_journal, reserved
from voiso_call.config.paths import AppPaths
from voiso_call.protocol.outcome_messages import Outcome
from voiso_call.store import migrations, outcomes
from voiso_call.store.outcomes import RecordsAccount

ANSWERED = Outcome(disposition="answered", duration_s=125)
BUSY = Outcome(disposition="busy", duration_s=None)


def test_first_outcome_stays_and_others_calls_are_left_out(paths: AppPaths) -> None:
    journal = open_journal(paths)
    journal.mark_placed(reserved(journal), "call-1", NOW)
    outcomes.record(journal, {"call-1": ANSWERED, "call-of-another-agent": BUSY})
    outcomes.record(journal, {"call-1": BUSY})
    [call] = journal.history(10, None, NOW).calls
    assert call.outcome == ANSWERED
    assert outcomes.find_placed(journal, "call-of-another-agent") is None
    journal.clear_history(NOW)
    assert outcomes.find_placed(journal, "call-1") is None
    outcomes.record(journal, {"call-1": ANSWERED})
    assert execute(paths, "SELECT call_id, outcome FROM calls") == [("call-1", None)]
    journal.close()


def test_refusal_is_of_one_key_and_holds_for_a_day(paths: AppPaths) -> None:
    journal = open_journal(paths)
    account = RecordsAccount("https://cc-ams03.voiso.com", "1234")
    assert not outcomes.is_refused(journal, account, NOW)
    outcomes.record_refusal(journal, account, NOW)
    assert outcomes.is_refused(journal, account, NOW)
    assert not outcomes.is_refused(journal, RecordsAccount(account.url, "5678"), NOW)
    assert not outcomes.is_refused(journal, account, NOW.replace(day=2))
    assert not outcomes.is_refused(journal, account, NOW.replace(hour=11))  # the clock was set back
    journal.close()


def test_journal_of_the_first_version_keeps_its_calls(paths: AppPaths) -> None:
    paths.state.mkdir(parents=True, mode=0o700)
    with closing(sqlite3.connect(paths.journal_file, isolation_level=None)) as database:
        migrations._v1(database)
        database.execute("PRAGMA user_version=1")
        database.execute(
            "INSERT INTO calls (request_id, number, international, trigger, state, call_id, requested_at,"
            " ended_at) VALUES ('request-0', '+14155550100', '+1', 'click', 'placed', 'call-0', ?, ?)",
            (NOW.isoformat(), NOW.isoformat()),
        )
    paths.journal_file.chmod(0o600)
    journal = open_journal(paths)
    outcomes.record(journal, {"call-0": BUSY})
    assert [call.outcome for call in journal.history(10, None, NOW).calls] == [BUSY]
    journal.close()
    assert execute(paths, "PRAGMA user_version") == [(migrations.SCHEMA_VERSION,)]
