"""The journal that tests of this folder share."""

from collections.abc import Iterator

import pytest

from support.journal_helpers import open_journal
from voiso_call.config.paths import AppPaths
from voiso_call.store.journal import Journal


@pytest.fixture
def journal(paths: AppPaths) -> Iterator[Journal]:
    """A connection to the test's journal, closed at the end."""
    opened = open_journal(paths)
    yield opened
    opened.close()
