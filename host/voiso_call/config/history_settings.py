"""What the journal keeps of the calls: the section [history] of the settings."""

from typing import Annotated

from pydantic import Field

from voiso_call.strict_model import StrictModel


class HistorySettings(StrictModel):
    """What the journal keeps of the calls, and for how long."""

    retention_days: Annotated[int, Field(ge=1, le=3650)] = 90
    mask_numbers: bool = False
