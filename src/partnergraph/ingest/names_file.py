"""A names file: which of a user's spellings mean the same thing.

Names that are equal after NFKC and case folding are one thing; everything else stays apart until a names
file says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from partnergraph import model as m
from partnergraph.errors import InputError, PhraseError, ProblemList
from partnergraph.ingest.located import Located, parse_json, parse_yaml, read_text
from partnergraph.names import check_name, fold, nearest

SECTIONS: dict[str, tuple[type[m.Entity], ...]] = {
    "organizations": (m.Organization,),
    "brands": (m.Brand,),
    "products": (m.Model, m.Series),
    "rights": (m.Right,),
}


APART: Final = "different"
"""Section of the pairs of names that look alike and are two things."""


@dataclass(frozen=True, slots=True)
class NamesFile:
    """Spelling -> name, by kind of thing. The spelling becomes another name of the thing.

    ``apart``: pairs of names (folded) that look alike and are two things, as somebody has decided.

    >>> names = NamesFile.of(organizations={"Leica Camera AG": "Leica"})
    >>> names.name(m.Organization, "LEICA CAMERA AG"), names.name(m.Brand, "Leica Camera AG")
    ('Leica', 'Leica Camera AG')
    """

    spellings: Mapping[tuple[type[m.Entity], str], str] = field(default_factory=dict)
    apart: frozenset[frozenset[str]] = frozenset()

    @classmethod
    def of(cls, **sections: Mapping[str, str]) -> NamesFile:
        """Make one from Python; the sections are those of the file."""
        pairs = (
            ((kind, fold(s)), name)
            for title, names in sections.items()
            for s, name in names.items()
            for kind in SECTIONS[title]
        )
        return cls(dict(pairs))

    def are_apart(self, one: str, other: str) -> bool:
        """Whether somebody has decided that two names that look alike are two things."""
        return frozenset((fold(one), fold(other))) in self.apart

    def name(self, kind: type[m.Entity], written: str) -> str:
        """Return the name under which a spelling is known; the spelling itself where the file is silent."""
        return self.spellings.get((kind, fold(written)), written)


def read_names(path: str | Path) -> NamesFile:
    """Read a names file (YAML or JSON): ``spelling: name`` in sections ``organizations``, ``brands`` ...

    Raises `InputError` with every problem: a spelling twice, a name that is itself replaced, an unknown section.
    """
    path = Path(path)
    try:
        content = read_text(path.read_bytes(), str(path))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}", "name a YAML file of spellings") from None
    root = (parse_json if path.suffix.lower() == ".json" else parse_yaml)(content, str(path))
    problems = ProblemList(str(path))
    found: dict[tuple[type[m.Entity], str], str] = {}
    apart: set[frozenset[str]] = set()
    for title, node in _mapping(root, problems, "sections such as 'organizations:'").items():
        if title == APART:
            apart.update(_pairs_apart(node, problems))
            continue
        if title not in SECTIONS:
            near = nearest(title, SECTIONS, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"one of: {', '.join(SECTIONS)}"
            problems.add("is not a section of a names file", hint=hint, value=title, **_where(node))
            continue
        _read_section(title, node, problems, found)
    problems.raise_errors()
    return NamesFile(found, frozenset(apart))


def _pairs_apart(node: Located, problems: ProblemList) -> Iterator[frozenset[str]]:
    """Yield the pairs of a list of pairs of names."""
    for pair in node.value if isinstance(node.value, list) else [node]:
        parts = pair.value if isinstance(pair.value, list) else []
        names = [one.value for one in parts if isinstance(one.value, str) and one.value.strip()]
        if len(names) == len(parts) == 2:
            yield frozenset(map(fold, names))
        else:
            problems.add("needs pairs of names", hint="write '- [One name, Another name]'", field=APART, **_where(pair))


def _read_section(
    title: str, node: Located, problems: ProblemList, found: dict[tuple[type[m.Entity], str], str]
) -> None:
    names: dict[str, str] = {}
    for spelling, value in _mapping(node, problems, "lines of 'spelling: name'").items():
        if not isinstance(value.value, str) or not value.value.strip():
            problems.add("needs one name", hint=f"write '{spelling}: NAME'", field=title, **_where(value))
        elif fold(spelling) in names:
            problems.add("stands here already", hint="keep one of them", field=title, value=spelling, **_where(value))
        else:
            names |= _pair(title, spelling, value, problems)
    for spelling, name in names.items():
        if names.get(fold(name), name) != name and fold(name) != spelling:
            hint = f"write '{spelling}: {names[fold(name)]}'"
            problems.add("is itself replaced by another name", hint=hint, field=title, value=name, **_where(node))
    found.update(((kind, spelling), name) for kind in SECTIONS[title] for spelling, name in names.items())


def _pair(title: str, spelling: str, value: Located, problems: ProblemList) -> dict[str, str]:
    """Return folded spelling -> name, nothing where one of them can be no name."""
    try:
        return {fold(check_name(spelling)): check_name(str(value.value))}
    except PhraseError as error:
        problems.add(error.why, hint=error.hint, field=title, value=error.phrase, **_where(value))
        return {}


def _mapping(node: Located, problems: ProblemList, what: str) -> dict[str, Located]:
    if isinstance(node.value, dict):
        return node.value
    if node.value is not None:
        problems.add(f"must hold {what}", **_where(node))
    return {}


def _where(node: Located) -> dict[str, int]:
    line, column = node.key_place or node.place
    return {"line": line, "column": column}
