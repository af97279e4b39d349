"""What was measured, and on what: processor, system, versions, and how busy the machine was before."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

from support.dev_env.system_packages import BrowserName, find_browser
from voiso_call import __version__

PACKAGES = ("aiohttp", "pydantic")
BROWSERS: tuple[BrowserName, ...] = ("chromium", "firefox")


def describe(*, browsers: bool) -> dict[str, str]:
    """Return what has to be told beside the figures; with `browsers`, their versions too."""
    described = {
        "processor": f"{os.cpu_count()} x {_processor()}",
        "system": f"{platform.system()} {platform.release()}",
        "load before the run": f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown",
        "host": __version__,
        "Python": platform.python_version(),
        **{package: version(package) for package in PACKAGES},
    }
    for name in BROWSERS if browsers else ():
        if (program := find_browser(name)) is not None:
            done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
            described[name] = done.stdout.strip()
    return described


def _processor() -> str:
    """Return the name of the processor."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
