"""Axes of a scope: trees of terms, region words, and whether a question's cell lies inside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from operator import eq
from typing import Final, TypeAlias

from partnergraph import languages
from partnergraph.axes import TOPS, TermAxis
from partnergraph.exclusivity.choices import (
    FALSE,
    TRUE,
    Choice,
    Condition,
    Domains,
    every,
    flag,
    negation,
    picked,
    some,
)
from partnergraph.model import Iri
from partnergraph.territory import COUNTRIES, Territory
from partnergraph.territory.regions import Timeline as Steps
from partnergraph.territory.regions import table

PLACED: Final = "the shipped trees"

Mode: TypeAlias = date | tuple[str, date | None]
"""How the membership of a changing group is read: as agreed on a day, or a word and its day."""
MOVING: Final[Mode] = ("moving", None)

BIT: Final[Mapping[str, int]] = {code: 1 << i for i, code in enumerate(COUNTRIES)}


class Trees:
    """The trees of the axes, and the place of a term in them.

    A term outside every tree stands alone: how it relates to others is an open choice. Two terms of one tree,
    neither above the other, are disjoint.
    """

    def __init__(self, broader: Mapping[Iri, Iri | None]) -> None:
        self.broader = broader
        self._paths: dict[Iri, tuple[Iri, ...]] = {}

    def path(self, term: Iri) -> tuple[Iri, ...]:
        """Return the term and everything above it, nearest first."""
        found = self._paths.get(term)
        if found is None:
            path = [term]
            while (above := self.broader.get(path[-1])) is not None and above not in path:
                path.append(above)
            found = self._paths[term] = tuple(path)
        return found

    def tree(self, term: Iri) -> str:
        """Return which tree a term is in: `PLACED`, or the topmost term of a tree of its own."""
        top = self.path(term)[-1]
        return PLACED if top in self.broader else top

    def relation(self, asked: Iri, term: Iri) -> languages.Relation:
        """Return how ``term`` relates to ``asked``: above or equal, below, apart in one tree, or not known.

        What stands for all of an axis has every term, those in no tree too.
        """
        one, other = languages.tag_of(asked), languages.tag_of(term)
        if one is not None and other is not None:
            return languages.relation(one, other, self._languages(one, other))
        if term in TOPS:
            return "covers"
        if asked in TOPS:
            return "part"
        return self._in_trees(asked, term)

    def _in_trees(self, asked: Iri, term: Iri) -> languages.Relation:
        if term in self.path(asked):
            return "covers"
        if asked in self.path(term):
            return "part"
        return "disjoint" if self.tree(asked) == self.tree(term) else "unknown"

    def _languages(self, asked: languages.Tag, term: languages.Tag) -> languages.Relation:
        """Return how two languages relate, whatever their scripts and regions."""
        return self._in_trees(languages.Tag(asked.language).iri, languages.Tag(term.language).iri)

    def _all(self, term: Iri) -> languages.Relation:
        """Return how a term relates to its whole axis: it is the top of the tree, or a part."""
        return "covers" if term in TOPS else "part"

    def _common(self, asked: Iri, term: Iri) -> Iri | None:
        """Return the term of what two overlapping languages have in common; ``None`` where that has no term."""
        one, other = languages.tag_of(asked), languages.tag_of(term)
        return languages.meet(one, other, self._languages(one, other)).iri if one and other else None

    def covers(self, axis: TermAxis, asked: Iri | None, terms: frozenset[Iri], domains: Domains) -> Condition:
        """Return when a cell at ``asked`` lies inside one of ``terms``. ``asked=None`` is above every term.

        Asked above a term, which kind is meant is an open choice, one for the whole question. So is the place
        of a term that stands in another tree than the one asked.
        """
        parts = []
        for term in sorted(terms):
            relation = self._all(term) if asked is None else self.relation(asked, term)
            if relation == "covers":
                return TRUE
            if relation == "disjoint":
                continue
            common = None if asked is None else self._common(asked, term)
            choice: Choice = (
                "kind",
                axis,
                asked,
                *self._where_chosen(term, is_part=relation == "part" or bool(common)),
            )
            domains.offer(choice, (*self._kinds(common or term, domains.values(choice)), None))
            parts.append(picked(choice, self._below(term)))
        return some(parts)

    def _where_chosen(self, term: Iri, *, is_part: bool) -> tuple[str, ...]:
        """Return among what the kind of what is asked is chosen: its parts, or terms whose place is not known.

        What is part of it and stands in a tree of its own may be, or not be, of any kind in the other trees: that is
        a choice beside theirs.
        """
        tree = self.tree(term)
        if not is_part:
            return (tree,)
        return ("",) if tree == PLACED or languages.tag_of(term) is not None else ("", tree)

    def _kinds(self, term: Iri, offered: Iterable[object]) -> Iterator[Iri]:
        """Yield what may be meant where a term is one of several: the term, and what it has in common with others.

        Terms of a tree lie in each other or apart; of languages two may overlap.
        """
        yield term
        for other in offered:
            if (
                isinstance(other, str)
                and self.relation(term, other) == "unknown"
                and (both := self._common(term, other))
            ):
                yield both

    def _below(self, term: Iri) -> Callable[[object], bool]:
        return lambda kind: isinstance(kind, str) and self.relation(kind, term) == "covers"

    def has(self, term: Iri) -> bool:
        """Whether a term has its place in the trees; a language has, by its tag."""
        return self.tree(term) == PLACED or languages.tag_of(term) is not None

    def placings(self, term: Iri, beside: frozenset[Iri]) -> Iterator[Trees]:
        """Yield the trees with each place that a term which stands in none of them may have.

        Apart from all that is in the trees, under a term or above it, as far as that matters to the terms ``beside``.
        """
        yield Trees({**self.broader, term: None})
        for other in sorted({above for one in beside if self.tree(one) == PLACED for above in self.path(one)}):
            yield Trees({**self.broader, term: other})
            yield _Above(self.broader, term, other)


class _Above(Trees):
    """Trees in which a term that stands in none of them is above one of theirs, apart from what lies beside that."""

    def __init__(self, broader: Mapping[Iri, Iri | None], term: Iri, below: Iri) -> None:
        super().__init__(broader)
        self.term, self.below = term, below

    def _in_trees(self, asked: Iri, term: Iri) -> languages.Relation:
        if asked != self.term != term:
            return super()._in_trees(asked, term)
        other = term if asked == self.term else asked
        if other == self.term or self.below in self.path(other):
            return "part" if term != self.term else "covers"
        return "disjoint" if self.tree(other) == PLACED and other not in self.path(self.below) else "unknown"


def kind_asked(choice: Choice) -> Choice | None:
    """Return what a choice is about, if it is which kind of what is asked is meant: the axis, and the term asked."""
    return choice[1:3] if choice[0] == "kind" and not choice[3] else None


def one_kind(values: Mapping[Choice, Iterable[object]]) -> list[dict[Choice, object]]:
    """Return the ways in which one kind is meant, or none that a deal names, of choices about one thing asked.

    That kinds in different trees overlap is left aside.
    """
    none: dict[Choice, object] = dict.fromkeys(values)
    return [none, *({**none, choice: k} for choice, kinds in values.items() for k in kinds if k is not None)]


@dataclass(frozen=True, slots=True)
class Agreed:
    """The days between which a deal was agreed, for groups whose membership changes; ``None`` is not known.

    ``owner`` names whose words they are: one deal reads its groups one way throughout.
    """

    owner: str
    first: date | None
    last: date | None


def territory_covers(
    rules: Iterable[Territory], country: str, day: date, agreed: Agreed, domains: Domains
) -> Condition:
    """Return when a country (ISO 3166-1), or a part of one (ISO 3166-2), lies in one of the rules on a day.

    Open choices: the meaning of each vague region word (one for the whole question), how the deal reads
    changing groups (one for each deal), in which part of a country the question is asked, and whether a list
    that is not exhaustive has the country.
    """
    found = []
    for rule in rules:
        inside = every(
            (
                some(_code_covers(code, rule, country, day, agreed, domains) for code in rule.includes),
                negation(some(_code_covers(code, rule, country, day, agreed, domains) for code in rule.excludes)),
            )
        )
        if not rule.exhaustive and not _excluded_for_sure(rule, country, day, agreed, domains):
            inside = some((inside, flag(list_choice(rule, agreed))))
        found.append(inside)
    return some(found)


def list_choice(rule: Territory, agreed: Agreed) -> Choice:
    """Return the choice whether a list of a deal that is not exhaustive goes on; one wherever the deal has the list."""
    return ("more", agreed.owner, rule.key)


def _excluded_for_sure(rule: Territory, country: str, day: date, agreed: Agreed, domains: Domains) -> bool:
    out = some(_code_covers(code, rule, country, day, agreed, domains) for code in rule.excludes)
    return out.constant is True


def _code_covers(code: str, rule: Territory, country: str, day: date, agreed: Agreed, domains: Domains) -> Condition:
    asked_country = country.partition("-")[0]
    if is_part(code):
        return _part_covers(code, country, domains)
    bit = BIT[asked_country]
    words = region_words(code)
    modes = membership_modes(rule, code, agreed)
    hits = {(w, m): bool(mask_at(words[w], m, day) & bit) for w in range(len(words)) for m in modes}
    if not any(hits.values()):
        return FALSE
    inside = TRUE if all(hits.values()) else _by_word_and_mode(code, agreed, modes, hits, domains)
    return every((inside, negation(some(_left_out_by_a_word(code, country, domains)))))


def _left_out_by_a_word(code: str, country: str, domains: Domains) -> Iterator[Condition]:
    """Yield when a region word is read without a part of a country, and that part is asked about."""
    for word, parts in enumerate(parts_left_out(code)):
        for part in parts:
            domains.offer(("word", code), range(len(region_words(code))))
            yield every((picked(("word", code), partial(eq, word)), _part_covers(part, country, domains)))


def _by_word_and_mode(
    code: str, agreed: Agreed, modes: tuple[Mode, ...], hits: dict[tuple[int, Mode], bool], domains: Domains
) -> Condition:
    word: Choice = ("word", code)
    mode: Choice = ("mode", agreed.owner)
    words = range(len(region_words(code)))
    by_word = any(hits[w, m] != hits[0, m] for w in words for m in modes)
    by_mode = any(hits[w, m] != hits[w, modes[0]] for w in words for m in modes)
    if by_word:
        domains.offer(word, words)
    if by_mode:
        domains.offer(mode, modes)
    return Condition(
        frozenset((word,) * by_word + (mode,) * by_mode),
        lambda valuation: hits[valuation.get(word, 0), _nearest_mode(valuation.get(mode, modes[0]), modes)],  # type: ignore[index]
    )


def _nearest_mode(chosen: object, modes: tuple[Mode, ...]) -> Mode:
    """Return the mode of this group that stands for the mode chosen: several groups of a deal share one choice.

    A group changes on fewer days than all groups together: agreed on a day between two of its changes is as
    agreed on the earlier one.
    """
    if isinstance(chosen, date):
        return max((m for m in modes if isinstance(m, date) and m <= chosen), default=modes[0])
    return next((m for m in modes if m == chosen), modes[0])


def _part_covers(code: str, country: str, domains: Domains) -> Condition:
    whole = code.partition("-")[0]
    if country == code:
        return TRUE
    if country != whole:
        return FALSE
    choice: Choice = ("part", whole)
    domains.offer(choice, (code, None))
    return picked(choice, lambda part: part == code)


@lru_cache(maxsize=4096)
def is_part(code: str) -> bool:
    """Whether a region code is that of a part of a country."""
    return table()[code].kind == "part"


@lru_cache(maxsize=4096)
def region_words(code: str) -> tuple[Steps, ...]:
    """Return the timelines of countries that a region word can mean."""
    return tuple(variant.timeline for variant in table().variants(code))


@lru_cache(maxsize=4096)
def parts_left_out(code: str) -> tuple[tuple[str, ...], ...]:
    """Return the parts of countries that a region word leaves out, for each way to read it."""
    return tuple(tuple(sorted(variant.without)) for variant in table().variants(code))


@lru_cache(maxsize=16384)
def change_days(rule: Territory) -> frozenset[int]:
    """Return the days (ordinals) on which the countries of a rule may change; none for most rules."""
    codes = (*rule.includes, *rule.excludes)
    lines = (line for code in codes for line in region_words(code))
    return frozenset(day.toordinal() for line in lines for day, _ in line if day is not None)


@lru_cache(maxsize=16384)
def plain_mask(rules: tuple[Territory, ...] | None) -> int | None:
    """Return the countries of rules that mean the same on every day in every reading; ``None`` for others."""
    mask = 0
    for rule in rules or ():
        codes = (*rule.includes, *rule.excludes)
        if not rule.exhaustive or any(
            is_part(c) or len(region_words(c)) > 1 or len(region_words(c)[0]) > 1 for c in codes
        ):
            return None
        inside = outside = 0
        for code in rule.includes:
            inside |= region_words(code)[0][0][1]
        for code in rule.excludes:
            outside |= region_words(code)[0][0][1]
        mask |= inside & ~outside
    return mask if rules else None


def rest_of(country: str) -> str:
    """Return the code under which to ask about a country outside all of its parts that are named."""
    return f"{country}-*"


def region_name_of(code: str) -> str:
    """Return the short name of a region."""
    return table()[code].phrase


@lru_cache(maxsize=65536)
def membership_modes(rule: Territory, code: str, agreed: Agreed) -> tuple[Mode, ...]:
    """Return the ways to read the membership of a changing group: at the day asked, or as agreed on a day.

    Where a rule freezes membership there is one way. The days are one for each membership that the group had
    between the first and the last day on which the deal can have been agreed; when the first is not known, the
    membership before the last change stands for them.
    """
    if isinstance(rule.membership, date):
        return (("frozen", rule.membership),)
    if rule.membership == "moving" or all(len(line) <= 2 for line in region_words(code)):
        return (MOVING,)
    if agreed.first is None:
        return (MOVING, ("before", agreed.last))
    changes = {day for line in region_words(code) for day, _ in line if day is not None and day > agreed.first}
    return (MOVING, agreed.first, *sorted(day for day in changes if agreed.last is None or day <= agreed.last))


def mask_at(line: Steps, mode: Mode, day: date) -> int:
    """Return the countries of a timeline on ``day`` when its membership is read in ``mode``."""
    if isinstance(mode, date):
        return _mask_on(line, min(day, mode))
    kind, limit = mode
    if kind == "frozen" and limit is not None:
        return _mask_on(line, limit)
    if kind == "before":
        line = tuple((first, line[i - 1][1] if i and line[i - 1][1] else mask) for i, (first, mask) in enumerate(line))
    return _mask_on(line, day if limit is None else min(day, limit))


def _mask_on(line: Steps, day: date) -> int:
    mask = line[0][1]
    for first, step in line[1:]:
        if first is not None and first > day:
            break
        mask = step
    return mask
