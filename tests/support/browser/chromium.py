"""Drives Chromium, Chrome, Edge or Brave, with the unpacked extension, over a DevTools pipe.

Linux and macOS only: on Windows the pipe is a pair of handles, which is not implemented here.
"""

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from support.browser.cdp_connection import DevTools, DevToolsError
from support.browser.cdp_page import ChromiumPage
from support.browser.cdp_session import Event
from support.browser.cdp_target import evaluate
from support.browser.child_process import Child
from support.browser.interface import Browser, LaunchOptions, Page
from support.browser.polling import wait_until
from support.browser.x_display import Mouse

FLAGS = (
    "--remote-debugging-pipe",
    "--enable-unsafe-extension-debugging",  # or Extensions.loadUnpacked is missing
    "--enable-gpu-benchmarking",  # its pointer enters and leaves frames of other processes; see cdp_page
    "--process-per-site",  # a tab of a site that is open starts no process; see open_lasting
    "--animation-duration-scale=0",  # of its own windows: their animations take a tenth of its time
    # Processes, requests and looks of its own, which cost a tenth of its time.
    "--disable-features=SpareRendererForSitePerProcess,Translate,OptimizationHints,MediaRouter,LensOverlay",
    "--disable-breakpad",
    "--disable-client-side-phishing-detection",
    "--disable-component-extensions-with-background-pages",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-search-engine-choice-screen",
    "--disable-dev-shm-usage",  # it is small in containers
    "--hide-crash-restore-bubble",
    "--password-store=basic",  # or a desktop keyring may ask for its password
    "--use-mock-keychain",  # the same on macOS
    "--window-position=0,0",
    "--lang=en-US",
    "about:blank",
)
TOOLBAR_PX = 200  # more than Chromium's tabs and toolbar take of the window's height
# A worker that is just starting can be active before it has the functions for extensions.
WORKER_IS_READY = "!!globalThis.registration?.active && !!globalThis.chrome?.runtime"
POLICY_TIMEOUT_S = 60  # for an extension that a policy installs, on a slow computer
PROMPT_GUARD_MS = 1000  # longer than a question of Chromium ignores keys after it came
OMNIBOX_TIMEOUT_S = 5  # for a text that was typed to arrive in the service worker
RECORD_OMNIBOX_TEXT = "chrome.omnibox.onInputChanged.addListener(text => { globalThis.omniboxText = text; })"
# Chromium reads commands from descriptor 3 and replies on 4. Another interpreter puts our pipes there: in a
# process with threads no Python may run between fork and exec.
EXEC_WITH_PIPES = (
    "import fcntl, os, sys; high = [fcntl.fcntl(int(n), fcntl.F_DUPFD, 10) for n in sys.argv[1:3]]; "
    "os.dup2(high[0], 3); os.dup2(high[1], 4); os.closerange(5, max(high) + 1); "
    "os.execvp(sys.argv[3], sys.argv[3:])"
)


class Chromium(Browser):
    """One running Chromium with the extension loaded."""

    name = "chromium"

    def __init__(self, options: LaunchOptions):
        if os.name != "posix":
            raise NotImplementedError("driving Chromium needs Linux or macOS; on Windows drive Firefox")
        self.env = dict(options.env)
        self.headless = options.headless
        self.size = (options.width, options.height)
        self.dark = options.dark
        self._targets: dict[str, dict[str, Any]] = {}
        self._lasting: set[str] = set()  # targets
        self._lock = threading.Lock()  # of the targets
        flags = [
            f"--user-data-dir={options.profile}",
            # The toolbar takes its part of the height. A frame of another process that an emulated viewport
            # shows outside of the real one, or of the screen, counts as not visible.
            f"--window-size={options.width},{options.height + TOOLBAR_PX}",
            *FLAGS,
        ]
        if options.installed_by_policy:  # downloads it, from this computer, and nothing from elsewhere
            flags.remove("--disable-background-networking")
            flags.insert(0, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
        if options.headless:
            width, height = options.width, options.height + TOOLBAR_PX
            flags[:0] = ["--headless=new", "--disable-gpu", f"--screen-info={{{width}x{height}}}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            flags.insert(0, "--no-sandbox")  # as root Chromium does not start with it
        self._start([options.binary, *flags], options.profile)
        try:
            self.listen(self._on_event)
            self.send("Target.setDiscoverTargets", discover=True)
            self.extension_id: str = options.installed_by_policy or self._load(options.extension)
            self.origin = f"chrome-extension://{self.extension_id}"
            if options.installed_by_policy:
                wait_until(
                    lambda: self._targets_of_extension("service_worker"),
                    "the policy to install the extension",
                    timeout=POLICY_TIMEOUT_S,
                )
            self._first_tab: str = wait_until(self._empty_tabs, "the first window")[0]
        except BaseException as error:
            self.close()
            error.add_note(self.child.state())
            raise

    def _load(self, extension: Path) -> str:
        return str(self.send("Extensions.loadUnpacked", path=str(extension))["id"])

    def _start(self, command: list[str], profile: Path) -> None:
        profile.mkdir(parents=True, exist_ok=True)
        browser_reading, writing = os.pipe()
        reading, browser_writing = os.pipe()
        descriptors = (browser_reading, browser_writing)
        launcher = [sys.executable, "-IS", "-c", EXEC_WITH_PIPES, *map(str, descriptors), *command]
        try:
            self.child = Child(launcher, profile / "browser.log", self.env, keep=descriptors)
        except BaseException:
            os.close(writing)
            os.close(reading)
            raise
        finally:
            os.close(browser_reading)
            os.close(browser_writing)
        self.child.name = Path(command[0]).name
        self.devtools = DevTools(reading, writing)

    def send(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        """Send one DevTools command and return its result; `session` is the page or worker it is for."""
        return self.devtools.send(method, session, **params)

    def listen(self, listener: Callable[[Event], None]) -> None:
        """Pass every DevTools event to `listener`, on the reading thread."""
        self.devtools.listen(listener)

    def has_target(self, target: str) -> bool:
        """Whether the target (page or worker) with this ID still exists."""
        with self._lock:
            return target in self._targets

    def _on_event(self, event: Event) -> None:
        params = event["params"]
        with self._lock:
            if event["method"] in ("Target.targetCreated", "Target.targetInfoChanged"):
                self._targets[params["targetInfo"]["targetId"]] = params["targetInfo"]
            elif event["method"] == "Target.targetDestroyed":
                self._targets.pop(params["targetId"], None)

    def _targets_of_extension(self, kind: str) -> list[str]:
        with self._lock:
            targets = [target for target in self._targets.values() if target["type"] == kind]
        return [target["targetId"] for target in targets if target["url"].startswith(self.origin + "/")]

    def _empty_tabs(self) -> list[str]:
        with self._lock:
            targets = [target for target in self._targets.values() if target["type"] == "page"]
        return [target["targetId"] for target in targets if target["url"] == "about:blank"]

    @property
    def running(self) -> bool:
        """Whether the browser's process runs."""
        return self.child.running

    def open(self, url: str) -> ChromiumPage:
        """Open a tab in front and load it; the first call uses the empty tab that the window starts with."""
        target = self._first_tab or self.send("Target.createTarget", url="about:blank")["targetId"]
        self._first_tab = ""
        page = ChromiumPage(self, target)
        if self.headless:
            page.resize(*self.size)
        page.bring_to_front()  # the first tab would have no focus
        page.go(url)
        return page

    def open_lasting(self, url: str) -> None:
        """Open a tab that `close_tabs` leaves: its process then serves the next tabs of the same site."""
        self._lasting.add(self.open(url).target)

    def page_opened_by(self, action: Callable[[], None]) -> ChromiumPage:
        """Return the tab or window that a page opens because of an action."""
        known = set(self._pages())
        action()
        [opened] = wait_until(lambda: set(self._pages()) - known, "another page to open")
        return ChromiumPage(self, opened)

    def _pages(self) -> list[str]:
        with self._lock:
            return [key for key, target in self._targets.items() if target["type"] == "page"]

    def close_tabs(self) -> None:
        """Close the popup and all tabs but lasting ones; an empty tab is left, which the next `open` uses."""
        pages = [target for target in self._pages() if target not in self._lasting]
        if pages == [self._first_tab]:
            return
        self._first_tab = self.send("Target.createTarget", url="about:blank")["targetId"]
        for target in pages:
            with contextlib.suppress(DevToolsError):  # the popup closed with its tab
                self.send("Target.closeTarget", targetId=target)
        wait_until(lambda: not any(map(self.has_target, pages)), "the tabs to close")

    def popup(self) -> ChromiumPage:
        """Open the real toolbar popup over the tab in front."""
        open_pages = set(self._targets_of_extension("page"))
        self.evaluate_in_background("chrome.action.openPopup()")
        popup = wait_until(
            lambda: [target for target in self._targets_of_extension("page") if target not in open_pages],
            "the toolbar popup",
            instead=lambda: f"the extension's pages are {open_pages or 'none'}",
        )
        return self._popup_page(popup[0])

    def opened_popup(self) -> ChromiumPage:
        """Return the popup that is open, or that the extension is about to open."""
        popup = wait_until(lambda: self._targets_of_extension("page"), "the toolbar popup")
        return self._popup_page(popup[0])

    def _popup_page(self, target: str) -> ChromiumPage:
        page = ChromiumPage(self, target)
        page.wait("document.readyState === 'complete' && location.href !== 'about:blank'")
        return page

    def press_shortcut(self, keys: str) -> None:
        """Press keys for the browser itself, with the display's keyboard: no protocol presses such keys."""
        if self.headless:
            raise NotImplementedError(f"{keys!r}: Chromium has keys of its own with headless=False only")
        Mouse(self.env).keys(keys.lower())

    def enter_address(self, text: str, shown: str = "") -> None:
        """Type a text with our keyword into the address bar, and press Enter.

        The address bar is a native window that cannot be read: what follows the keyword is read where it
        arrives. A slow machine loses keys now and then, so it is typed again until it has arrived.
        """
        if self.headless:
            raise NotImplementedError(
                f"{text!r}, {shown!r}: Chromium has an address bar with headless=False only"
            )
        mouse = Mouse(self.env)
        _, _, after_keyword = text.partition(" ")
        self.evaluate_in_background(RECORD_OMNIBOX_TEXT)

        def is_typed() -> bool:
            mouse.keys("ctrl+l")
            mouse.type(text)
            with contextlib.suppress(TimeoutError):
                wait_until(
                    lambda: self.evaluate_in_background("globalThis.omniboxText") == after_keyword,
                    "the typed text",
                    timeout=OMNIBOX_TIMEOUT_S,
                )
                return True
            return False

        wait_until(is_typed, f"{text!r} to be typed into the address bar")
        mouse.keys("Return")

    def allow_permission(self, page: Page) -> None:
        """Press the button that allows, in the native question that a page of the extension causes."""
        if self.headless:
            raise NotImplementedError("Chromium asks with headless=False only")
        page.wait("!document.hasFocus()", what="the question to have the focus")
        page.wait_ms(PROMPT_GUARD_MS)
        Mouse(self.env).keys("Tab", "Return")  # the focus is on the other button

    def evaluate_in_background(self, expression: str) -> Any:
        """Evaluate an expression in the service worker, which is started if it has stopped."""
        with self._worker() as session:
            wait_until(
                lambda: evaluate(self, session, WORKER_IS_READY),
                "the service worker to be ready",
            )
            return evaluate(self, session, expression)

    @contextlib.contextmanager
    def _worker(self) -> Iterator[str]:
        """Attach to the worker and detach again: an attached debugger would keep the worker running."""
        if not self._targets_of_extension("service_worker"):
            with self._blank() as session:
                self.send("ServiceWorker.enable", session)
                self.send("ServiceWorker.startWorker", session, scopeURL=self.origin + "/")
                wait_until(
                    lambda: self._targets_of_extension("service_worker"), "the service worker to start"
                )
        target = wait_until(lambda: self._targets_of_extension("service_worker"), "the service worker")[0]
        session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        try:
            yield session
        finally:
            with contextlib.suppress(DevToolsError, ConnectionError):
                self.send("Target.detachFromTarget", sessionId=session)

    @contextlib.contextmanager
    def _blank(self) -> Iterator[str]:
        """Attach to an empty page: the ServiceWorker domain works in sessions of pages only."""
        target = self.send("Target.createTarget", url="about:blank", background=True)["targetId"]
        try:
            yield self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        finally:
            self.send("Target.closeTarget", targetId=target)

    def stop_background(self) -> None:
        """Stop the service worker, as Chromium does when it was idle for half a minute.

        An event, such as the end of its host, may start another one at once.
        """
        with self._blank() as session:
            self.send("ServiceWorker.enable", session)
            running = {*self._targets_of_extension("service_worker")}
            self.send("ServiceWorker.stopAllWorkers", session)
            wait_until(
                lambda: not running & {*self._targets_of_extension("service_worker")},
                "the service worker to stop",
            )

    def close(self) -> None:
        """Quit within some seconds; a process that does not end is killed."""
        if self.child.running:
            with contextlib.suppress(DevToolsError, ConnectionError, TimeoutError, OSError):
                self.devtools.send("Browser.close", timeout=5)
        self.child.terminate()
        self.devtools.close()
