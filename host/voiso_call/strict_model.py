"""The base class of all validated models, and the first error of a failed validation."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError


class StrictModel(BaseModel):
    """An immutable model without type coercion that rejects unknown fields.

    Its validation errors do not repeat the input, which may be a phone number or a key.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


@dataclass(frozen=True)
class FieldError:
    """The invalid field (`path` is empty for the model as a whole), pydantic's error type and its message."""

    path: tuple[str | int, ...]
    type: str
    message: str

    @property
    def is_unknown_field(self) -> bool:
        """Whether the model has no field of this name."""
        return self.type == "extra_forbidden"

    @property
    def field(self) -> str:
        """The path joined with dots, like `policy.quiet_hours.since`."""
        return ".".join(str(step) for step in self.path)


def first_error(error: ValidationError) -> FieldError:
    """Return the first error, without the invalid value."""
    details = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return FieldError(details["loc"], details["type"], details["msg"].removeprefix("Value error, "))
