"""The section [policy] of config.toml: which numbers may be called, and when.

These models only hold and validate values; `policy.evaluate` applies them. Countries are ISO 3166-1 alpha-2
codes, prefixes are the beginning of an E.164 number, quiet hours are in the callee's local time.
"""

import re
from collections.abc import Collection
from datetime import time
from typing import Annotated, Literal

from phonenumbers import SUPPORTED_REGIONS
from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from voiso_call.protocol.message_parts import Decision
from voiso_call.strict_model import StrictModel

_PREFIX = re.compile(r"\+[1-9][0-9]{0,14}", re.ASCII)
_TIME_OF_DAY = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)


def validate_region(region: str) -> str:
    """Return a region unchanged if `phonenumbers` has a numbering plan for it. Raises ValueError."""
    if region in SUPPORTED_REGIONS:
        return region
    hint = f" (write {region.upper()})" if region.upper() in SUPPORTED_REGIONS else ""
    if region.upper() == "UK":
        hint = " (the United Kingdom is GB)"
    raise ValueError(f"must be a country code of two letters, like GB or US{hint}")


def validate_prefix(text: str) -> str:
    """Return the beginning of an E.164 number, like +44 or +1900, unchanged. Raises ValueError."""
    if not _PREFIX.fullmatch(text):
        raise ValueError("must be + and digits, like +44 or +1900")
    return text


def parse_time_of_day(text: object) -> object:
    """Parse a time of day, like 20:00. Raises ValueError."""
    if isinstance(text, str) and _TIME_OF_DAY.fullmatch(text):
        return time.fromisoformat(text)
    raise ValueError('must be a time of day, like "20:00"')


Country = Annotated[str, AfterValidator(validate_region)]
Prefix = Annotated[str, AfterValidator(validate_prefix)]
TimeOfDay = Annotated[time, BeforeValidator(parse_time_of_day)]


class QuietHours(StrictModel):
    """When a callee should not be called, in the callee's local time; from `since` until the next `until`."""

    since: TimeOfDay
    until: TimeOfDay
    action: Literal["confirm", "deny"] = "confirm"

    @field_validator("until")
    @classmethod
    def differs_from_since(cls, until: time, info: ValidationInfo) -> time:
        """Return the time unchanged. Raises ValueError for that of `since`: all day, or never?"""
        if until == info.data.get("since"):
            raise ValueError("must be another time than since")
        return until

    def contains(self, moment: time) -> bool:
        """Return whether a time of day is within the quiet hours; `until` itself is not."""
        if self.since < self.until:
            return self.since <= moment < self.until
        return moment >= self.since or moment < self.until


class NumberTypeActions(StrictModel):
    """What to do with calls to numbers that cost the caller extra, or that are not valid."""

    premium_rate: Decision = "confirm"
    shared_cost: Decision = "confirm"
    personal: Decision = "confirm"
    satellite: Decision = "confirm"
    invalid: Decision = "confirm"


class PolicySettings(StrictModel):
    """The section [policy]. An empty list of allowed countries allows all countries.

    The longest matching prefix decides before the country does. If both prefix lists contain it, it is
    blocked.
    """

    allowed_countries: list[Country] = Field(default=[])
    blocked_countries: list[Country] = Field(default=[])
    allowed_prefixes: list[Prefix] = Field(default=[])
    blocked_prefixes: list[Prefix] = Field(default=[])
    number_types: NumberTypeActions = NumberTypeActions.model_construct()
    do_not_call: str = ""  # path of a CSV file; `do_not_call_rows` reads it
    quiet_hours: QuietHours | None = None

    def prefix_decision(self, e164: str) -> Literal["allow", "deny"] | None:
        """Return what the prefix lists decide about a number; None if no prefix matches."""
        blocked = _longest_match(self.blocked_prefixes, e164)
        allowed = _longest_match(self.allowed_prefixes, e164)
        if blocked == allowed == 0:
            return None
        return "deny" if blocked >= allowed else "allow"

    def allows_countries(self, countries: Collection[str]) -> bool:
        """Return whether a number may be called that belongs to one of these countries, it is unknown which.

        It may if it would be allowed in each of them. A number of no country (like +800) is not allowed while
        there is a list of allowed countries.
        """
        if any(country in self.blocked_countries for country in countries):
            return False
        if not self.allowed_countries:
            return True
        return bool(countries) and all(country in self.allowed_countries for country in countries)


def _longest_match(prefixes: list[str], e164: str) -> int:
    return max((len(prefix) for prefix in prefixes if e164.startswith(prefix)), default=0)
