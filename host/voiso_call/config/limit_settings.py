"""How many calls are too many: the section [limits] of the settings."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MAX_LIMIT = 1000  # calls that any limit counts

Count = Annotated[int, Field(ge=0, le=MAX_LIMIT)]


class LimitSettings(BaseModel):
    """The most calls of one agent, over all browsers of this machine; 0 switches a limit off."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)

    per_minute: Count = 10
    per_number_per_day: Count = 10
    repeat_window_s: Annotated[int, Field(ge=0, le=3600)] = 5
