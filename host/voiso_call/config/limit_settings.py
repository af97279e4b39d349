"""How many calls are too many: the section [limits] of the settings."""

from typing import Annotated

from pydantic import Field

from voiso_call.strict_model import StrictModel

MAX_LIMIT = 1000  # calls that any limit counts

Count = Annotated[int, Field(ge=0, le=MAX_LIMIT)]


class LimitSettings(StrictModel):
    """The most calls of one agent, over all browsers of this machine; 0 switches a limit off."""

    per_minute: Count = 10
    per_number_per_day: Count = 10
    repeat_window_s: Annotated[int, Field(ge=0, le=3600)] = 5
