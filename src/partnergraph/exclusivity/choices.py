"""Open choices of a complete reading, and conditions over them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

Choice: TypeAlias = tuple[Hashable, ...]
"""Name of one open choice: what is chosen, then whose it is. Equal names are one choice."""
Assignment: TypeAlias = Mapping[Choice, object]


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that holds or not once the choices it depends on are made; without choices it just holds or not."""

    choices: frozenset[Choice]
    test: Callable[[Assignment], bool]

    @property
    def constant(self) -> bool | None:
        """Its value when it depends on nothing, else ``None``."""
        return None if self.choices else self.test({})


def _true(_: Assignment) -> bool:
    return True


def _false(_: Assignment) -> bool:
    return False


TRUE = Condition(frozenset(), _true)
FALSE = Condition(frozenset(), _false)


def flag(choice: Choice) -> Condition:
    """Return the condition that a yes-or-no choice was answered with yes."""
    return Condition(frozenset((choice,)), lambda valuation: bool(valuation[choice]))


def settled(value: bool | None, choice: Choice) -> Condition:
    """Return `TRUE` or `FALSE` for what is known, and the yes-or-no choice for what is not."""
    if value is None:
        return flag(choice)
    return TRUE if value else FALSE


def picked(choice: Choice, accepts: Callable[[object], bool]) -> Condition:
    """Return the condition that the value chosen is an accepted one."""
    return Condition(frozenset((choice,)), lambda valuation: accepts(valuation[choice]))


def every(conditions: Iterable[Condition]) -> Condition:
    """Return the conjunction."""
    parts = []
    for condition in conditions:
        if condition.choices:
            parts.append(condition)
        elif not condition.test({}):
            return FALSE
    if len(parts) < 2:
        return parts[0] if parts else TRUE
    tests = [part.test for part in parts]
    return Condition(
        frozenset().union(*(p.choices for p in parts)), lambda valuation: all(test(valuation) for test in tests)
    )


def some(conditions: Iterable[Condition]) -> Condition:
    """Return the disjunction."""
    parts = []
    for condition in conditions:
        if condition.choices:
            parts.append(condition)
        elif condition.test({}):
            return TRUE
    if len(parts) < 2:
        return parts[0] if parts else FALSE
    tests = [part.test for part in parts]
    return Condition(
        frozenset().union(*(p.choices for p in parts)), lambda valuation: any(test(valuation) for test in tests)
    )


def negation(condition: Condition) -> Condition:
    """Return what holds when the condition does not."""
    if not condition.choices:
        return FALSE if condition.test({}) else TRUE
    test = condition.test
    return Condition(condition.choices, lambda valuation: not test(valuation))


class Domains:
    """The values among which each choice is made; a choice without registered values is yes or no."""

    def __init__(self) -> None:
        self._values: dict[Choice, dict[object, None]] = {}

    def offer(self, choice: Choice, values: Iterable[object]) -> None:
        """Add values to a choice."""
        self._values.setdefault(choice, {}).update(dict.fromkeys(values))

    def values(self, choice: Choice) -> tuple[object, ...]:
        """Return the values of a choice."""
        found = self._values.get(choice)
        return tuple(found) if found else (True, False)

    def assignments(self, choices: Iterable[Choice]) -> Iterator[dict[Choice, object]]:
        """Yield every way to make these choices."""
        names = sorted(choices, key=repr)
        for values in product(*(self.values(name) for name in names)):
            yield dict(zip(names, values, strict=True))


def components(conditions: Iterable[frozenset[Choice]]) -> list[list[int]]:
    """Group the positions of conditions that share choices, directly or through others."""
    groups: list[tuple[set[Choice], list[int]]] = []
    for position, choices in enumerate(conditions):
        joined: tuple[set[Choice], list[int]] = (set(choices), [position])
        apart = []
        for group in groups:
            if group[0] & joined[0]:
                joined = (joined[0] | group[0], group[1] + joined[1])
            else:
                apart.append(group)
        groups = [*apart, joined]
    return [sorted(members) for _, members in groups]
