"""Takes numbered pictures of pages into .local/shots."""

from pathlib import Path

from support.browser.interface import Page, Rect
from support.dev_env import venv

FOLDER = venv.LOCAL / "shots"
ANIMATION_MS = 400  # longer than animations take


class Camera:
    """Numbers the pictures in the order they are taken."""

    def __init__(self, folder: Path, prefix: str):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.prefix, self.taken = folder, prefix, 0

    def take(self, page: Page, name: str, clip: Rect | None = None) -> None:
        """Write one picture."""
        self.taken += 1
        page.wait_ms(ANIMATION_MS)
        page.screenshot(self.folder / f"{self.prefix}-{self.taken:02}-{name}.png", clip)
