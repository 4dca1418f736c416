"""What things, deals and terms are called in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from partnergraph.axes import AXES
from partnergraph.model import Iri
from partnergraph.wording.lists import listed

Name: TypeAlias = Callable[[Iri], str]
"""Gives what a thing, a deal or a term is called."""


@dataclass(frozen=True, slots=True)
class Glossary:
    """Names of things, deals and terms, and which of them are marks."""

    name: Name
    is_mark: Callable[[Iri], bool]

    def names(self, iris: Iterable[Iri], nobody: str = "somebody not named") -> str:
        """Return several names as they are said; ``nobody`` where there is none."""
        return listed(map(self.name, iris)) or nobody

    def subjects(self, iris: Iterable[Iri]) -> str:
        """Return marks, products and rights as a sentence names them.

        >>> Glossary(str.title, {"leica", "leitz"}.__contains__).subjects(["leica", "leitz"])
        'the marks Leica and Leitz'
        """
        found = sorted(iris)
        kind = f"the mark{'s' if len(found) > 1 else ''} " if found and all(map(self.is_mark, found)) else ""
        return kind + self.names(found, "a subject not named")


ADDRESSES: Final = frozenset(axis.name for axis in AXES).union(
    (
        "subject",
        "acts",
        "party",
        "parties",
        "commitment",
        "with",
        "within",
        "beyond",
        "between",
        "mark",
        "by",
        "deal",
        "holders",
        "grantors",
        "out_of",
        "subjects",
    )
)
"""Keys of an answer in JSON under which addresses stand."""


def with_names(data: dict[str, Any], name: Name) -> dict[str, Any]:
    """Return the JSON form of an answer with a name beside every address: ``x_name``, and ``x_names`` for a list.

    Addresses stand under the keys in `ADDRESSES`, at whatever depth; ``None`` has no name.

    >>> with_names({"party": "org/leica", "acts": [None]}, {"org/leica": "Leica"}.__getitem__)
    {'party': 'org/leica', 'party_name': 'Leica', 'acts': [None], 'acts_names': [None]}
    """
    found: dict[str, Any] = {}
    for key, value in data.items():
        many = isinstance(value, list)
        found[key] = [with_names(one, name) if isinstance(one, dict) else one for one in value] if many else value
        if key in ADDRESSES:
            names = [one and name(one) for one in (value if many else [value])]
            found[f"{key}_{'names' if many else 'name'}"] = names if many else names[0]
    return found
