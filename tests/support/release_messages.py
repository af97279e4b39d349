"""Keeps the messages of a release for later tests: `python tests/support/release_messages.py`.

Run it when the protocol has changed since the last release; the messages of a published release stay.
"""

import json
import sys
from pathlib import Path
from typing import Any

from voiso_call import __version__

FIXTURES = Path(__file__).parents[1] / "fixtures"
RELEASES = FIXTURES / "releases"


def current_messages() -> dict[str, Any]:
    """Return the fixture of every type of message, by its name."""
    return {
        file.stem: json.loads(file.read_text("utf-8")) for file in sorted(FIXTURES.glob("messages/*.json"))
    }


def kept_messages() -> dict[str, dict[str, Any]]:
    """Return the messages of each release, by its version."""
    return {file.stem: json.loads(file.read_text("utf-8")) for file in sorted(RELEASES.glob("*.json"))}


def main() -> int:
    """Write the messages of this version."""
    text = json.dumps(current_messages(), indent=2, ensure_ascii=False) + "\n"
    (RELEASES / f"{__version__}.json").write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
