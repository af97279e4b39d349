"""Runs scripts in any frame of Firefox through the actor that Marionette has in each of its processes."""

from typing import Any

from support.browser.marionette import MarionetteError
from support.browser.marionette_session import MarionetteSession
from support.browser.page_part import PageError, PageGone

IN_FRAME = """
const { getMarionetteCommandsActorProxy } = ChromeUtils.importESModule(
  "chrome://remote/content/marionette/actors/MarionetteCommandsParent.sys.mjs");
const frame = %s;
if (!frame || frame.isDiscarded) throw new Error("the frame is unloaded");
return getMarionetteCommandsActorProxy(() => frame).executeScript(
  arguments[0], [], { sandboxName: arguments[1], timeout: 30000 });
"""


def expression_body(expression: str) -> str:
    """Make a function body that returns an expression's value, with the globals of the page in scope."""
    return f"return (async () => {{ with (window) {{ return ({expression}\n); }} }})();"


def in_frame(browser: MarionetteSession, frame: str, body: str, sandbox: str | None = None) -> Any:
    """Run a function body in a frame that WebDriver does not reach; `frame` is privileged code that finds it.

    Returns None for a frame that was removed meanwhile.
    """
    try:
        return browser.ask_chrome(IN_FRAME % frame, body, sandbox)
    except MarionetteError as error:
        raise page_error(error) from error


def page_error(error: MarionetteError) -> PageError:
    """Return PageGone for a document or frame that was removed meanwhile, PageError for all else."""
    return PageGone(error.message) if "unloaded" in error.message else PageError(error.message)
