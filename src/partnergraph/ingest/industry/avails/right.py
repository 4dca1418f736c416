"""A right as the lines of an Avails file tell it; lines that contradict each other are both read, and both told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from partnergraph.bounds import Period, holds_on
from partnergraph.ingest.deals.deal import Deal
from partnergraph.ingest.industry.avails.line import Line, remark
from partnergraph.ingest.industry.avails.windows import Edge
from partnergraph.ingest.industry.format import Notes
from partnergraph.territory.places import Places
from partnergraph.wording.lists import listed

_ANY_DAY: Final = date(2026, 1, 1)
_ASK: Final = "ask the licensor which counts"


@dataclass(slots=True)
class Right:
    """A right, with the lines that tell it, which differ in format or assets only; ``formats`` are those of all."""

    lines: list[Line]
    deal: Deal
    start: Edge
    end: Edge
    formats: dict[str, None]
    notes: tuple[str, ...]

    @property
    def line(self) -> Line:
        """The first of its lines."""
        return self.lines[0]


def tell_contradictions(rights: Sequence[Right], notes: Notes) -> None:
    """Take down which rights contradict each other, their periods known by now: each once, with all the others."""
    for group in _groups(rights, _use):
        for right in group:
            others = [other for other in group if _is_exclusive_alone(right, other)]
            if others:
                message = f"is exclusive, and in {_where(others)} the same right is not: both are read"
                remark(notes, right.line, "Exclusive", message, _ASK, right.line.get("Exclusive"))
    by_line = [replace(right, lines=[line]) for right in rights for line in right.lines if line.get("AvailID")]
    for group in _groups(by_line, lambda right: (right.line.get("AvailID"), right.deal.subjects)):
        told = [(right, _terms(right)) for right in group]
        for place, (right, terms) in enumerate(told):
            at_odds = [(one, its) for one, its in told[:place] if its != terms and _share_places(one, right)]
            if at_odds:
                names = listed(sorted({name for _, its in at_odds for name in terms if its[name] != terms[name]}))
                message = f"has another {names} in {_where(one for one, _ in at_odds)}: both are read"
                remark(notes, right.line, "AvailID", message, _ASK, right.line.get("AvailID"))


def _groups(rights: Iterable[Right], key: Callable[[Right], object]) -> Iterator[list[Right]]:
    groups: dict[object, list[Right]] = {}
    for right in rights:
        groups.setdefault(key(right), []).append(right)
    return (group for group in groups.values() if len(group) > 1)


def _use(right: Right) -> object:
    deal = right.deal
    return deal.key, deal.licensors, deal.licensees, deal.subjects, deal.channels, deal.status


def _is_exclusive_alone(one: Right, other: Right) -> bool:
    """Whether one is exclusive and the other is not, in a common place, on a common day, in a common language."""
    languages = (set(one.deal.languages), set(other.deal.languages))
    return (
        one.deal.strength is not None
        and other.deal.strength is None
        and (not all(languages) or not languages[0].isdisjoint(languages[1]))
        and _share_days(one, other)
        and _share_places(one, other)
    )


def _terms(right: Right) -> dict[str, object]:
    """Return what a transaction tells once; its places, works and formats may stand in several lines."""
    deal = right.deal
    return {
        "Licensee": deal.licensees, "LicenseType": deal.channels, "Exclusive": deal.strength, "Start": right.start,
        "End": right.end, "TitleStatus": deal.status, "language": deal.languages,
    }  # fmt: skip


def _share_places(one: Right, other: Right) -> bool:
    places = [Places.on(right.deal.territory, _ANY_DAY) for right in (one, other)]
    return bool(places[0] & places[1])


def _share_days(one: Right, other: Right) -> bool:
    """Whether some day is certainly in both, or both are told by the same words."""
    periods: list[Period] = [right.deal.period for right in (one, other) if right.deal.period is not None]
    days = [period.latest_start for period in periods if period.latest_start is not None]
    common = len(periods) == 2 and any(all(holds_on(period, day) == "yes" for period in periods) for day in days)
    return common or (one.start, one.end) == (other.start, other.end)


def _where(rights: Iterable[Right]) -> str:
    return listed([line.record.place for right in rights for line in right.lines])
