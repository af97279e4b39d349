"""The section [history] of config.toml: what the journal keeps of each call, and for how long."""

from typing import Annotated

from pydantic import Field

from voiso_call.strict_model import StrictModel


class HistorySettings(StrictModel):
    """The section [history]. With `redact_numbers`, only redacted numbers are stored."""

    retention_days: Annotated[int, Field(ge=1, le=3650)] = 90
    redact_numbers: bool = False
