"""What the journal keeps of the calls: the section [history] of the settings."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class HistorySettings(BaseModel):
    """What the journal keeps of the calls, and for how long."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)

    retention_days: Annotated[int, Field(ge=1, le=3650)] = 90
    mask_numbers: bool = False
