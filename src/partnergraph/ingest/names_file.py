"""A names file: which of a user's spellings mean the same thing, and which look as if they did.

Names that are equal after NFKC and case folding are one thing; everything else stays apart until a names
file says otherwise. `near_names` only suggests; nothing is ever joined on its word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path

from partnergraph import model as m
from partnergraph.errors import InputError, Problem, ProblemList
from partnergraph.ingest.located import Located, parse_json, parse_yaml, read_text
from partnergraph.names import ENTITY_TYPES, fold, nearest

SECTIONS: dict[str, tuple[type[m.Entity], ...]] = {
    "organizations": (m.Organization,),
    "brands": (m.Brand,),
    "products": (m.Model, m.Series),
    "rights": (m.Right,),
}
_LEGAL_FORMS = frozenset({
    "ag", "ab", "as", "asa", "bv", "co", "company", "corp", "corporation", "gmbh", "group", "holding",
    "holdings", "inc", "incorporated", "kg", "kgaa", "kk", "limited", "llc", "llp", "ltd", "nv", "oy", "oyj",
    "plc", "pte", "pty", "sa", "sarl", "sas", "se", "spa", "srl", "the", "und", "and",
})  # fmt: skip
_LETTERS = re.compile(r"[^\W_]+")
_ALL_PAIRS = 2000
_NEIGHBOURS = 10
_CLOSE = 88.0


@dataclass(frozen=True, slots=True)
class NamesFile:
    """Spelling -> name, by kind of thing. The spelling becomes another name of the thing.

    >>> names = NamesFile.of(organizations={"Leica Camera AG": "Leica"})
    >>> names.name(m.Organization, "LEICA CAMERA AG"), names.name(m.Brand, "Leica Camera AG")
    ('Leica', 'Leica Camera AG')
    """

    spellings: Mapping[tuple[type[m.Entity], str], str] = field(default_factory=dict)

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
    for title, node in _mapping(root, problems, "sections such as 'organizations:'").items():
        if title not in SECTIONS:
            near = nearest(title, SECTIONS, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"one of: {', '.join(SECTIONS)}"
            problems.add("is not a section of a names file", hint=hint, value=title, **_where(node))
            continue
        _read_section(title, node, problems, found)
    problems.raise_errors()
    return NamesFile(found)


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
            names[fold(spelling)] = " ".join(value.value.split())
    for spelling, name in names.items():
        if names.get(fold(name), name) != name and fold(name) != spelling:
            hint = f"write '{spelling}: {names[fold(name)]}'"
            problems.add("is itself replaced by another name", hint=hint, field=title, value=name, **_where(node))
    found.update(((kind, spelling), name) for kind in SECTIONS[title] for spelling, name in names.items())


def _mapping(node: Located, problems: ProblemList, what: str) -> dict[str, Located]:
    if isinstance(node.value, dict):
        return node.value
    if node.value is not None:
        problems.add(f"must hold {what}", **_where(node))
    return {}


def _where(node: Located) -> dict[str, int]:
    line, column = node.key_place or node.place
    return {"line": line, "column": column}


# --- suggestions ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Near:
    """Two names that may be one thing, and why they look so."""

    name: str
    like: str
    why: str


def near_names(names: Iterable[str], known: Iterable[str] = ()) -> list[Near]:
    """Return pairs of names that may be one thing: among ``names``, and between them and ``known``.

    Names whose numbers differ are never near. With more than 2,000 names only neighbours in alphabetical
    order are compared for misspellings.

    >>> for near in near_names(["Leica Camera AG", "Leica Camera", "Xiaomi", "Xiaomy"]):
    ...     print(near.name, "=", near.like, "?", near.why)
    Leica Camera AG = Leica Camera ? the same but for the legal form
    Xiaomy = Xiaomi ? spelled nearly the same
    >>> near_names(["Leitz Phone 1", "Leitz Phone 2", "Leica", "Leitz"])
    []
    """
    new = {fold(name): name for name in sorted(names, reverse=True)}
    old = {fold(name): name for name in sorted(known, reverse=True) if fold(name) not in new}
    bare: dict[str, list[str]] = {}
    for name in sorted({**old, **new}.values(), key=lambda n: (len(n), n)):
        bare.setdefault(_bare(name), []).append(name)
    found = [Near(name, same[0], "the same but for the legal form") for same in bare.values() for name in same[1:]]
    first = {key: same[0] for key, same in bare.items() if key}
    mine = set(new.values())
    asked = {key for key, same in bare.items() if key and not mine.isdisjoint(same)}
    found += [Near(first[a], first[b], "spelled nearly the same") for a, b in _misspelt(sorted(first), asked)]
    found += [Near(first[a], first[b], "one name begins with the other") for a, b in _beginnings(first)]
    return sorted((n for n in found if {n.name, n.like} & mine), key=lambda n: (n.like, n.name))


def near_in_store(data: m.Dataset, stored: Mapping[str, Mapping[str, Iterable[m.Iri]]]) -> list[Problem]:
    """Return a warning for each new thing that looks like one of the same kind that a store has already.

    ``stored``: the store's names of ``"organization"`` and ``"brand"``, each with the nodes that have it.
    """
    warnings: list[Problem] = []
    for section in ("organizations", "brands"):
        (kind,) = SECTIONS[section]
        things = [thing for thing in data.entities if type(thing) is kind]
        known = stored[ENTITY_TYPES[kind]]
        there = {iri for iris in known.values() for iri in iris}
        new = {thing.name for thing in things if thing.iri not in there}
        for near in near_names(new, known) if new and known else ():
            fresh, like = (near.name, near.like) if near.name in new else (near.like, near.name)
            if fresh in new and like in known:
                hint = f"if they are one, say so in a names file (--names): {section}: {{{fresh}: {like}}}"
                message = f"looks like {like!r}, which the store has: {near.why}; they stay two"
                warnings.append(Problem(message, hint, field=ENTITY_TYPES[kind], value=fresh, severity="warning"))
    return warnings


def _bare(name: str) -> str:
    words = _LETTERS.findall(fold(name))
    return " ".join([word for word in words if word not in _LEGAL_FORMS] or words)


def _digits(name: str) -> list[str]:
    return re.findall(r"\d+", name)


def _misspelt(names: list[str], asked: Set[str]) -> list[tuple[str, str]]:
    """Return (longer, shorter) of sorted names that are spelled nearly the same, one of them ``asked``."""
    near = _near_any if len(names) <= _ALL_PAIRS else _near_neighbours
    pairs = {(min(a, b), max(a, b)) for at, a in enumerate(names) if a in asked for b in near(names, at)}
    return [
        (max(p, key=_length_first), min(p, key=_length_first)) for p in sorted(pairs) if _digits(p[0]) == _digits(p[1])
    ]


def _near_any(names: list[str], at: int) -> Iterable[str]:
    from rapidfuzz import fuzz, process

    others = names[:at] + names[at + 1 :]
    cutoff = _cutoff(names[at])
    return [
        b for b, _, _ in process.extract(names[at], others, scorer=fuzz.ratio, score_cutoff=cutoff, limit=_NEIGHBOURS)
    ]


def _near_neighbours(names: list[str], at: int) -> Iterable[str]:
    from rapidfuzz import fuzz

    around = names[max(0, at - _NEIGHBOURS) : at] + names[at + 1 : at + 1 + _NEIGHBOURS]
    return [b for b in around if fuzz.ratio(names[at], b, score_cutoff=_cutoff(names[at]))]


def _length_first(name: str) -> tuple[int, str]:
    return len(name), name


def _cutoff(name: str) -> float:
    """One wrong letter in six is near; in short names hardly any pair is."""
    return 83.0 if len(name) >= 6 else _CLOSE


def _beginnings(names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return (longer, shorter) where the shorter name is the first words of the longer one."""
    return [
        (name, start)
        for name in sorted(names)
        for start in (" ".join(name.split()[:count]) for count in range(1, len(name.split())))
        if start in names and not _digits(name)
    ]
