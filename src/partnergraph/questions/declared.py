"""What a question and its parameters are; and those that stand at the head of the ``.rq`` files.

A question in SPARQL opens with comment lines::

    # title: Releases in a market
    # question: Which products were released in {country}, and when?
    # param country: region = IN -- country or group of countries

A type with ``*`` may be given any number of times, with ``+`` at least once, with ``?`` once or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from keyword import iskeyword
from pathlib import Path
from typing import Any, Final

from partnergraph import axes
from partnergraph import vocabulary as v
from partnergraph.errors import QueryError, UnknownNameError
from partnergraph.resources import ontology_path

AXES: Final[Mapping[str, str]] = {axis.name: axis.described for axis in axes.AXES}
"""The axes of a scope that are trees of terms, each with its help."""

SUBJECTS: Final = ("brand", "right", "model", "series")


@dataclass(frozen=True, slots=True)
class ParameterType:
    """What may be given for a parameter.

    ``kinds``: of a name, the kinds of things that it may name, see `lookup.KINDS`. ``choices``: the only words.
    ``placeholder`` is what a field of a form shows while it is empty, ``metavar`` what the command line's help does.
    ``parts``: it may be given as a mapping from names to what is given for each.
    """

    metavar: str
    placeholder: str = ""
    kinds: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    parts: bool = False

    @property
    def named(self) -> bool:
        """Whether it is the name of a thing."""
        return self.metavar == "NAME"


TYPES: Final[Mapping[str, ParameterType]] = {
    "subject": ParameterType("NAME", "mark, product or right", SUBJECTS),
    "mark": ParameterType("NAME", "mark", ("brand",)),
    "party": ParameterType("NAME", "company", ("organization", "person")),
    "organization": ParameterType("NAME", "company", ("organization",)),
    "speaker": ParameterType("NAME", "person or company", ("person", "organization")),
    "partnership": ParameterType("NAME", "partnership", ("partnership",)),
    "commitment": ParameterType("NAME", "commitment", ("commitment",)),
    "source": ParameterType("NAME", "source", ("source",)),
    "fact": ParameterType("NAME", "partnership, commitment, release ...", v.FACTS),
    "thing": ParameterType("NAME", "name, kind:name or address"),
    **{axis: ParameterType("TERM") for axis in AXES},
    "country": ParameterType("COUNTRY", "India, or IN"),
    "region": ParameterType("REGION", "India, IN, or EU"),
    "territory": ParameterType("PHRASE", "World except Japan"),
    "day": ParameterType("DAY", "2024-02-28"),
    "when": ParameterType("DAY", "2024-02-28, or 2024"),
    "first-day": ParameterType("DAY", "2024-02-28, or 2024"),
    "last-day": ParameterType("DAY", "2024-12-31; .. for no end"),
    "days": ParameterType("DAYS", "180d"),
    "text": ParameterType("TEXT"),
    "reading": ParameterType("READING", "continues, strict"),
    "strength": ParameterType("KIND", choices=("exclusive", "sole", "co-exclusive", "unqualified")),
    "exception": ParameterType("PARTS", "party=Sharp; territory=Japan", parts=True),
    "parameters": ParameterType("PARTS", parts=True),
    "yes-or-no": ParameterType("", choices=("no", "yes")),
}
"""Every type of a parameter; `words.Words` reads what is given."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a question. ``many``: it may be given more than once.

    ``option``: the word for it on the command line, where that is another than its name; every door takes both.
    """

    name: str
    type: str
    help: str
    default: str | None = None
    required: bool = False
    many: bool = False
    option: str | None = None

    @property
    def in_python(self) -> str:
        """The name as a keyword argument: ``from_``, since ``from`` is a word of the language."""
        return f"{self.name}_" if iskeyword(self.name) else self.name

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of what may be given."""
        choices = TYPES[self.type].choices
        one: dict[str, Any] = {"type": "string"} | ({"enum": list(choices)} if choices else {})
        if self.type == "yes-or-no":
            one = {"type": "boolean"}
        elif self.type == "parameters":
            one = {"type": "object"}
        return {"type": "array", "items": one} if self.many else one


@dataclass(frozen=True, slots=True)
class Question:
    """A question: what it asks, in English and, if SPARQL answers it, in SPARQL. ``more``: what to know of the answer.

    ``examples`` are arguments of the command line; ``forms`` those of an answer beside JSON and tables.
    """

    name: str
    title: str
    question: str
    parameters: tuple[Parameter, ...]
    text: str = ""
    more: str = ""
    examples: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of all parameters together."""
        properties = {p.name: {**p.schema(), "description": p.help} for p in self.parameters}
        required = [p.name for p in self.parameters if p.required]
        return {"type": "object", "properties": properties, "required": required}

    def described(self) -> dict[str, Any]:
        """Return what a program needs to ask the question."""
        told = [
            {
                "name": p.name, "type": p.type, "default": p.default, "meaning": p.help, "required": p.required,
                "many": p.many, "named": TYPES[p.type].named, "kinds": TYPES[p.type].kinds,
                "placeholder": TYPES[p.type].placeholder, "scheme": v.W3ID + p.type if p.type in AXES else None,
            }
            for p in self.parameters
        ]  # fmt: skip
        return {"name": self.name, "title": self.title, "question": self.question, "parameters": told}


KNOWN_BY: Final = Parameter(
    "known_by", "when", "count only what sources of that day or before say; of a month or a year, its last day"
)
"""A parameter of every question: the day as known on which it is answered."""


@lru_cache(maxsize=1)
def sparql_questions() -> Mapping[str, Question]:
    """Return the questions that are SPARQL, by name."""
    return {p.stem: read_question(p) for p in sorted(ontology_path("queries").glob("*.rq"))}


def find_question(name: str) -> Question:
    """Return a question in SPARQL. Raises `UnknownNameError` with near names."""
    from partnergraph.names import nearest

    known = sparql_questions()
    if name not in known:
        raise UnknownNameError("question", name, nearest(name, known) or sorted(known))
    return known[name]


_PARAMETER = re.compile(
    r"# param (?P<name>\w+): (?P<type>[\w-]+)(?P<many>[*+?]?)(?: = (?P<default>.*?))?(?: -- (?P<help>.*))?$"
)


def read_question(path: Path) -> Question:
    """Read a ``.rq`` file. Raises `QueryError` if its head is not as described above."""
    text = path.read_text(encoding="utf-8")
    head = [line for line in text.splitlines() if line.startswith("# ")]
    named = dict(line[2:].split(": ", 1) for line in head if line.startswith(("# title: ", "# question: ")))
    parameters = tuple(_parameter(line, path) for line in head if line.startswith("# param "))
    return Question(path.stem, named.get("title", path.stem), named.get("question", ""), parameters, text)


def _parameter(line: str, path: Path) -> Parameter:
    found = _PARAMETER.match(line)
    if found is None or found["type"] not in TYPES:
        raise QueryError(f"{path.name}: cannot read {line!r}", "write '# param NAME: TYPE = DEFAULT -- meaning'")
    required = found["default"] is None and found["many"] not in ("*", "?")
    many = found["many"] in ("*", "+")
    return Parameter(found["name"], found["type"], found["help"] or "", found["default"], required, many)
