"""Constraints to the scope that they leave: places, days, terms on the axes, recipients.

All constraints in one list hold together; each alternative of an ``odrl:or`` is a scope of its own, alternatives that
differ in their places only are one. What is not understood is refused: it never counts as no limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Any, Final, TypeAlias

from pyoxigraph import Literal

from partnergraph import vocabulary as v
from partnergraph.axes import AXES, Axis
from partnergraph.bounds import Period, Span, period_of
from partnergraph.errors import PhraseError, UnknownNameError
from partnergraph.ingest.industry import days
from partnergraph.ingest.odrl.nodes import ODRL, Nodes, Term
from partnergraph.ingest.odrl.places import is_ours, place_of
from partnergraph.model import Iri
from partnergraph.names import local_name
from partnergraph.terms import terms
from partnergraph.territory import Territory, codes_of
from partnergraph.territory.regions import WORLD_CODE, table

Codes: TypeAlias = frozenset[str]

_OPERANDS: Final = {"industry": "field", "deliveryChannel": "channel", "language": "language"}
_ANY, _NONE = ("eq", "isAnyOf", "isPartOf"), ("neq", "isNoneOf")
_LOGICAL: Final = ("or", "xone", "and", "andSequence")
_TELLING: Final = frozenset(("leftOperand", "operator", "rightOperand", "unit", "dataType", "uid", *_LOGICAL))
_A_DAY: Final = timedelta(days=1)
_DATE: Final = v.XSD + "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What constraints leave. ``None``: not limited. ``own``: addresses of others that stand for terms."""

    places: Codes | None = None
    without: Codes = frozenset()
    start: Span | None = None
    end: Span | None = None
    field: Codes | None = None
    channel: Codes | None = None
    language: Codes | None = None
    no_field: Codes = frozenset()
    no_channel: Codes = frozenset()
    no_language: Codes = frozenset()
    only_to: Codes | None = None
    not_to: Codes | None = None

    def limited(self, axis: Axis) -> Codes | None:
        """Return the terms of an axis to which it is limited; ``None``: not limited, as where ODRL has no operand."""
        found: Codes | None = getattr(self, axis.name, None)
        return found

    def left_out(self, axis: Axis) -> Codes:
        """Return the terms of an axis that are left out."""
        return getattr(self, f"no_{axis.name}", frozenset())

    @property
    def territory(self) -> tuple[Territory, ...]:
        """The territory; none where the places are not limited."""
        if self.places is None and not self.without:
            return ()
        includes = self.places if self.places is not None else frozenset((WORLD_CODE,))
        left_out = (code for code in self.without if _touches(code, includes))
        return (Territory(tuple(includes), tuple(left_out)),)

    @property
    def period(self) -> Period | None:
        """The period; ``None`` where neither start nor end is said."""
        return period_of(self.start, self.end) if self.start is not None or self.end is not None else None


_Scopes: TypeAlias = list[Scope]


class Reader:
    """Reads constraints. ``unplaced`` takes in the terms that are none of ours, by axis."""

    def __init__(self, nodes: Nodes) -> None:
        self.nodes = nodes
        self.unplaced: dict[Iri, tuple[Axis, str]] = {}

    def scopes(self, constraints: Iterable[Term]) -> list[Scope]:
        """Return the scopes that constraints leave together. Raises `PhraseError` for what is not understood."""
        found = [Scope()]
        for constraint in constraints:
            found = [_both(one, other) for one in found for other in self._alternatives(constraint)]
        return _joined(found)

    def _alternatives(self, constraint: Term) -> _Scopes:
        self._check(constraint)
        for logic in _LOGICAL:
            operands = self.nodes.at(constraint, logic)
            if operands:
                return self._logical(logic, operands)
        left, operator = (self._one(constraint, name) for name in ("leftOperand", "operator"))
        values = self.nodes.at(constraint, "rightOperand")
        if not values:
            raise PhraseError(left, "has no rightOperand", "write the value itself; nothing is fetched")
        if left == "spatial":
            return [self._places(operator, values)]
        if left == "dateTime":
            return [_days(operator, values)]
        if left in _OPERANDS:
            return [self._terms(next(axis for axis in AXES if axis.name == _OPERANDS[left]), operator, values)]
        if left == "recipient":
            return [_recipients(operator, values)]
        known = "spatial, dateTime, deliveryChannel, industry, language and recipient are read"
        raise PhraseError(left, "is an operand that is not read, so that what it limits is not known", known)

    def _check(self, constraint: Term) -> None:
        for name in self.nodes.properties(constraint):
            if name.startswith(ODRL) and name.removeprefix(ODRL) not in _TELLING:
                raise PhraseError(
                    name.removeprefix(ODRL), "is not read on a constraint", "leave it out, or write a value"
                )

    def _logical(self, logic: str, operands: Sequence[Term]) -> _Scopes:
        if logic == "and":
            return self.scopes(operands)
        scopes = [scope for operand in operands for scope in self._alternatives(operand)]
        if logic == "or" or (logic == "xone" and _apart(scopes)):
            return scopes
        raise PhraseError(logic, "of these constraints is not read", "write odrl:or, odrl:and, or a rule for each")

    def _one(self, constraint: Term, name: str) -> str:
        found = self.nodes.at(constraint, name)
        if len(found) != 1:
            raise PhraseError(name, "stands there not exactly once", "a constraint has one operand and one operator")
        value = found[0].value
        return value.removeprefix(ODRL) if value.startswith(ODRL) else value

    def _places(self, operator: str, values: Sequence[Term]) -> Scope:
        ours = [value for value in values if is_ours(value)]
        codes = frozenset(map(place_of, ours or values))
        return _any_or_none("spatial", operator, codes, Scope(places=codes), Scope(without=codes))

    def _terms(self, axis: Axis, operator: str, values: Sequence[Term]) -> Scope:
        found = frozenset(self._term(axis, value) for value in values)
        limited, left_out = ({name: found} for name in (axis.name, f"no_{axis.name}"))
        return _any_or_none(axis.name, operator, found, _scope(limited), _scope(left_out))

    def _term(self, axis: Axis, value: Term) -> Iri:
        if value.value in terms().labels:
            return value.value
        if isinstance(value, Literal) and "://" not in value.value:  # a text may hold an address
            try:
                return terms().find(axis.name, value.value)
            except UnknownNameError as error:
                hint = f"nearest: {', '.join(error.nearest)}" if error.nearest else f"'partnergraph terms {axis.name}'"
                raise PhraseError(value.value, f"is no {axis.label.lower()} that is known", hint) from None
        self.unplaced[value.value] = (axis, self.nodes.name_of(value))
        return value.value


def _scope(limits: dict[str, Any]) -> Scope:
    return Scope(**limits)


def _any_or_none(left: str, operator: str, values: Codes, any_of: Scope, none_of: Scope) -> Scope:
    if operator in _ANY and (operator != "eq" or len(values) == 1):
        return any_of
    if operator in _NONE:
        return none_of
    raise PhraseError(f"{left} {operator}", "is not read", "write odrl:isAnyOf or odrl:isNoneOf")


def _recipients(operator: str, values: Sequence[Term]) -> Scope:
    found = frozenset(value.value for value in values)
    return _any_or_none("recipient", operator, found, Scope(only_to=found), Scope(not_to=found))


def _days(operator: str, values: Sequence[Term]) -> Scope:
    if len(values) != 1:
        raise PhraseError("dateTime", "has several values", "write one")
    text = values[0].value
    whole = "T" not in text
    if operator == "eq" and whole:
        return Scope(start=days.start_of(text), end=days.end_of(text))
    if operator in ("gt", "gteq"):
        start = days.start_of(text)
        return Scope(start=_moved(start, _A_DAY) if operator == "gt" and whole else start)
    if operator in ("lt", "lteq"):
        end = days.end_of(text)
        return Scope(end=_moved(end, -_A_DAY) if operator == "lt" and whole else end)
    raise PhraseError(f"dateTime {operator}", "is not read", "write odrl:gteq and odrl:lteq")


def _moved(span: Span, by: timedelta) -> Span:
    assert span.earliest is not None
    day = span.earliest + by
    return Span(day, day, day.isoformat())


# --- scopes together ---------------------------------------------------------------------------------


def _both(one: Scope, other: Scope) -> Scope:
    """Return what two scopes have in common."""
    return Scope(
        places=_places_in_both(one.places, other.places),
        without=one.without | other.without,
        start=_chosen(max, one.start, other.start),
        end=_chosen(min, one.end, other.end),
        field=_in_both(one.field, other.field),
        channel=_in_both(one.channel, other.channel),
        language=_in_both(one.language, other.language),
        no_field=one.no_field | other.no_field,
        no_channel=one.no_channel | other.no_channel,
        no_language=one.no_language | other.no_language,
        only_to=_in_both(one.only_to, other.only_to),
        not_to=one.not_to | other.not_to if one.not_to and other.not_to else one.not_to or other.not_to,
    )


def _in_both(one: Codes | None, other: Codes | None) -> Codes | None:
    if one is None or other is None or one == other:
        return other if one is None else one
    raise PhraseError(
        " ".join(map(local_name, sorted(one | other))), "limits twice", "write one list of what is allowed"
    )


def _places_in_both(one: Codes | None, other: Codes | None) -> Codes | None:
    if one is None or other is None or one == other:
        return other if one is None else one
    masks = [_mask(codes) for codes in (one, other)]
    both = frozenset(codes_of(masks[0] & masks[1])) if None not in masks else None  # type: ignore[operator]
    if not both:
        why = "have nothing in common" if both is not None else "are groups that change or overlap in part"
        raise PhraseError(" ".join(sorted(one | other)), why, "write one list of the countries that are allowed")
    return both


def _mask(codes: Codes) -> int | None:
    found = 0
    for code in codes:
        mask = table().fixed_mask(code)
        if mask is None:
            return None
        found |= mask
    return found


def _chosen(pick: Callable[..., Span], one: Span | None, other: Span | None) -> Span | None:
    known = [span for span in (one, other) if span is not None]
    return pick(known, key=lambda span: span.latest) if known else None


def _joined(scopes: Sequence[Scope]) -> list[Scope]:
    """Return scopes of which those that differ in their places only are one."""
    found: list[Scope] = []
    for scope in scopes:
        for number, known in enumerate(found):
            if scope.places is not None and not scope.without and replace(scope, places=known.places) == known:
                assert known.places is not None
                found[number] = replace(known, places=known.places | scope.places)
                break
        else:
            found.append(scope)
    return found


def _apart(scopes: Sequence[Scope]) -> bool:
    """Say whether scopes are places alone that have nothing in common: exactly one of them is any of them."""
    masks = [_mask(scope.places) if scope == Scope(places=scope.places) and scope.places else None for scope in scopes]
    known = [mask for mask in masks if mask is not None]
    return len(known) == len(masks) and sum(mask.bit_count() for mask in known) == _union(known).bit_count()


def _union(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def _touches(code: str, includes: Codes) -> bool:
    regions = table()
    return code in includes or bool(regions.ever(code) & _union(regions.ever(one) for one in includes))


def overlap(one: Scope, other: Scope) -> bool:
    """Say whether two scopes may have a place, a day and terms in common."""
    if not _days_meet(one, other) or not _places_meet(one, other):
        return False
    return all(_terms_meet(getattr(one, name), getattr(other, name)) for name in _OPERANDS.values())


def _days_meet(one: Scope, other: Scope) -> bool:
    def before(end: Span | None, start: Span | None) -> bool:
        return bool(end and start and end.latest and start.earliest and end.latest < start.earliest)

    return not before(one.end, other.start) and not before(other.end, one.start)


def _places_meet(one: Scope, other: Scope) -> bool:
    masks = []
    for scope in (one, other):
        included = scope.places if scope.places is not None else {WORLD_CODE}
        gone = _union(mask for code in scope.without if (mask := table().fixed_mask(code)) is not None)
        masks.append(_union(map(table().ever, included)) & ~gone)
    return bool(masks[0] & masks[1])


def _terms_meet(one: Codes | None, other: Codes | None) -> bool:
    if one is None or other is None:
        return True
    placed = terms().broader
    return any(
        a not in placed or b not in placed or a in _way_up(b) or b in _way_up(a) for a in one for b in other
    )  # fmt: skip


def _way_up(term: Iri) -> set[Iri]:
    found, at = set[Iri](), terms().broader.get(term)
    found.add(term)
    while at is not None:
        found.add(at)
        at = terms().broader.get(at)
    return found


def without_places(scope: Scope, barred: Scope) -> Scope | None:
    """Return a scope less another that limits places alone; ``None`` where nothing is left.

    Raises `PhraseError` where the other is limited otherwise too.
    """
    limits = {f.name for f in fields(Scope)} - {"places", "without"}
    if any(getattr(barred, name) not in (None, frozenset(), getattr(scope, name)) for name in limits) or barred.without:
        why = "is taken back in part, and not by its places alone"
        raise PhraseError("permission", why, "write the permission for what is left of it")
    if barred.places is None:
        return None
    left = replace(scope, without=scope.without | barred.places)
    try:
        _ = left.territory
    except PhraseError:
        return None
    return left


def in_words(scope: Scope) -> str:
    """Return the places of a scope as codes."""
    if scope.places is None:
        less = f" except {' '.join(sorted(scope.without))}" if scope.without else ""
        return f"everywhere{less}"
    mask, gone = _mask(scope.places), _mask(scope.without)
    if mask is None or gone is None:
        return " ".join(sorted(scope.places))
    return " ".join(codes_of(mask & ~gone))
