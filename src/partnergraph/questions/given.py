"""What was given to a question, whatever the door: old spellings read, and what is unknown or missing refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from numbers import Integral
from typing import Any, Final, NoReturn

from partnergraph.errors import QueryError
from partnergraph.questions.declared import TYPES, Parameter, Question

OLD: Final[Mapping[str, str]] = {
    "in": "country",
    "market": "country",
    "first": "from",
    "last": "until",
    "grantors": "grantor",
    "grantees": "grantee",
    "subjects": "subject",
    "fields": "field",
    "parties": "party",
    "readings": "reading",
    "exclusive": "strength",
    "certain_only": "certain",
}
"""Spellings of the version before, each with the one of today; they are read for one version and shown nowhere."""

_EXCLUSIVE: Final[Mapping[object, str | None]] = {
    True: "exclusive", "true": "exclusive", "yes": "exclusive", False: None, "false": None, "no": None,
}  # fmt: skip
"""What was written for ``exclusive`` before there was a strength."""


def old_spellings(parameter: Parameter) -> tuple[str, ...]:
    """Return the names that a parameter had before and has no more."""
    return tuple(old for old, name in OLD.items() if name == parameter.name and old != parameter.option)


def renamed(question: Question, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was given under the names of today; a name that is neither old nor known stays.

    Raises `QueryError` where something is given under two names.

    >>> from partnergraph.questions.exclusivity import CLEAR
    >>> renamed(CLEAR, {"first": "2024", "exclusive": True})
    {'from': '2024', 'strength': 'exclusive'}
    """
    known = {parameter.name for parameter in question.parameters}
    spelt: dict[str, str] = {}
    for key in given:
        name = _name(question, key, known)
        if name in spelt:
            raise QueryError(f"{spelt[name]!r} and {key!r} are one parameter", f"give {name!r} alone")
        spelt[name] = key
    return {name: _value(name, key, given[key]) for name, key in spelt.items()}


def _name(question: Question, key: str, known: Collection[str]) -> str:
    plain = key.rstrip("_")
    if key in known or plain in known:
        return key if key in known else plain
    if question.name == "available" and key == "first":
        return "on"  # without a last day it meant that day alone
    for parameter in question.parameters:
        if parameter.option == plain:
            return parameter.name
    return name if (name := OLD.get(key, key)) in known else key


def _value(name: str, key: str, value: Any) -> Any:
    if name != "strength" or key != "exclusive":
        return value
    one = value[0] if isinstance(value, list) and len(value) == 1 else value
    return _EXCLUSIVE.get(one, one) if isinstance(one, str | bool) else one


def is_nothing(value: object) -> bool:
    """Whether nothing is given with a value: ``None``, or a list of none."""
    return value is None or (isinstance(value, Collection) and not isinstance(value, str) and not value)


def refuse_without(question: Question, missing: Sequence[Parameter]) -> None:
    """Raise `QueryError` if required parameters are missing."""
    if missing:
        hint = "; ".join(f"{p.name}: {p.help}" for p in missing)
        names = (f"{p.name!r}{f' (--{p.option})' if p.option else ''}" for p in missing)
        raise QueryError(f"{question.name} needs a value for {', '.join(names)}", hint)


def refuse_repeated(name: str) -> NoReturn:
    """Raise `QueryError` for a parameter that takes one value and is given several."""
    raise QueryError(f"{name!r} is given more than once", "give it once")


def as_given(parameter: Parameter, value: Any) -> Any:
    """Return what was given for a parameter as text; of one that may be given more than once, a list.

    A whole number counts as its text, a moment as its day; a day stays one where a day is asked.
    Raises `QueryError` for what is no text, and for several values where one is asked.

    >>> as_given(Parameter("on", "when", ""), 2023), as_given(Parameter("party", "party", "", many=True), "Sharp")
    ('2023', ['Sharp'])
    """
    several = isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping)
    values = [_as_text(parameter, one) for one in (value if several else [value])]
    if parameter.many:
        return values
    if len(values) != 1:
        refuse_repeated(parameter.name)
    return values[0]


def _as_text(parameter: Parameter, value: Any) -> Any:
    kind = TYPES[parameter.type]
    if isinstance(value, Mapping) and kind.parts:
        return {
            name: as_given(Parameter(str(name), "text", "", many=isinstance(part, list | tuple)), part)
            for name, part in value.items()
        }
    if parameter.type == "parameters":
        raise QueryError(f"{parameter.name!r} is {value!r}, which has no names", f"write them: {parameter.help}")
    if isinstance(value, str) or (isinstance(value, bool) and parameter.type == "yes-or-no"):
        return value
    if isinstance(value, Integral) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, date) and kind.metavar == "DAY":
        return value.date() if isinstance(value, datetime) else value
    example = ", ".join(kind.choices) or kind.placeholder
    raise QueryError(f"{parameter.name!r} is {value!r}, which is no text", f"write text{example and f': {example}'}")


def given_to(question: Question, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was given under the names of today, as text; what is ``None`` or an empty list was not given.

    Raises `QueryError` for a parameter that is unknown, missing, no text, or given more often than it may be.
    """
    named = renamed(question, {name: value for name, value in given.items() if not is_nothing(value)})
    known = {parameter.name: parameter for parameter in question.parameters}
    for name, value in named.items():
        if name not in known:
            raise QueryError(f"{question.name} has no parameter {name!r}", f"parameters: {', '.join(known) or 'none'}")
        named[name] = as_given(known[name], value)
    refuse_without(question, [p for p in known.values() if p.required and is_nothing(named.get(p.name))])
    return named
