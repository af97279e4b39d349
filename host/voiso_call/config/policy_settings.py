"""What the agent's config says of which numbers may be called, and when: the section `[policy]`.

Values only; `policy` judges by them. Countries are ISO 3166-1 alpha-2, prefixes the first digits of an E.164
number, hours are those of the callee's clock.
"""

import re
from datetime import time
from typing import Annotated, Literal, TypeAlias

from phonenumbers import SUPPORTED_REGIONS
from pydantic import AfterValidator, BeforeValidator, Field

from voiso_call.protocol.messages import Decision
from voiso_call.strict_model import StrictModel

ChargedNumberType: TypeAlias = Literal["premium_rate", "shared_cost", "personal", "satellite"]

_PREFIX = re.compile(r"\+[1-9][0-9]{0,14}", re.ASCII)
_TIME_OF_DAY = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)


def validate_region(region: str) -> str:
    """Accept a region that numbers can be dialled in. Raises ValueError."""
    if region not in SUPPORTED_REGIONS:
        hint = " (the United Kingdom is GB)" if region == "UK" else ""
        raise ValueError(f"a country's two capital letters, like GB or US{hint}")
    return region


def validate_prefix(text: str) -> str:
    """Accept the beginning of an E.164 number, like +44 or +1900. Raises ValueError."""
    if not _PREFIX.fullmatch(text):
        raise ValueError("a prefix is + and digits, like +44 or +1900")
    return text


def parse_time_of_day(text: object) -> object:
    """Accept a time of day, like 20:00. Raises ValueError."""
    if isinstance(text, str) and _TIME_OF_DAY.fullmatch(text):
        return time.fromisoformat(text)
    raise ValueError('a time of day, like "20:00"')


Country = Annotated[str, AfterValidator(validate_region)]
Prefix = Annotated[str, AfterValidator(validate_prefix)]
TimeOfDay = Annotated[time, BeforeValidator(parse_time_of_day)]


class QuietHours(StrictModel):
    """When the callee is left in peace, by the callee's own clock; `since` may be later than `until`."""

    since: TimeOfDay
    until: TimeOfDay
    action: Literal["confirm", "deny"] = "confirm"

    def contains(self, moment: time) -> bool:
        """Whether a time of day is within them; `until` itself is not."""
        if self.since <= self.until:
            return self.since <= moment < self.until
        return moment >= self.since or moment < self.until


class NumberTypeActions(StrictModel):
    """What is done with numbers that cost the caller extra."""

    premium_rate: Decision = "confirm"
    shared_cost: Decision = "confirm"
    personal: Decision = "confirm"
    satellite: Decision = "confirm"


class PolicySettings(StrictModel):
    """The whole section. An empty list of allowed countries allows all.

    The longest prefix that fits decides before the country does; blocked wins where both lists have it.
    """

    allowed_countries: list[Country] = Field(default=[])
    blocked_countries: list[Country] = Field(default=[])
    allowed_prefixes: list[Prefix] = Field(default=[])
    blocked_prefixes: list[Prefix] = Field(default=[])
    number_types: NumberTypeActions = NumberTypeActions()
    do_not_call: str = ""  # a CSV file, one number a line
    quiet_hours: QuietHours | None = None

    def prefix_decision(self, e164: str) -> Literal["allow", "deny"] | None:
        """Say what the lists of prefixes say of a number, if they name it."""
        blocked = _longest(self.blocked_prefixes, e164)
        allowed = _longest(self.allowed_prefixes, e164)
        if blocked == allowed == 0:
            return None
        return "deny" if blocked >= allowed else "allow"

    def allows_country(self, country: str | None) -> bool:
        """Whether numbers of a country may be called; None is a number that belongs to none."""
        return country not in self.blocked_countries and (
            not self.allowed_countries or country in self.allowed_countries
        )


def _longest(prefixes: list[str], e164: str) -> int:
    return max((len(each) for each in prefixes if e164.startswith(each)), default=0)
