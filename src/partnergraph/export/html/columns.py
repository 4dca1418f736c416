"""A view as columns: each kind of row is a few parallel lists, each repeated text stands once in a pool.

This is the form in which the page carries its data: a tenth of the size of one object per row, and quick to read.
Absent days are ``null``; IRIs under the default base lose it; rows refer to each other by number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any, TypeAlias

from partnergraph import model as m
from partnergraph.export.html.answers import STATES, MapAnswers
from partnergraph.export.html.view import FACT_KINDS, STRUCTURAL, THING_KINDS, Bounds, Fact, View, drawn_participants
from partnergraph.names import local_name
from partnergraph.names import short_iri as short
from partnergraph.territory import COUNTRIES, WORLD_MASK, Territory, mask_of, region_name
from partnergraph.vocabulary import DEFAULT_BASE, READINGS_ON_BY_DEFAULT
from partnergraph.wording.dates import NO_END, say_bound, say_span, say_when
from partnergraph.wording.deals import say_territory
from partnergraph.wording.references import MARK, visible

Columns: TypeAlias = dict[str, Any]

_EPOCH = date(1970, 1, 1).toordinal()
_READINGS = frozenset(READINGS_ON_BY_DEFAULT)
_GROUPS = ("002", "019", "142", "150", "009", "EU")
"""Regions that the filter always offers: the five continents of UN M49 and the European Union."""


class Pool:
    """Gives each distinct value a number, in order of first use."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self._number: dict[Any, int] = {}

    def __call__(self, item: Any) -> int:
        """Return the number of a value."""
        number = self._number.get(item)
        if number is None:
            number = self._number[item] = len(self.items)
            self.items.append(item)
        return number

    def find(self, item: Any) -> int:
        """Return the number of a value, -1 where it has none."""
        return self._number.get(item, -1)


def day_number(day: date | None) -> int | None:
    """Return the days since 1970-01-01, the page's form of a day; ``None`` stays unknown.

    >>> day_number(date(1970, 1, 2))
    1
    """
    return None if day is None else day.toordinal() - _EPOCH


class Packer:
    """Packs one view; holds the numbers by which rows refer to each other."""

    def __init__(self, view: View, positions: Mapping[m.Iri, tuple[float, float]]) -> None:
        self.view, self.positions = view, positions
        self.words, self.rows, self.territories = Pool(), Pool(), Pool()
        self.thing, self.fact, self.source, self.evidence = Pool(), Pool(), Pool(), Pool()
        accounts = (account.iri for fact in view.facts.values() for account in fact.accounts)
        # A description is the account of several facts: the last one stands for it.
        self.account = {iri: number for number, iri in enumerate(accounts)}
        data = view.data
        for iri in view.things:
            self.thing(iri)
        for iri in view.facts:
            self.fact(iri)
        self._sources = sorted(data.sources, key=lambda source: (source.date is None, source.date, source.iri))
        for source in self._sources:
            self.source(source.iri)
        self._evidence = sorted(
            data.evidence, key=lambda evidence: (evidence.source, evidence.start or 0, evidence.iri)
        )
        for evidence in self._evidence:
            self.evidence(evidence.iri)
        self._derived: dict[m.Iri, list[m.DerivedBound]] = {}
        for bound in view.derived:
            self._derived.setdefault(bound.about, []).append(bound)

    def pack(self, answers: MapAnswers | None = None) -> Columns:
        """Return all tables of the page."""
        things, facts, accounts = self._things(), self._facts(), self._accounts()
        tables = {
            "kinds": {"thing": list(THING_KINDS), "fact": list(FACT_KINDS), "structural": sorted(STRUCTURAL)},
            "base": DEFAULT_BASE,
            "thing": things,
            "description": self._descriptions(),
            "fact": facts,
            "account": accounts,
            "bound": self._bounds(),
            "evidence": self._evidence_table(),
            "source": self._source_table(),
            "claim": self._claims(),
            "comparison": self._comparisons(),
            "answers": None if answers is None else self._answers(answers),
        }
        return tables | {
            "territory": self._territory_table(),
            "region": self._regions(),
            "words": self.words.items,
            "rows": self.rows.items,
        }

    # --- things -----------------------------------------------------------------------------------

    def _things(self) -> Columns:
        kinds = list(THING_KINDS)
        places_of = [self.positions.get(iri, (0.0, 0.0)) for iri in self.view.things]
        return {
            "id": [short(iri) for iri in self.view.things],
            "kind": [kinds.index(kind) for kind, _ in self.view.things.values()],
            "name": [name for _, name in self.view.things.values()],
            "x": [round(x) for x, _ in places_of],
            "y": [round(y) for _, y in places_of],
        }

    def _descriptions(self) -> Columns:
        rows: list[tuple[int, int, list[int], list[int]]] = []
        for described in sorted(self.view.data.descriptions, key=lambda description: description.iri):
            thing = self.thing.find(described.about)
            if thing >= 0:
                told = self._rows(_told(described, self.view.things[described.about][1]))
                rows.append((thing, self.source.find(described.source), told, self._evidence_of(described.evidence)))
        return {
            "thing": [row[0] for row in rows],
            "source": [row[1] for row in rows],
            "rows": [row[2] or 0 for row in rows],
            "evidence": [row[3] or 0 for row in rows],
        }

    # --- facts ------------------------------------------------------------------------------------

    def _facts(self) -> Columns:
        roles = Pool()
        facts = list(self.view.facts.values())
        table: Columns = {
            "id": [short(fact.iri) for fact in facts],
            "kind": [FACT_KINDS.index(fact.kind) for fact in facts],
            "label": [self.words(fact.label) for fact in facts],
            "name": [self.words(fact.name) for fact in facts],
            "count": [len(fact.participants) for fact in facts],
            "role": [roles(role) for fact in facts for role, _ in fact.participants],
            "part": [self.thing.find(iri) for fact in facts for _, iri in fact.participants],
            "drawn": [0 if not fact.drawn else min(len(drawn_participants(fact)), 3) - 1 for fact in facts],
            "place": {
                number: [round(axis) for axis in self.positions[fact.iri]]
                for number, fact in enumerate(facts)
                if fact.iri in self.positions
            },
        }
        bounds = [self._effective(fact) for fact in facts]
        known_ends = [bound.latest_end for bound, _ in bounds]
        endless = [end is None and self._has_no_end(fact) for fact, end in zip(facts, known_ends, strict=True)]
        table |= _bound_columns([bound for bound, _ in bounds])
        table["endless"] = [number for number, is_endless in enumerate(endless) if is_endless]
        table["when"] = [
            self.words(_when(fact, bound, NO_END if is_endless else None))
            for fact, (bound, _), is_endless in zip(facts, bounds, endless, strict=True)
        ]
        table["conflict"] = [number for number, (_, conflict) in enumerate(bounds) if conflict]
        table["roles"] = roles.items
        return table

    def _has_no_end(self, fact: Fact) -> bool:
        """Say whether a source says that it has none, or that follows."""
        known = self._derived.get(fact.iri, ())
        follows = any(b.edge == "earliest-end" and b.day is None and b.readings <= _READINGS for b in known)
        return follows or any(account.endless and account.counts == "fact" for account in fact.accounts)

    def _effective(self, fact: Fact) -> tuple[Bounds, bool]:
        """Return what all sources and derivations together leave open, and whether they contradict each other."""
        told = [account.bounds for account in fact.accounts if account.counts == "fact"]
        if not told:
            told = [_outermost(account.bounds) for account in fact.accounts if account.counts == "possible"]
        days = [[getattr(bound, name) for bound in told] for name in Bounds.__slots__]
        for bound in self._derived.get(fact.iri, ()):
            if bound.readings <= _READINGS:
                days[m.EDGES.index(bound.edge)].append(bound.day)
        known = [[day for day in column if day is not None] for column in days]
        tightest = (max, min, max, min)
        chosen = [pick(column) if column else None for pick, column in zip(tightest, known, strict=True)]
        conflict = False
        for low, high in ((0, 1), (2, 3)):
            first, last = chosen[low], chosen[high]
            if first is not None and last is not None and first > last:
                conflict = True
                chosen[low], chosen[high] = min(known[low]), max(known[high])
        return Bounds(*chosen), conflict

    def _accounts(self) -> Columns:
        facts = [(number, account) for number, fact in enumerate(self.view.facts.values()) for account in fact.accounts]
        table: Columns = {
            "id": [short(account.iri) for _, account in facts],
            "fact": [number for number, _ in facts],
            "source": [self.source.find(account.source) for _, account in facts],
            "text": [self._linked(account.sentence) for _, account in facts],
            "modality": [self.words(account.modality) for _, account in facts],
            "denied": [number for number, (_, account) in enumerate(facts) if account.denied],
            "rows": [self._rows(account.rows) or 0 for _, account in facts],
            "evidence": [self._evidence_of(account.evidence) or 0 for _, account in facts],
            "territory": [self._territory(account.territory) for _, account in facts],
        }
        return table | _bound_columns([account.bounds for _, account in facts])

    def _territory(self, territory: tuple[Territory, ...]) -> int:
        return self.territories(territory) if territory else -1

    def _bounds(self) -> Columns:
        known = [bound for bound in self.view.derived if self.fact.find(bound.about) >= 0]
        known.sort(key=lambda bound: (bound.about, m.EDGES.index(bound.edge), str(bound.day), sorted(bound.readings)))
        return {
            "fact": [self.fact.find(bound.about) for bound in known],
            "words": [self.words(say_bound(bound.edge, bound.day, bound.readings)) for bound in known],
            "readings": [sorted(bound.readings) for bound in known],
            "rests": [sorted({self.account.get(iri, -1) for iri in bound.rests_on} - {-1}) for bound in known],
        }

    # --- sources and claims -----------------------------------------------------------------------

    def _evidence_of(self, iris: Iterable[m.Iri]) -> list[int]:
        return [number for iri in iris if (number := self.evidence.find(iri)) >= 0]

    def _evidence_table(self) -> Columns:
        return {
            "source": [self.source.find(evidence.source) for evidence in self._evidence],
            "phrase": [visible(evidence.phrase) for evidence in self._evidence],
            "start": [evidence.start for evidence in self._evidence],
        }

    def _source_table(self) -> Columns:
        return {
            "id": [short(source.iri) for source in self._sources],
            "title": [visible(source.title) for source in self._sources],
            "day": [day_number(source.date) for source in self._sources],
            "publisher": [visible(source.publisher or "") for source in self._sources],
            "url": [source.url or "" for source in self._sources],
            "sha256": [source.sha256 or "" for source in self._sources],
            "copy": [-1 if source.copy_of is None else self.source.find(source.copy_of) for source in self._sources],
            "asOf": [day_number(source.as_of) for source in self._sources],
        }

    def _claims(self) -> Columns:
        claims = sorted(self.view.data.claims, key=lambda claim: claim.iri)
        self._claim = {claim.iri: number for number, claim in enumerate(claims)}
        return {
            "id": [short(claim.iri) for claim in claims],
            "source": [self.source.find(claim.source) for claim in claims],
            "modality": [self.words(claim.modality) for claim in claims],
            "text": [visible(claim.text) for claim in claims],
            "denied": [number for number, claim in enumerate(claims) if claim.denied],
            "things": [self._numbers(claim.about, self.thing.find) for claim in claims],
            "facts": [self._numbers(claim.about, self.fact.find) for claim in claims],
            "by": [self._numbers(claim.claimants, self.thing.find) for claim in claims],
            "evidence": [self._evidence_of(claim.evidence) for claim in claims],
        }

    def _comparisons(self) -> Columns:
        compared = sorted(self.view.data.comparisons, key=lambda comparison: comparison.iri)
        return {
            "claims": [self._numbers(each.compared, lambda iri: self._claim.get(iri, -1)) for each in compared],
            "accounts": [self._numbers(each.compared, lambda iri: self.account.get(iri, -1)) for each in compared],
            "verdict": [each.verdict for each in compared],
            "reason": [visible(each.reason) for each in compared],
        }

    @staticmethod
    def _numbers(iris: Iterable[m.Iri], find: Callable[[m.Iri], int]) -> list[int]:
        return [number for iri in iris if (number := find(iri)) >= 0]

    # --- texts ------------------------------------------------------------------------------------

    def _rows(self, rows: Iterable[tuple[str, str]]) -> list[int]:
        return [self.rows((self.words(label), self.words(self._linked(value)))) for label, value in rows]

    def _linked(self, text: str) -> str:
        """Return the text with each reference as a number: ``t3`` a thing, ``f3`` a fact, else the name alone."""
        if MARK not in text:
            return text
        parts = text.split(MARK)
        parts[1::2] = [f"{MARK}{self._target(iri)}{MARK}" for iri in parts[1::2]]
        return "".join(parts)

    def _target(self, iri: m.Iri) -> str:
        if (number := self.thing.find(iri)) >= 0:
            return f"t{number}"
        if (number := self.fact.find(iri)) >= 0:
            return f"f{number}"
        return f"-{visible(local_name(iri))}"

    # --- territory --------------------------------------------------------------------------------

    def _territory_table(self) -> Columns:
        reach = [spread(territory) for territory in self.territories.items]
        return {
            "name": [visible(say_territory(territory)) for territory in self.territories.items],
            "certain": [f"{certain:x}" for certain, _ in reach],
            "possible": [f"{possible:x}" for _, possible in reach],
        }

    def _regions(self) -> Columns:
        used = {code for rules in self.territories.items for rule in rules for code in (*rule.includes, *rule.excludes)}
        groups = sorted((used | set(_GROUPS)) - set(COUNTRIES) - {"001"})
        groups = [code for code in groups if "-" not in code]
        return {
            "country": list(COUNTRIES),
            "countryName": [region_name(code) for code in COUNTRIES],
            "group": groups,
            "groupName": [region_name(code) for code in groups],
            "groupMask": [f"{spread((Territory(includes=(code,)),))[1]:x}" for code in groups],
        }

    # --- the map's answers ------------------------------------------------------------------------

    def _answers(self, answers: MapAnswers) -> Columns:
        reasons, classes = Pool(), Pool()
        questions = []
        for question in answers.questions:
            packed = []
            for alike in question.classes:
                spans = [
                    [
                        STATES.index(answer.state), day_number(answer.first), day_number(answer.last),
                        [self._target(iri) for iri in answer.by], reasons(visible(answer.reason)),
                        self._numbers(answer.because, lambda iri: self.account.get(iri, -1)),
                    ]
                    for answer in alike.answers
                ]  # fmt: skip
                packed.append([classes(f"{mask_of(alike.countries):x}"), spans])
            field = None if question.field is None else self.words(self.view.term(question.field))
            act = None if question.act is None else self.words(self.view.term(question.act))
            questions.append([self.thing.find(question.subject), field, act, packed])
        return {
            "states": list(STATES),
            "readings": list(answers.readings),
            "questions": questions,
            "reasons": reasons.items,
            "classes": classes.items,
        }


def _told(described: m.Description, shown: str) -> Sequence[tuple[str, str]]:
    """Return what a description says beside the links that are facts."""
    rows = [("Spelling", visible(described.name))] if visible(described.name) not in ("", shown) else []
    rows += [("Also known as", visible(alias)) for alias in described.aliases]
    rows += [("Website", visible(described.website))] if described.website else []
    rows += [("LEI", visible(described.lei))] if described.lei else []
    rows += [("Wikidata", visible(described.wikidata))] if described.wikidata else []
    return rows


def _outermost(bounds: Bounds) -> Bounds:
    """Return between which days a plan may hold; it holds for certain on none."""
    return Bounds(bounds.earliest_start, None, None, bounds.latest_end)


def _when(fact: Fact, bounds: Bounds, ending: str | None) -> str:
    """Return in words when a fact holds, by all that is said and follows. ``ending``: words for what has no end."""
    start, end = (bounds.earliest_start, bounds.latest_start), (bounds.earliest_end, bounds.latest_end)
    if fact.kind in ("release", "event"):
        return say_span(*start) or ""
    return say_when((None, None) if fact.kind == "absence" else start, end, ending)


def _bound_columns(bounds: Sequence[Bounds]) -> Columns:
    names = ("es", "ls", "ee", "le")
    return {
        short_name: [day_number(getattr(bound, name)) for bound in bounds]
        for short_name, name in zip(names, Bounds.__slots__, strict=True)
    }


def spread(rules: tuple[Territory, ...]) -> tuple[int, int]:
    """Return two masks: countries inside under every reading on every day, and under some on some day."""
    certain = possible = 0
    for rule in rules:
        masks = [mask for reading in rule.readings() for _, _, mask in reading.spans]
        certain |= reduce(and_, masks, WORLD_MASK) if masks else 0
        possible |= reduce(or_, masks, 0)
    return certain, possible
