"""The base of every validated model, and the first error of a failed validation."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError


class StrictModel(BaseModel):
    """Rejects unknown fields and other types, is immutable, and its errors do not repeat the input."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


@dataclass(frozen=True)
class FieldError:
    """Which field is wrong (`path` is empty for the whole model), pydantic's error type, and its message."""

    path: tuple[str | int, ...]
    type: str
    message: str

    @property
    def is_unknown_field(self) -> bool:
        """Whether the field is one that the model does not have."""
        return self.type == "extra_forbidden"

    @property
    def field(self) -> str:
        """The path with dots, like `policy.quiet_hours.since`."""
        return ".".join(str(step) for step in self.path)


def first_error(error: ValidationError) -> FieldError:
    """Return the first error. It holds no input, which may be a phone number or a key."""
    details = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return FieldError(details["loc"], details["type"], details["msg"].removeprefix("Value error, "))
