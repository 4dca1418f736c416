"""Names that may be one thing written in two ways. They are only told; nothing is joined on their word."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from partnergraph import model as m
from partnergraph.errors import Problem
from partnergraph.ingest.names_file import SECTIONS, NamesFile
from partnergraph.legal_forms import without_legal_form, words_of
from partnergraph.names import ENTITY_TYPES, fold

SIGNS: Final = "the same but for signs, accents or spaces"
FORM: Final = "the same but for the legal form"
SPELLING: Final = "spelled nearly the same"
BEGINNING: Final = "one name begins with the other"
_REASONS: Final = (SIGNS, FORM, SPELLING, BEGINNING)

LOOKED_AT: Final[dict[str, tuple[tuple[type[m.Entity], ...], str, tuple[str, ...]]]] = {
    "organizations": (SECTIONS["organizations"], "company", _REASONS),
    "brands": (SECTIONS["brands"], "mark", (SIGNS, FORM, SPELLING)),
    "products": (SECTIONS["products"], "product", (SIGNS,)),
    "rights": (SECTIONS["rights"], "right", (SIGNS,)),
}
"""Section of a names file -> its kinds of things, what one is called, and the reasons that count among them."""

SHOWN: Final = 10
"""Pairs that are told one by one; the rest is counted."""

_BETWEEN_NUMBERS: Final = re.compile(r"(?<=\d) (?=\d)")
_NUMBER: Final = re.compile(r"\d+")
_NO_TEXT: Final = frozenset(["yes", "no", "on", "off", "true", "false", "null"])
"""Words that are no text to a reader of YAML."""

_ALL_PAIRS: Final = 2000
_NEIGHBOURS: Final = 5
_FAMILY: Final = 3
"""More names than these that begin with another one are its family, not other spellings of it."""


@dataclass(frozen=True, slots=True)
class Near:
    """Two names that may be one thing, and why they look so."""

    name: str
    like: str
    why: str


@dataclass(frozen=True, slots=True)
class _Shape:
    """A name in the forms in which names are compared. ``wholes`` and ``bares``: with and without the legal form."""

    name: str
    words: tuple[str, ...]
    wholes: tuple[str, ...]
    bares: tuple[str, ...]

    @classmethod
    def of(cls, name: str) -> _Shape:
        ways = (False,) if name.isascii() else (False, True)
        spellings = list(dict.fromkeys(words_of(name, umlauts=umlauts) for umlauts in ways))
        bare = [without_legal_form(words) for words in spellings]
        return cls(name, bare[0], tuple(map(_joined, spellings)), tuple(map(_joined, bare)))


def near_names(names: Iterable[str], known: Iterable[str] = (), reasons: Sequence[str] = _REASONS) -> list[Near]:
    """Return pairs of names that may be one thing: among ``names``, and between them and ``known``.

    The surest ones come first. Names whose numbers differ are never near, nor are those that differ in a word of
    its own, as the members of a series do: 'Mark A' and 'Mark B'. With more than 2,000 names only neighbours in
    alphabetical order, from the front or the back, are compared for misspellings.

    >>> for near in near_names(["Leica Camera AG", "Leica Camera", "I.B.M.", "IBM", "Xiaomi", "Xiaomy"]):
    ...     print(near.name, "=", near.like, "?", near.why)
    I.B.M. = IBM ? the same but for signs, accents or spaces
    Leica Camera AG = Leica Camera ? the same but for the legal form
    Xiaomy = Xiaomi ? spelled nearly the same
    >>> near_names(["Leitz Phone 1", "Leitz Phone 2", "Mark A", "Mark B", "Leica", "Leitz"])
    []
    """
    new = {fold(name): name for name in sorted(names, reverse=True)}
    old = {fold(name): name for name in sorted(known, reverse=True) if fold(name) not in new}
    ordered = sorted([*old.values(), *new.values()], key=lambda name: (len(name), name))
    shapes = [shape for shape in map(_Shape.of, ordered) if shape.words]
    mine = set(new.values())
    firsts = _firsts(shapes)
    asked = {shape.words for shape in shapes if shape.name in mine}
    found: dict[tuple[str, str], str] = {}
    for why, pairs in (
        (SIGNS, _same(shapes, "wholes")),
        (FORM, _same(shapes, "bares")),
        (SPELLING, _misspelt(firsts, asked) if SPELLING in reasons else ()),
        (BEGINNING, _beginnings(firsts) if BEGINNING in reasons else ()),
    ):
        for name, like in pairs:
            if why in reasons and name != like and {name, like} & mine:
                found.setdefault((name, like), why)
    near = [Near(name, like, why) for (name, like), why in found.items()]
    return sorted(near, key=lambda n: (_REASONS.index(n.why), n.like, n.name))


def alike(used: Callable[[type[m.Entity]], Iterable[str]], names: NamesFile) -> list[tuple[str, Near]]:
    """Return the names that look alike, with the section of a names file that can join them.

    ``used`` gives the names of a kind of things. Pairs that ``names`` keeps apart are left out.
    """
    found: list[tuple[str, Near]] = []
    for section, (kinds, _, reasons) in LOOKED_AT.items():
        near = near_names([name for kind in kinds for name in used(kind)], reasons=reasons)
        found += [(section, one) for one in near if not names.are_apart(one.name, one.like)]
    return found


def problems_of(found: Sequence[tuple[str, Near]], file: str | None) -> Iterator[Problem]:
    """Yield a warning for each section that has names which look alike."""
    for section, (_, word, _) in LOOKED_AT.items():
        yield from near_problems([near for of, near in found if of == section], section, word, file)


def _joined(words: Sequence[str]) -> str:
    """Return words as one, so that spaces do not count; numbers stay apart."""
    return _BETWEEN_NUMBERS.sub("_", " ".join(words)).replace(" ", "")


def _same(shapes: Iterable[_Shape], forms: str) -> Iterator[tuple[str, str]]:
    first: dict[str, str] = {}
    for shape in shapes:
        for form in getattr(shape, forms):
            yield shape.name, first.setdefault(form, shape.name)


def _firsts(shapes: Iterable[_Shape]) -> dict[tuple[str, ...], str]:
    """Return the shortest name of each sequence of words."""
    found: dict[tuple[str, ...], str] = {}
    for shape in shapes:
        found.setdefault(shape.words, shape.name)
    return found


def _misspelt(firsts: Mapping[tuple[str, ...], str], asked: set[tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Yield (longer, shorter) of names of as many words and the same numbers that are spelled nearly the same."""
    from rapidfuzz import fuzz  # lazy: one name alone is like no other

    groups: dict[tuple[int, tuple[str, ...]], list[tuple[str, ...]]] = {}
    for words in firsts:
        groups.setdefault((len(words), tuple(_NUMBER.findall(" ".join(words)))), []).append(words)
    for group in groups.values():
        for one, other in _candidates(group, asked):
            if _nearly(one, other, fuzz.ratio) and not _in_series(firsts[one], firsts[other]):
                like, name = sorted((firsts[one], firsts[other]), key=lambda name: (len(name), name))
                yield name, like


def _candidates(
    group: list[tuple[str, ...]], asked: set[tuple[str, ...]]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    if len(group) <= _ALL_PAIRS:
        yield from _close(group, asked)
        return
    for turn in (1, -1):
        group.sort(key=lambda words: " ".join(words)[::turn])
        for place, words in enumerate(group):
            if words in asked:
                around = (max(0, place - _NEIGHBOURS), place), (place + 1, place + 1 + _NEIGHBOURS)
                yield from ((words, other) for first, last in around for other in group[first:last])


def _close(
    group: list[tuple[str, ...]], asked: set[tuple[str, ...]]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    from rapidfuzz import fuzz, process

    spoken = [" ".join(words) for words in group]
    for place, words in enumerate(group):
        if words in asked and len(group) > 1:
            best = process.extract(spoken[place], spoken, scorer=fuzz.ratio, score_cutoff=83, limit=4 * _NEIGHBOURS)
            yield from ((words, group[other]) for _, _, other in best if other != place)


def _nearly(one: Sequence[str], other: Sequence[str], ratio: Callable[[str, str], float]) -> bool:
    """Whether each word is the other's, or one with a wrong letter in six; of a short word hardly any is near."""
    for a, b in zip(one, other, strict=True):
        if a != b and ratio(a, b) < (83.0 if len(a) >= 6 and len(b) >= 6 else 88.0):
            return False
    return True


def _in_series(one: str, other: str) -> bool:
    """Whether two names differ in a capital at their end alone, as MarkA and MarkB do."""
    return one[:-1] == other[:-1] and one[-1].isupper() and other[-1].isupper() and not one.isupper()


def _beginnings(firsts: Mapping[tuple[str, ...], str]) -> Iterator[tuple[str, str]]:
    """Yield (longer, shorter) where the shorter name is the first words of the longer one."""
    found: dict[tuple[str, ...], list[str]] = {}
    for words, name in sorted(firsts.items()):
        if any(map(str.isdigit, " ".join(words))) or (len(words) == 2 and len(words[1]) < 3):
            continue
        for count in range(1, len(words)):
            if words[:count] in firsts:
                found.setdefault(words[:count], []).append(name)
    for start, longer in found.items():
        if len(longer) <= _FAMILY:
            yield from ((name, firsts[start]) for name in longer)


# --- what is told -----------------------------------------------------------------------------------------------


def near_problems(
    found: Sequence[Near], section: str, word: str, file: str | None = None, others: str = ""
) -> list[Problem]:
    """Return one warning for all pairs, with lines for the ``section`` of a names file; none where there are none.

    ``word`` is what one of the things is called, ``others`` says where the like ones are.
    """
    if len(found) == 1:
        near = found[0]
        message = f"looks like {near.like!r}{others}, {near.why}; they stay two"
        pair = f"{as_yaml(near.name)}: {as_yaml(near.like)}"
        hint = f"if they are one, say so in a names file (--names): {section}: {{{pair}}}"
        return [Problem(message, hint, file=file, field=word, value=near.name, severity="warning")]
    message = f"{len(found):,} pairs of names look alike{others}; each stays a {word} of its own"
    joins, shown = joined(found), {near.name: near.why for near in found[:SHOWN]}
    lines = [
        "'partnergraph names review' goes through them; or write a names file (--names):",
        f"{section}:",
        *(f"  {as_yaml(name)}: {as_yaml(joins[name])}  # {why}" for name, why in shown.items()),
        *([f"and {len(found) - SHOWN:,} more"] if len(found) > SHOWN else []),
    ]
    return [Problem(message, "\n    ".join(lines), file=file, field=word, severity="warning")] if found else []


def joined(found: Iterable[Near]) -> dict[str, str]:
    """Return the name that each one would get: none that is itself replaced."""
    joins: dict[str, str] = {}
    for near in found:
        joins.setdefault(near.name, near.like)
    for name in joins:
        seen = {name}
        while (further := joins.get(joins[name])) is not None and further not in seen:
            seen.add(joins[name])
            joins[name] = further
    return joins


def as_yaml(name: str) -> str:
    """Return a name as YAML holds it."""
    plain = re.fullmatch(r"[^\W\d_](?:[\w .&()'’-]*[\w.)])?", name) and fold(name) not in _NO_TEXT
    return name if plain else json.dumps(name, ensure_ascii=False)


def near_in_store(
    data: m.Dataset, stored: Mapping[str, Mapping[str, Iterable[m.Iri]]], names: NamesFile
) -> list[Problem]:
    """Return a warning for new things that look like ones of the same kind that a store has already.

    ``stored``: the store's names of ``"organization"`` and ``"brand"``, each with the nodes that have it.
    """
    warnings: list[Problem] = []
    for section in ("organizations", "brands"):
        (kind,), word, reasons = LOOKED_AT[section]
        known = stored[ENTITY_TYPES[kind]]
        there = {iri for iris in known.values() for iri in iris}
        new = {thing.name for thing in data.entities if type(thing) is kind and thing.iri not in there}
        found = near_names(new, known, reasons) if new and known else []
        turned = [n if n.name in new else Near(n.like, n.name, n.why) for n in found]
        between = [n for n in turned if n.name in new and n.like in known and not names.are_apart(n.name, n.like)]
        warnings += near_problems(between, section, word, others=" in the store")
    return warnings
