"""The trial, README's first command: a click on the sample page ends with a call ID in the popup."""

import io

import pytest

import try_steps
from support.dev_env import system_packages
from support.dev_env.progress import Progress
from support.dev_env.system_packages import BrowserName


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_trial_places_one_call_and_finds_its_id_in_the_popup(browser: BrowserName) -> None:
    said = io.StringIO()
    binary = system_packages.get_browser(browser)
    result = try_steps.call_from_page(Progress(said), browser, binary, headless=True, keep_open=False)
    assert (result["browser"], result["number"]) == (browser, try_steps.NUMBER)
    assert result["call_id"]
    assert f"with the call ID {result['call_id']}." in said.getvalue()
