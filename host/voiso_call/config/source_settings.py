"""The section [source] of config.toml: for which CRM systems the ID of a record is sent with a call."""

from typing import Annotated

from pydantic import Field

from voiso_call.strict_model import StrictModel

SystemName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$")]


class SourceSettings(StrictModel):
    """The section [source]. The extension proposes a record; it is sent only if its system is named here.

    None are by default: Voiso may show the ID of the record instead of the number, as its older API did.
    """

    systems: list[SystemName] = Field(default=[], max_length=100)
