"""The workflows of .github, which cannot run here: what they may do, and that nothing in them can change."""

import re
from pathlib import Path

import pytest

from support.dev_env.venv import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: str(file.stem))
def test_workflow_has_the_least_rights_and_pinned_actions(file: Path) -> None:
    text = file.read_text("utf-8")
    assert "\npermissions: {}\n" in text, "each job names its own"
    jobs = len(re.findall(r"^  [\w-]+:\n(?=    )", text.partition("\njobs:\n")[2], re.MULTILINE))
    rights = re.findall(r"^    permissions:\n      (.+)$", text, re.MULTILINE)
    assert jobs == len(rights) > 0
    writing = [right for right in rights if right != "contents: read"]
    assert len(writing) == (1 if file.stem == "release" else 0)
    for action in re.findall(r"uses: (.+)", text):
        assert re.fullmatch(r"\./\S+|[\w-]+/[\w-]+@[0-9a-f]{40} # v[\d.]+", action), action
    assert text.count("actions/checkout@") == text.count("persist-credentials: false")
    assert "pull_request_target" not in text
    for script in re.findall(r"run: \|?(.*(?:\n {10}.*)*)", text):
        assert "${{" not in script, "a shell would run what somebody names a branch"
