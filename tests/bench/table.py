"""The table of a benchmark run: medians, quartiles, ratios, and the aims that ratios meet or miss."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Aim:
    """The median of row `name` is at most `ratio` times that of row `against`."""

    name: str
    against: str
    ratio: float


@dataclass
class Section:
    """Rows that were measured in one run, in turns; the first one is the reference of the others' ratios."""

    title: str
    unit: str
    values: dict[str, list[float]] = field(default_factory=dict)  # by the name of the row
    aims: Sequence[Aim] = ()
    absent: dict[str, str] = field(default_factory=dict)  # rows that could not be measured, and why

    def add(self, name: str, value: float) -> None:
        """Note one value of a row."""
        self.values.setdefault(name, []).append(value)

    def ratio(self, name: str, against: str) -> float:
        """Return the ratio of two rows' medians."""
        return statistics.median(self.values[name]) / statistics.median(self.values[against])

    def print(self) -> None:
        """Print the rows, and below them the aims."""
        print(f"\n{self.title}: {self.unit}")
        reference = next(iter(self.values), "")
        for name, values in self.values.items():
            first, median, third = quartiles(values)
            spread = f"({first:.2f} to {third:.2f})"
            compared = "" if name == reference else f"{self.ratio(name, reference):8.2f} x"
            print(f"  {name:<38}{median:9.2f}  {spread:<22}{compared}".rstrip())
        for name, reason in self.absent.items():
            print(f"  {name:<38}   absent: {reason}")
        for aim in self.measured_aims():
            ratio = self.ratio(aim.name, aim.against)
            verdict = "met" if ratio <= aim.ratio else "MISSED"
            print(f"  aim {verdict}: {aim.name} is {ratio:.2f} x {aim.against}, wanted at most {aim.ratio:g}")

    def measured_aims(self) -> list[Aim]:
        """Return the aims whose rows were both measured."""
        return [aim for aim in self.aims if {aim.name, aim.against} <= self.values.keys()]

    def to_json(self) -> dict[str, Any]:
        """Return everything that `print` prints, and every value."""
        reference = next(iter(self.values), "")
        return {
            "title": self.title,
            "unit": self.unit,
            "rows": [
                {
                    "name": name,
                    "quartiles": quartiles(values),
                    "ratio": self.ratio(name, reference),
                    "values": values,
                }
                for name, values in self.values.items()
            ],
            "absent": self.absent,
            "aims": [
                {**vars(aim), "measured": self.ratio(aim.name, aim.against)} for aim in self.measured_aims()
            ],
        }


def quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the lower quartile, the median and the upper quartile."""
    if len(values) == 1:
        return values[0], values[0], values[0]
    first, median, third = statistics.quantiles(values, method="inclusive")
    return first, median, third
