"""The section [limits] of config.toml: how many calls are too many."""

from typing import Annotated

from pydantic import Field

from voiso_call.strict_model import StrictModel

MAX_LIMIT = 1000  # the highest limit that can be set, in calls

Count = Annotated[int, Field(ge=0, le=MAX_LIMIT)]


class LimitSettings(StrictModel):
    """The section [limits]. Limits apply to all browsers of this machine together; 0 switches a limit off."""

    per_minute: Count = 10  # calls to any number
    per_number_per_day: Count = 10
    repeat_window_s: Annotated[int, Field(ge=0, le=3600)] = (
        5  # a second call to a number needs a confirmation
    )
