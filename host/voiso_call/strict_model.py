"""The base class of all validated models, and the first error of a failed validation, in plain words."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError

# Messages in place of pydantic's, by its error type ("Validation Errors" in its documentation). The values in
# braces are the context that pydantic gives; none of them is the invalid value.
_MESSAGES = {
    "missing": "is missing",
    "string_type": "must be a text in quotes",
    "string_unicode": "must be text in Unicode",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "has a wrong format",
    "int_type": "must be a whole number, without quotes",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "bool_type": "must be true or false, without quotes",
    "literal_error": "must be {expected}",
    "list_type": "must be a list",
    "too_long": "must have at most {max_length} entries",
    "model_type": "must be a group of named values",
    "model_attributes_type": "must be a group of named values",
    "union_tag_not_found": "must have the field {discriminator}",
}


class StrictModel(BaseModel):
    """An immutable model without type coercion that rejects unknown fields.

    Its validation errors do not repeat the input, which may be a phone number or a key. A model is built when
    it is first used: a call needs few of them, and waits for no other.
    """

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, hide_input_in_errors=True, defer_build=True
    )


@dataclass(frozen=True)
class FieldError:
    """The invalid field (`path` is empty for the model as a whole), pydantic's error type and a message."""

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

    @property
    def label(self) -> str:
        """The field as a person counts: `caller_ids, entry 1` for the path `caller_ids.0`."""
        names = [str(step) for step in self.path if isinstance(step, str)]
        entries = "".join(f", entry {step + 1}" for step in self.path if isinstance(step, int))
        return ".".join(names) + entries


def first_error(error: ValidationError) -> FieldError:
    """Return the first error, without the invalid value."""
    details = error.errors(include_url=False, include_input=False)[0]
    message = details["msg"].removeprefix("Value error, ")
    if template := _MESSAGES.get(details["type"]):
        message = template.format(**details.get("ctx", {}))
    if (details["type"], details.get("ctx")) == ("string_too_short", {"min_length": 1}):
        message = "must not be empty"
    return FieldError(details["loc"], details["type"], message)
