"""A naive second engine: it enumerates complete readings, one by one, and looks at every cell.

Written from the definitions, not from the package; it shares with it only the values of the model and the
region table. It knows a small world: the days of `DAYS` (the first and the last stand for "long before" and
"long after"), the countries of `COUNTRIES` and the terms of `TREES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache, wraps
from itertools import combinations, product
from typing import Any, TypeVar

from partnergraph import model as m
from partnergraph.territory import COUNTRIES as CODES
from partnergraph.territory import Territory
from partnergraph.territory.regions import table

DAYS = [date(2020, 1, 28) + timedelta(days=n) for n in range(8)]
COUNTRIES = ["BR", "JP", "CN", "HK", "TW", "DE", "GB", "HR"]
PARTS = ["DE-BY", "DE-BE"]
"""Parts of countries; beside them the country stands for the rest of it."""
TREE = {"device": None, "smartphone": "device", "foldable": "smartphone", "tablet": "device", "apparel": None}
LEAVES = [*TREE, "ring"]
"""Each stands for what is that and nothing more special; where ``ring`` belongs is not known."""
W3ID = "https://w3id.org/partnergraph/"
EVERY = {axis: f"{W3ID}{top}" for axis, top in {
    "channels": "channel/all-channels", "acts": "act/use", "languages": "language/all-languages",
    "customers": "customer/all-customers"}.items()}  # fmt: skip


def tongue(tag: str) -> str:
    return f"{W3ID}language/{tag}"


TREES: dict[str, dict[str, str | None]] = {
    "fields": TREE,  # type: ignore[dict-item]
    "channels": {EVERY["channels"]: None, "online": EVERY["channels"], "svod": "online", "avod": "online",
                 "shop": EVERY["channels"]},
    "acts": {EVERY["acts"]: None, "sell": EVERY["acts"], "make": EVERY["acts"]},
    "languages": {EVERY["languages"]: None, **{tongue(t): tongue(above) if above else EVERY["languages"] for t, above in {
        "es": "", "es-419": "es", "es-MX": "es-419", "es-ES": "es", "de": "", "zh": ""}.items()}},
    "customers": {EVERY["customers"]: None, "state": EVERY["customers"], "army": "state", "firm": EVERY["customers"]},
}  # fmt: skip
AXES = tuple(TREES)
UNPLACED = {"fields": "ring", "channels": "club", "customers": "member"}
"""A term of each of these axes stands in no tree."""
SCRIPT, REGION, BOTH = map(tongue, ("zh-Hant", "zh-TW", "zh-Hant-TW"))
"""Both are Chinese; how a script lies to a region is not known: which of the three cells there are is chosen."""
CHINESE = [(SCRIPT, REGION, BOTH), (SCRIPT, REGION), (SCRIPT, BOTH), (REGION, BOTH), (BOTH,)]
Leaf = tuple[str, ...]
"""What lies in one term of each axis, and in none more special."""
Asked = tuple[tuple[str, ...], ...]
"""The terms asked on each axis; none for all of it."""
OTHERS = "others"
UNSAID = (None, "unqualified", "co-exclusive")
"""Strengths that leave open whether the bound party may act."""
LETS = ("grant", "exclusivity")
"""Kinds of commitments that let somebody act."""
FORBIDS = ("exclusion", "holdback")
"""Kinds of commitments that only shut out."""


def ancestors(axis: str, term: str) -> list[str]:
    if term in (SCRIPT, REGION, BOTH):
        return [term, *((SCRIPT, REGION) if term == BOTH else ()), *ancestors(axis, tongue("zh"))]
    found = [term]
    while (above := TREES[axis].get(found[-1])) is not None:
        found.append(above)
    return found


@cache
def within(axis: str, term: str, leaf: str, place: tuple[str, str]) -> bool:
    """Whether a leaf lies in a term; the place of what stands in no tree is given: apart, under or above a term."""
    where, at = place
    if term == EVERY.get(axis):
        return True
    if leaf == UNPLACED.get(axis):
        return term == leaf or (where == "under" and term in ancestors(axis, at))
    if term == UNPLACED.get(axis):
        return where == "above" and at in ancestors(axis, leaf)
    return term in ancestors(axis, leaf)


def leaves_on(axis: str, chinese: tuple[str, ...]) -> list[str]:
    return [*TREES[axis], *([UNPLACED[axis]] if axis in UNPLACED else ()), *(chinese if axis == "languages" else ())]


@dataclass
class Book:
    """Deals as the oracle sees them."""

    commitments: list[m.Commitment]
    statements: list[m.Statement]
    ownerships: list[m.Ownership]
    families: list[m.MarkFamily]
    readings: frozenset[str]
    listed: frozenset[str] = frozenset()
    """Whose grants are declared to be listed completely."""
    events: tuple[m.DealEvent, ...] = ()
    whole: Book | None = None
    """The book of which this one is what holds on a day, after these events:"""
    past: frozenset[str] = frozenset()
    memo: dict[Any, Any] = field(default_factory=dict)

    def about(self, iri: str) -> list[m.Statement]:
        return [s for s in self.statements if s.about == iri]

    def find(self, iri: str | None) -> m.Commitment | None:
        return next((c for c in self.commitments if c.iri == iri), None)

    def named(self, axis: str) -> frozenset[str]:
        """Return the terms of an axis that something names."""
        said = [t for s in self.statements for x in (s, *s.carveouts) for t in getattr(x, axis, ())]
        return frozenset(said)


Found = TypeVar("Found")


def once(look_up: Callable[..., Found]) -> Callable[..., Found]:
    """Keep what is looked up in a book: it is the same in every reading."""

    @wraps(look_up)
    def looked_up(book: Book, *names: Any) -> Found:
        key = (look_up.__name__, *names)
        if key not in book.memo:
            book.memo[key] = look_up(book, *names)
        found: Found = book.memo[key]
        return found

    return looked_up


def settled(s: m.Statement) -> bool:
    """Whether it is neither planned nor hangs on something that has yet to happen."""
    return s.status != "planned" and not any(c.kind == "first" and c.met is None for c in s.conditions)


# --- events -------------------------------------------------------------------------------------

NEVER = date.max


@once
def events_on(book: Book, iri: str) -> list[m.DealEvent]:
    """Return what happens to a commitment, in order: of two, one is surely past before the other may come."""
    return sorted((e for e in book.events if iri in e.changes), key=lambda e: days_of(book, e)[0])


@once
def told(book: Book, event: m.DealEvent) -> m.Statement:
    (said,) = book.about(event.iri)
    return said


def days_of(book: Book, event: m.DealEvent) -> list[date]:
    """Return the days on which an event may come; what is only planned may never."""
    period = told(book, event).period
    assert period is not None and period.earliest_start is not None
    sure = told(book, event).modality == "fact"
    last = period.latest_start or (DAYS[-1] if not sure else period.earliest_start)
    found = [day for day in DAYS if period.earliest_start <= day <= last]
    return found if sure else [*found, NEVER]


def after(book: Book, event: m.DealEvent, c: m.Commitment) -> m.Commitment:
    """Return a commitment with the parties and the kind that an event gives it."""
    gone = set(event.assignors)
    if gone & set(c.beneficiaries):
        c = replace(c, beneficiaries=tuple(sorted(set(c.beneficiaries) - gone | set(event.assignees))))
    return replace(c, kind="grant") if event.becomes == "grant" else c


def amended(book: Book, event: m.DealEvent, s: m.Statement) -> m.Statement:
    """Return what is said of a commitment with the terms that an event gives it."""
    said = told(book, event)
    names = [name for name in ("territory", "fields") if getattr(said, name)]
    if event.effect == "removes" and names:
        gone = m.Carveout(**{name: getattr(said, name) for name in names})
        s = replace(s, carveouts=(*s.carveouts, gone))
    for name in names if event.effect != "removes" else ():
        old = getattr(s, name) if event.effect == "adds" else ()
        s = replace(s, **{name: (*old, *(x for x in getattr(said, name) if x not in old))})
    return replace(s, strength=None) if event.becomes == "grant" else s


@once
def on_the_day(book: Book, came: frozenset[str]) -> Book:
    """Return the book in which all that some events make of it is said at once."""
    commitments, statements = [], book.statements
    for c in book.commitments:
        past = [e for e in events_on(book, c.iri) if e.iri in came]
        variant = c
        for event in past:
            variant = after(book, event, variant)
            statements = [amended(book, event, s) if s.about == c.iri else s for s in statements]
        commitments.append(variant)
    return replace(
        book, commitments=commitments, statements=list(statements), events=(), whole=book, past=came, memo={}
    )


@once
def stages(book: Book, iri: str) -> list[tuple[m.Commitment, date, date]]:
    """Return each state of a commitment with the first and the last day on which it may be in it."""
    book = book.whole or book
    c = book.find(iri)
    assert c is not None
    found, first = [], DAYS[0]
    for event in events_on(book, iri):
        last = max(days_of(book, event))
        found.append((c, first, last - timedelta(1) if last != NEVER else DAYS[-1]))
        c, first = after(book, event, c), days_of(book, event)[0]
        if event.kind == "termination":
            return found
    return [*found, (c, first, DAYS[-1])]


def states(book: Book) -> list[m.Commitment]:
    """Return every commitment in each of its states."""
    return [c for one in book.commitments for c, _, _ in stages(book, one.iri)]


# --- which periods a commitment may have --------------------------------------------------------


@once
def promised(book: Book, iri: str) -> list[tuple[date, date]] | None:
    """Return the periods of what may be renewed, or hangs on conditions; nothing for all else.

    Of such a commitment one source says from which day to which it runs.
    """
    said = said_of(book, iri)
    if not said or not (said[0].renewal or said[0].conditions) or said[0].period is None:
        return None
    first, last = map(date.fromisoformat, said[0].period.edtf.split("/"))
    if said[0].renewal is not None:
        return [(first, end) for end in ends_of_terms(book, last, said[0].renewal)]
    starts, ends = {first}, [last]
    for condition in said[0].conditions:
        if condition.kind == "first":
            starts = {day for day in DAYS if first <= day <= max(first, condition.met or first)}
        else:
            ends = [
                day for day in DAYS if last_sure(book, condition, first, last) <= day <= last_possible(condition, last)
            ]
    return [(start, end) for start in sorted(starts) for end in ends if start <= end]


def ends_of_terms(book: Book, last: date, renewal: m.Renewal) -> list[date]:
    step, found = timedelta(renewal.every.days), [last]
    while found[-1] < DAYS[-1] and (renewal.times is None or len(found) <= renewal.times):
        found.append(min(found[-1] + step, DAYS[-1]))
    return found[-1:] if "renews" in book.readings else found


def last_sure(book: Book, condition: m.Condition, first: date, last: date) -> date:
    """Return the last day on which it surely runs as far as a condition is concerned."""
    if condition.failed is not None:
        return last if condition.then == "non-exclusive" else max(condition.failed - timedelta(1), DAYS[0])
    if "kept" in book.readings:
        return last
    known = [condition.since - timedelta(1)] if condition.since is not None else []
    known += [condition.met] if condition.met is not None else []
    return min(max(known, default=first), last)


def last_possible(condition: m.Condition, last: date) -> date:
    ended = condition.failed is not None and condition.then == "ended"
    return min(last, condition.failed - timedelta(1)) if ended and condition.failed else last


@once
def constraints(book: Book, iri: str) -> list[tuple[str, str, date | None]]:
    """Return (source, edge, day) of what is said; a missing day of an end is "never"."""
    found = []
    said = [s for s in book.about(iri) if s.modality == "fact" and not s.denied and settled(s)]
    said = said or [s for s in book.about(iri) if not s.denied and (s.modality == "plan" or not settled(s))]
    for s in said:
        if s.period is None:
            continue
        for edge in ("earliest_start", "latest_start", "earliest_end", "latest_end"):
            if getattr(s.period, edge) is not None:
                found.append((s.source, edge, getattr(s.period, edge)))
        if s.period.endless:
            found.append((s.source, "earliest_end", None))
    return found


def satisfies(start: date, end: date, constraint: tuple[str, str, date | None]) -> bool:
    _, edge, day = constraint
    if day is None:
        return end == DAYS[-1]
    if edge == "earliest_start":
        return start >= day
    if edge == "latest_start":
        return start <= day
    return end >= day if edge == "earliest_end" else end <= day


def periods(limits: Iterable[tuple[str, str, date | None]]) -> list[tuple[date, date]]:
    return periods_within(tuple(limits))


@cache
def periods_within(limits: tuple[tuple[str, str, date | None], ...]) -> list[tuple[date, date]]:
    return [
        (start, end) for start in DAYS for end in DAYS if start <= end and all(satisfies(start, end, c) for c in limits)
    ]


@once
def period_quarrel(book: Book, iri: str) -> tuple[frozenset[str], list[Any]]:
    """Return the sources that cannot all be right about the period, and what they say that clashes."""
    limits = constraints(book, iri)
    clashing = [a for a in limits if any(not periods([a, b]) for b in limits)]
    return frozenset(c[0] for c in clashing), clashing


def periods_under(book: Book, iri: str, belief: dict[frozenset[str], str]) -> list[tuple[date, date]]:
    if (special := promised(book, iri)) is not None:
        return special
    limits = constraints(book, iri)
    sources, clashing = period_quarrel(book, iri)
    if len(sources) > 1:
        limits = [c for c in limits if c not in clashing or c[0] == belief[sources]]
    still = [a for a in limits if any(not periods([a, b]) for b in limits)]
    return periods([c for c in limits if c not in still])


# --- what is said on an axis --------------------------------------------------------------------


@once
def said_of(book: Book, iri: str) -> list[m.Statement]:
    facts = [s for s in book.about(iri) if s.modality == "fact" and not s.denied and settled(s)]
    return facts or [s for s in book.about(iri) if not s.denied and (s.modality == "plan" or not settled(s))]


@once
def axis(book: Book, iri: str, name: str) -> dict[str, Any]:
    """Return what each source that speaks of an axis says."""
    found: dict[str, Any] = {}
    for s in said_of(book, iri):
        value = getattr(s, name)
        if name == "strength":
            value = None if value in (None, "unqualified") else value
        if value is not None and value != ():
            if isinstance(value, tuple):
                found[s.source] = tuple(sorted(set(found.get(s.source, ()) + value), key=repr))
            else:
                found[s.source] = value
    return found


def narrow(s: m.Statement) -> bool:
    """Whether a denial is of a part of the scope only."""
    return bool(s.territory) or any(getattr(s, axis) for axis in AXES)


@once
def existence(book: Book, iri: str) -> dict[str, str]:
    """Return for each source yes, no, or maybe (a plan)."""
    votes = {}
    facts = [s for s in book.about(iri) if s.modality == "fact" and not s.denied and settled(s)]
    for s in said_of(book, iri):
        votes[s.source] = "yes" if facts else "maybe"
    for s in book.about(iri):
        if s.denied and s.modality == "fact" and not narrow(s):
            if s.source in votes:
                del votes[s.source]
            else:
                votes[s.source] = "no"
    return votes


@once
def quarrels(book: Book, iri: str) -> list[frozenset[str]]:
    found = []
    for name in ("subjects", *AXES, "territory", "strength", "covers_affiliates", "carveouts", "sublicensing"):
        said = axis(book, iri, name)
        if len(set(map(repr, said.values()))) > 1:
            found.append(frozenset(said))
    votes = existence(book, iri)
    if len(set(votes.values())) > 1:
        found.append(frozenset(votes))
    sources, _ = period_quarrel(book, iri)
    if len(sources) > 1:
        found.append(sources)
    return found


def believed(said: dict[str, Any], belief: dict[frozenset[str], str]) -> Any:
    if not said:
        return None
    if len(said) > 1 and len(set(map(repr, said.values()))) > 1:
        return said[belief[frozenset(said)]]
    return next(iter(said.values()))


# --- territories --------------------------------------------------------------------------------


def steps_on(line: Any, day: date) -> int:
    mask = line[0][1]
    for first, step in line[1:]:
        if first <= day:
            mask = step
    return mask


BITS = {code: 1 << number for number, code in enumerate(CODES)}


def in_rule(
    rule: Territory, country: str, day: date, words: dict[str, int], mode: Any, more: frozenset[Territory]
) -> bool:
    whole = country.partition("-")[0]

    def has(code: str) -> bool:
        if code in PARTS:
            return code == country
        line = table().variants(code)[words.get(code, 0)].timeline
        if isinstance(rule.membership, date):
            return bool(steps_on(line, rule.membership) & BITS[whole])
        if rule.membership == "moving" or mode == "moving" or len(line) <= 2:
            return bool(steps_on(line, day) & BITS[whole])
        if mode == "before":
            masks = [mask for _, mask in line]
            shifted = [(d, masks[i - 1] if i and masks[i - 1] else masks[i]) for i, (d, _) in enumerate(line)]
            return bool(steps_on(shifted, day) & BITS[whole])
        if isinstance(mode, tuple):
            masks = [mask for _, mask in line]
            shifted = [(d, masks[i - 1] if i and masks[i - 1] else masks[i]) for i, (d, _) in enumerate(line)]
            return bool(steps_on(shifted, min(day, mode[1])) & BITS[whole])
        return bool(steps_on(line, min(day, mode)) & BITS[whole])

    out = any(has(code) for code in rule.excludes)
    return not out and (any(has(code) for code in rule.includes) or rule in more)


@once
def words_of(book: Book, extra: tuple[Territory, ...]) -> list[str]:
    rules = [r for s in book.statements for r in (*s.territory, *(r for c in s.carveouts for r in c.territory))]
    codes = {code for rule in (*rules, *extra) for code in (*rule.includes, *rule.excludes)}
    return sorted(code for code in codes if len(table().variants(code)) > 1)


def modes_for(book: Book, iri: str, allowed: list[tuple[date, date]]) -> list[Any]:
    """Return moving, and as agreed on every day on which the deal may have started."""
    rules = [
        r
        for s in book.about(iri)
        for r in (*s.territory, *(r for c in s.carveouts for r in c.territory))
        if r.membership == "not-stated" and any(table()[c].changes for c in (*r.includes, *r.excludes))
    ]
    if not rules:
        return ["moving"]
    first, last = min(s for s, _ in allowed), max(s for s, _ in allowed)
    if first == DAYS[0]:
        return ["moving", "before" if last == DAYS[-1] else ("before", last)]
    return ["moving", *(d for d in DAYS if first <= d <= last)]


# --- one complete reading -----------------------------------------------------------------------


@dataclass
class Reading:
    """All choices made. ``own`` is by commitment: made, period, mode, and yes-or-no choices by name."""

    book: Book
    belief: dict[frozenset[str], str]
    words: dict[str, int]
    own: dict[str, dict[str, Any]]
    owned: dict[str, tuple[date, date]]
    places: dict[Any, Any]
    came: dict[str, date] = field(default_factory=dict)
    """The day on which each event comes."""

    def on(self, day: date) -> Reading:
        """Return the reading with the terms and parties of a day."""
        if not self.came:
            return self
        past = frozenset(iri for iri, its in self.came.items() if its <= day)
        return replace(self, book=on_the_day(self.book, past), came={})

    def value(self, c: m.Commitment, name: str) -> Any:
        return believed(axis(self.book, c.iri, name), self.belief)

    def lets_on(self, c: m.Commitment) -> bool:
        """Whether who is licensed may let others act: not mentioned counts as not recorded."""
        said = self.value(c, "sublicensing")
        return bool(said != "forbidden" and (said != "with-consent" or self.own[c.iri]["consent"]))

    def runs(self, c: m.Commitment, day: date) -> bool:
        own = self.own[c.iri]
        return own["made"] and own["period"][0] <= day <= own["period"][1]

    def rules_have(self, c: m.Commitment, rules: tuple[Territory, ...], country: str, day: date) -> bool:
        own = self.own[c.iri]
        return any(in_rule(r, country, day, self.words, own["mode"], own["more"]) for r in rules)

    def has(self, axis: str, terms: tuple[str, ...], leaf: Leaf) -> bool:
        """Whether a leaf is in one of the terms of an axis."""
        place = self.places.get(axis, ("apart", ""))
        return any(within(axis, term, leaf[AXES.index(axis)], place) for term in terms)

    def leaves(self, asked: Asked, excepted: tuple[m.Carveout, ...] = ()) -> list[Leaf]:
        """Return leaves in what is asked; but for the field, one for all that the terms named do not tell apart."""
        beside = [frozenset(t for e in excepted for t in getattr(e, axis)) for axis in AXES]
        return list(product(*(self._leaves(*one) for one in zip(AXES, asked, beside, strict=True))))

    def _leaves(self, axis: str, terms: tuple[str, ...], beside: frozenset[str]) -> list[str]:
        place, chinese = self.places.get(axis, ("apart", "")), self.places["chinese"]
        key = ("leaves", axis, terms, beside, place, chinese)
        if key not in self.book.memo:
            named = leaves_on(axis, chinese) if axis == "fields" else self.book.named(axis) | beside
            inside = (
                leaf
                for leaf in leaves_on(axis, chinese)
                if not terms or any(within(axis, term, leaf, place) for term in terms)
            )
            alike = {frozenset(t for t in named if within(axis, t, leaf, place)): leaf for leaf in inside}
            self.book.memo[key] = list(alike.values())
        found: list[str] = self.book.memo[key]
        return found

    def exception(self, c: m.Commitment, e: m.Carveout | m.Statement, country: str, leaf: Leaf, day: date) -> bool:
        where = self.rules_have(c, e.territory, country, day) if e.territory else True
        return where and all(self.has(axis, terms, leaf) for axis in AXES if (terms := getattr(e, axis, ())))

    def has_way(self, c: m.Commitment, leaf: Leaf) -> bool:
        """Whether the channels, acts and languages of a commitment have the leaf: where none is stated, all do."""
        said = [(axis, self.value(c, axis)) for axis in AXES[1:]]
        return all(terms is None or self.has(axis, terms, leaf) for axis, terms in said)

    def covers(self, c: m.Commitment, country: str, leaf: Leaf, day: date, subject: str | None) -> bool:
        if not self.runs(c, day):
            return False
        own = self.own[c.iri]
        subjects = self.value(c, "subjects")
        if c.side == "grantor" and subject is not None:
            if subjects is None:
                if not own["subject"]:
                    return False
            elif not self.related_marks(subjects, subject):
                return False
        territory, fields = self.value(c, "territory"), self.value(c, "fields")
        if not (own["territory"] if territory is None else self.rules_have(c, territory, country, day)):
            return False
        if not (own["field"] if fields is None else self.has("fields", fields, leaf)) or not self.has_way(c, leaf):
            return False
        for e in self.value(c, "carveouts") or ():
            if not e.parties and not e.commitment and self.exception(c, e, country, leaf, day):
                return False
        for e in self.denied(c):
            if self.exception(c, e, country, leaf, day):
                return False
        parent = self.book.find(c.parent)
        return parent is None or self.covers(parent, country, leaf, day, subject)

    def denied(self, c: m.Commitment) -> list[m.Statement]:
        said = [s for s in self.book.about(c.iri) if s.denied and s.modality == "fact" and narrow(s)]
        affirming = {s.source for s in said_of(self.book, c.iri)}
        sources = affirming | {s.source for s in said}
        return [s for s in said if len(sources) == 1 or self.belief[frozenset(sources)] == s.source]

    def related_marks(self, subjects: tuple[str, ...], subject: str) -> bool:
        return any(
            subject == mark or any({subject, mark} <= set(f.marks) for f in self.book.families) for mark in subjects
        )

    def group(self, party: str, day: date) -> set[str]:
        """Return who controls a party on a day, and itself."""
        found = {party}
        while True:
            more = {
                o.owner
                for o in self.book.ownerships
                if o.owned in found and self.owned[o.iri][0] <= day <= self.owned[o.iri][1]
            }
            if more <= found:
                return found
            found |= more

    def affiliated(self, party: str, others: tuple[str, ...], day: date) -> bool:
        return any(self.group(party, day) & self.group(other, day) for other in others)

    def favours(self, c: m.Commitment, party: str, day: date) -> bool:
        if not c.beneficiaries:
            return bool(self.places["beneficiary", c.iri, party])
        if party in c.beneficiaries:
            return True
        covered = self.value(c, "covers_affiliates")
        covered = self.own[c.iri]["affiliates"] if covered is None else covered
        return bool(covered) and self.affiliated(party, c.beneficiaries, day)

    def let_through(self, c: m.Commitment, party: str, country: str, leaf: Leaf, day: date) -> bool:
        for e in self.value(c, "carveouts") or ():
            if not e.parties and not e.commitment:
                continue
            if e.parties and party not in e.parties:
                continue
            if not self.exception(c, e, country, leaf, day):
                continue
            if e.commitment is None:
                return True
            licence = self.book.find(e.commitment)
            assert licence is not None
            mine = bool(e.parties) or self.favours(licence, party, day)
            if (
                mine
                and self.runs(licence, day)
                and self.reaches(licence, e, country, leaf, day)
                and self.still(licence)
            ):
                return True
        return False

    def still(self, licence: m.Commitment) -> bool:
        """Whether an excepted licence protects as it is now: of one that was renewed or amended it is open."""
        events = events_on(self.book.whole, licence.iri) if self.book.whole else ()
        changed = any(e.iri in self.book.past and e.kind in ("amendment", "renewal") for e in events)
        return not changed or bool(self.places["still", licence.iri])

    def reaches(self, licence: m.Commitment, e: m.Carveout, country: str, leaf: Leaf, day: date) -> bool:
        """Whether an excepted licence has a place, on the axes on which the exception does not say where it holds."""
        own, territory = self.own[licence.iri], self.value(licence, "territory")
        if not e.territory and not (
            own["territory"] if territory is None else self.rules_have(licence, territory, country, day)
        ):
            return False
        silent = {"fields": own["field"]}
        open_ones = [(axis, self.value(licence, axis)) for axis in AXES if not getattr(e, axis)]
        return all(
            silent.get(axis, True) if terms is None else self.has(axis, terms, leaf) for axis, terms in open_ones
        )


class Places(dict[Any, Any]):
    """Where the terms in no tree belong, and whom a deal with no named beneficiary favours, settled when asked."""

    def __init__(self, terms: dict[str, tuple[str, ...]], answers: list[bool]) -> None:
        super().__init__(terms)
        self.answers, self.asked = answers, 0

    def __missing__(self, key: Any) -> bool:
        if self.asked == len(self.answers):
            self.answers.append(True)
        self.asked += 1
        self[key] = self.answers[self.asked - 1]
        return bool(self[key])

    def following(self) -> list[bool] | None:
        """Return the next answers to try, the last one that was yes turned to no; nothing when all were tried."""
        answers = self.answers[: self.asked]
        while answers and not answers[-1]:
            answers.pop()
        return [*answers[:-1], False] if answers else None


def readings_of(book: Book, asked: Asked = ((),) * 5, extra: tuple[Territory, ...] = ()) -> Iterator[Reading]:
    """Yield every complete reading of some deals."""
    disputed = {q for c in book.commitments for q in quarrels(book, c.iri)}
    for c in book.commitments:
        denied = [s for s in book.about(c.iri) if s.denied and s.modality == "fact" and narrow(s)]
        sources = frozenset({s.source for s in said_of(book, c.iri)} | {s.source for s in denied})
        if denied and len(sources) > 1:
            disputed.add(sources)
    names = sorted(disputed, key=sorted)
    words = words_of(book, extra)
    for chosen in product(*(sorted(n) for n in names)):
        belief = dict(zip(names, chosen, strict=True))
        owns = [list(own_choices(book, c, belief)) for c in book.commitments]
        owned = [periods(constraints(book, o.iri)) for o in book.ownerships]
        beside = places_of_terms(book, asked, with_plan=bool(extra))
        for meant in product(*(range(len(table().variants(w))) for w in words)):
            for own in product(*owns):
                for held, terms in product(product(*owned), beside):
                    answers: list[bool] | None = []
                    while answers is not None:
                        places = Places(terms, answers)
                        yield Reading(
                            book,
                            belief,
                            dict(zip(words, meant, strict=True)),
                            {c.iri: choice for c, choice in zip(book.commitments, own, strict=True)},
                            {o.iri: span for o, span in zip(book.ownerships, held, strict=True)},
                            places,
                            {iri: day for choice in own for iri, day in choice["came"].items()},
                        )
                        answers = places.following()


def own_choices(book: Book, c: m.Commitment, belief: dict[frozenset[str], str]) -> Iterator[dict[str, Any]]:
    votes = existence(book, c.iri)
    vote = believed(votes, belief) if votes else ("maybe" if said_of(book, c.iri) else "no")
    allowed = periods_under(book, c.iri, belief)
    options: dict[str, list[Any]] = {
        "made": {"yes": [True], "no": [False], "maybe": [True, False]}[vote],
        "period": allowed,
        "mode": modes_for(book, c.iri, allowed),
        "more": lists_going_on(book, c.iri),
    }
    options["subject"] = [True, False] if believed(axis(book, c.iri, "subjects"), belief) is None else [True]
    options["territory"] = [True, False] if believed(axis(book, c.iri, "territory"), belief) is None else [True]
    options["field"] = [True, False] if believed(axis(book, c.iri, "fields"), belief) is None else [True]
    unsaid = believed(axis(book, c.iri, "covers_affiliates"), belief) is None and bool(book.ownerships)
    options["affiliates"] = [True, False] if unsaid else [False]
    bare = c.kind == "exclusivity" and believed(axis(book, c.iri, "strength"), belief) in UNSAID
    options["shut"] = [True, False] if bare else [True]
    asks = believed(axis(book, c.iri, "sublicensing"), belief) == "with-consent"
    options["consent"] = [True, False] if asks else [True]
    options["taken up"] = [True, False] if c.kind == "option" else [True]
    events = events_on(book, c.iri)
    options["came"] = [
        dict(zip((e.iri for e in events), days, strict=True))
        for days in product(*(days_of(book, event) for event in events))
    ]
    for values in product(*options.values()):
        choice = dict(zip(options, values, strict=True))
        if (span := with_events(book, choice["period"], choice["came"])) is not None:
            yield {**choice, "period": span}


def with_events(book: Book, span: tuple[date, date], came: dict[str, date]) -> tuple[date, date] | None:
    """Return a period as events leave it; nothing where an event would come to what does not run."""
    first, last = span
    for event in book.events:
        day = came.get(event.iri, NEVER)
        if day == NEVER:
            continue
        said, eve = told(book, event), day - timedelta(1)
        if said.modality == "fact" and not first <= eve <= last:
            return None
        if event.kind == "termination":
            last = min(last, eve)
        elif event.kind == "notice":
            last = end_by_notice(book, event.changes[0], day)
        elif said.period is not None and said.period.latest_end is not None:
            last = said.period.latest_end
    return first, last


def end_by_notice(book: Book, iri: str, day: date) -> date:
    """Return the last day of the first term for which a notice is in time."""
    (said,) = said_of(book, iri)
    assert said.renewal is not None and said.period is not None
    end = date.fromisoformat(said.period.edtf.split("/")[1])
    notice = said.renewal.notice.days if said.renewal.notice else 0
    while day > end - timedelta(notice):
        end += timedelta(said.renewal.every.days)
    return min(end, DAYS[-1])


def lists_going_on(book: Book, iri: str) -> list[frozenset[Territory]]:
    """Return each set of lists of a deal that may go on; one list is the same wherever the deal has it."""
    lists = {r: None for s in book.about(iri) for x in (s, *s.carveouts) for r in x.territory if not r.exhaustive}
    return [frozenset(some) for number in range(len(lists) + 1) for some in combinations(lists, number)]


def places_of_terms(book: Book, asked: Asked, *, with_plan: bool) -> list[dict[str, tuple[str, ...]]]:
    """Return every way to place the terms that stand in no tree; a question asks for what there may be of Chinese."""
    options: dict[str, list[tuple[str, ...]]] = {"chinese": CHINESE[:1]}
    for axis, terms in zip(AXES, asked, strict=True):
        named = book.named(axis) | set(terms)
        if UNPLACED.get(axis) in named:
            options[axis] = [("apart", ""), *product(("under", "above"), TREES[axis])]
        if with_plan and {SCRIPT, REGION} <= named:
            options["chinese"] = CHINESE
    return [dict(zip(options, values, strict=True)) for values in product(*options.values())]


# --- who ----------------------------------------------------------------------------------------


def who(
    book: Book, subject: str, asked: Asked, country: str, day: date, parties: list[str]
) -> dict[str, tuple[str, tuple[str, ...], str | None]]:
    """Return for each party the answer, what it could be, and of what it is a conflict."""
    found: dict[str, dict[tuple[str, ...], set[tuple[bool, bool]]]] = {p: {} for p in parties}
    for reading in readings_of(book, asked):
        key = tuple(f"{sorted(q)}={s}" for q, s in sorted(reading.belief.items(), key=lambda i: sorted(i[0])))
        for leaf, place in product(reading.leaves(asked), places_of(book, country)):
            for party in parties:
                outcome = outcome_of(reading.on(day), subject, leaf, place, day, party)
                found[party].setdefault(key, set()).add(outcome)
    return {party: verdict(list(by_belief.values())) for party, by_belief in found.items()}


def places_of(book: Book, country: str) -> list[str]:
    """Return the part asked about; for a country, the rest of it and each of its parts that something names."""
    rules = [r for s in book.statements for r in (*s.territory, *(r for c in s.carveouts for r in c.territory))]
    named = {code for rule in rules for code in (*rule.includes, *rule.excludes) if code in PARTS}
    return [country, *sorted(code for code in named if code.partition("-")[0] == country)]


def outcome_of(r: Reading, subject: str, leaf: Leaf, country: str, day: date, party: str) -> tuple[bool, bool]:
    may = barred = False
    for c in r.book.commitments:
        if not r.covers(c, country, leaf, day, subject):
            continue
        if c.side == "user":
            barred = barred or promised_others(r, c, subject, party, day)
            continue
        if c.kind in FORBIDS:
            out = excluded(r, c, party, country, leaf, day)
            barred = barred or (out and binds(r, c, party, (country, leaf, day, subject)))
            continue
        favoured, cell = r.favours(c, party, day), (country, leaf, day, subject)
        if c.kind == "grant":
            may = may or (favoured and theirs(r, c.bound, False, cell))
        elif c.kind == "option":
            may = may or (favoured and r.own[c.iri]["taken up"] and theirs(r, c.bound, False, cell))
        else:
            bound = party in c.bound and party not in c.beneficiaries
            strength = r.value(c, "strength") or "unqualified"
            if bound and strength == "sole":
                may = may or theirs(r, c.bound, False, cell)
                continue
            may = may or (favoured and theirs(r, c.bound, False, cell))
            if bound and strength in UNSAID and not r.own[c.iri]["shut"]:
                continue
            if favoured or r.let_through(c, party, country, leaf, day):
                continue
            if sublicensed(r, c, party, country, leaf, day, subject):
                continue
            barred = barred or binds(r, c, party, cell)
    if "owner-may" in r.book.readings and not barred:
        may = may or any(
            o.owner == party and o.owned == subject and r.owned[o.iri][0] <= day <= r.owned[o.iri][1]
            for o in r.book.ownerships
        )
    return may, barred


def binds(r: Reading, c: m.Commitment, party: str, cell: Cell) -> bool:
    """Whether a promise counts against a party: its maker holds the whole right, or the party has its own from it."""
    itself = party in c.bound and party not in c.beneficiaries
    return itself or theirs(r, c.bound, True, cell) or has_from(r, c.bound, party, cell, frozenset())


def excluded(r: Reading, c: m.Commitment, party: str, country: str, leaf: Leaf, day: date) -> bool:
    """Whether an exclusion means a party, by name or as an affiliate, and excepts it not; a holdback means all."""
    if c.kind == "exclusion" and party not in c.excluded:
        covered = r.value(c, "covers_affiliates")
        covered = r.own[c.iri]["affiliates"] if covered is None else covered
        named = covered and r.affiliated(party, c.excluded, day) if c.excluded else r.places["excluded", c.iri, party]
        if not named:
            return False
    return not r.let_through(c, party, country, leaf, day)


def promised_others(r: Reading, c: m.Commitment, subject: str, party: str, day: date) -> bool:
    bound = party in c.bound
    if not bound:
        covered = r.value(c, "covers_affiliates")
        covered = r.own[c.iri]["affiliates"] if covered is None else covered
        bound = bool(covered) and r.affiliated(party, c.bound, day)
    subjects = r.value(c, "subjects")
    if subjects is None:
        return bound and r.own[c.iri]["subject"]
    return bound and not r.related_marks(subjects, subject)


def sublicensed(r: Reading, x: m.Commitment, party: str, country: str, leaf: Leaf, day: date, subject: str) -> bool:
    """Whether a party holds a running licence from a beneficiary of x, or from one that holds one from it ..."""
    cell = (country, leaf, day, subject)
    return bool(x.beneficiaries) and any(
        r.favours(c, party, day)
        and under(
            r, x.iri, lambda p: r.lets_on(x) and r.favours(x, p, day), c.bound, c.parent, cell, {c.iri}, r.lets_on
        )
        for c in licences(r, x.iri, cell)
    )


Cell = tuple[str, Leaf, date, str]


def licences(r: Reading, promise: str, cell: Cell) -> list[m.Commitment]:
    """Return what lets somebody act in a cell, the promise itself aside."""
    found = (c for c in r.book.commitments if c.kind in LETS and c.side == "grantor" and c.iri != promise)
    return [c for c in found if r.covers(c, *cell)]


def under(
    r: Reading, promise: str, favoured: Callable[[str], bool], by: tuple[str, ...], parent: str | None, cell: Cell,
    seen: set[str], lets_on: Callable[[m.Commitment], bool] = lambda c: True,
) -> bool:  # fmt: skip
    """Whether who grants is favoured by a promise, or grants out of a licence in the cell that comes from one who is."""
    if any(favoured(party) for party in by):
        return True
    above = r.book.find(parent)
    if above is not None:
        step = above.iri not in seen and r.covers(above, *cell) and lets_on(above)
        return step and under(r, promise, favoured, above.bound, above.parent, cell, seen | {above.iri}, lets_on)
    return any(
        any(r.favours(c, party, cell[2]) for party in by)
        and under(r, promise, favoured, c.bound, c.parent, cell, seen | {c.iri}, lets_on)
        for c in licences(r, promise, cell)
        if c.iri not in seen and lets_on(c)
    )


# --- whether what is granted is the grantor's ---------------------------------------------------


def theirs(r: Reading, by: tuple[str, ...], exclusive: bool, cell: Cell) -> bool:
    """Whether parties may give a right: held or not recorded; what they possibly do not hold may be either."""
    said = title(r, by, exclusive, cell, ())
    return said == "theirs" or (said == "possibly not held" and bool(r.places["title", by, exclusive]))


def title(r: Reading, by: tuple[str, ...], exclusive: bool, cell: Cell, below: tuple[str, ...]) -> str:
    """Return *theirs* (held or not recorded), *possibly not held* or *not held*."""
    book, day, subject = r.book, cell[2], cell[3]
    said = {alone(r, by, exclusive, cell, below)}
    for other in sorted(everybody(book, subject) - {*by, *below}):
        if any(r.affiliated(party, (other,), day) for party in by):
            said.add(alone(r, (other,), exclusive, cell, (*below, *by)))
    if "theirs" in said:
        return "theirs"
    if not licensed(book, by, subject) and not owners_of(r, subject, day) - set(by):
        return "theirs"
    barred = any(set(c.beneficiaries) & set(by) and not r.lets_on(c) for c in licences(r, "", cell))
    sure = barred or shut_out_above(r, by, cell) or all_listed(r, by, cell)
    return "not held" if sure and "possibly not held" not in said else "possibly not held"


def alone(r: Reading, by: tuple[str, ...], exclusive: bool, cell: Cell, below: tuple[str, ...]) -> str:
    """Return what parties have themselves, *none* for nothing."""
    found = "none"
    if owners_of(r, cell[3], cell[2]) & set(by):
        return "theirs"
    for c in licences(r, "", cell):
        how = gives_exclusively(r, c, by) if exclusive else "yes"
        if how == "no" or not r.lets_on(c) or (c.beneficiaries and not set(c.beneficiaries) & set(by)):
            continue
        above = "theirs" if how == "yes" and c.beneficiaries else "possibly not held"
        if above == "theirs" and not set(c.bound) & {*below, *by}:
            above = title(r, c.bound, c.kind == "exclusivity", cell, (*below, *by))
        if above == "theirs":
            return "theirs"
        found = above if above == "possibly not held" else found
    return found


def gives_exclusively(r: Reading, c: m.Commitment, by: tuple[str, ...]) -> str:
    if c.kind != "exclusivity":
        return "no"
    plain = set(c.beneficiaries) <= set(by) and r.value(c, "strength") in (None, "unqualified", "exclusive")
    return "yes" if plain else "perhaps"


def owners_of(r: Reading, subject: str, day: date) -> set[str]:
    rows = (o for o in r.book.ownerships if o.owned == subject)
    return {o.owner for o in rows if r.owned[o.iri][0] <= day <= r.owned[o.iri][1]}


@once
def on_subject(book: Book, subject: str) -> list[m.Commitment]:
    family = {subject}.union(*(f.marks for f in book.families if subject in f.marks))
    return [c for c in states(book) if any(family & set(s.subjects) for s in book.about(c.iri))]


@once
def everybody(book: Book, subject: str) -> set[str]:
    """Return who may have something to give: owners, who grants, who is licensed, whose list is complete."""
    granting = [c for c in on_subject(book, subject) if c.side == "grantor"]
    found = {o.owner for o in book.ownerships if o.owned == subject} | book.listed
    return found.union(*(c.bound for c in granting), *(c.beneficiaries for c in granting if c.kind != "option"))


@once
def licensed(book: Book, by: tuple[str, ...], subject: str) -> bool:
    """Whether a licence of one of some parties is a recorded fact, wherever and whenever it holds."""
    found = (c for c in on_subject(book, subject) if c.side == "grantor" and c.kind in LETS)
    return any(set(c.beneficiaries) & set(by) and is_fact(book, c) for c in found)


def is_fact(book: Book, c: m.Commitment) -> bool:
    return any(s.modality == "fact" and settled(s) for s in said_of(book, c.iri))


def all_listed(r: Reading, by: tuple[str, ...], cell: Cell) -> bool:
    """Whether there are others who hold, and all of them list what they grant."""
    found = {p for p in everybody(r.book, cell[3]) - set(by) if may_give(r, p, by, cell)}
    return bool(found) and found <= r.book.listed


def may_give(r: Reading, holder: str, by: tuple[str, ...], cell: Cell) -> bool:
    own = [o for o in r.book.ownerships if (o.owner, o.owned) == (holder, cell[3])]
    found = (c for c in on_subject(r.book, cell[3]) if c.kind in LETS and c.side == "grantor")
    if not own and not any(holder in c.beneficiaries for c in found):
        return True  # of whom nobody says how it came to what it grants
    let = (c for c in licences(r, "", cell) if holder in c.beneficiaries and not set(c.bound) <= set(by))
    return holder in owners_of(r, cell[3], cell[2]) or any(let)


def shut_out_above(r: Reading, by: tuple[str, ...], cell: Cell) -> bool:
    """Whether those from whom licensees have their right, or owners, promised of each that it may not act."""
    if not licensed(r.book, by, cell[3]):
        return False
    return all(any(shuts_out(r, c, party, by, cell) for c in r.book.commitments) for party in by)


def shuts_out(r: Reading, c: m.Commitment, party: str, by: tuple[str, ...], cell: Cell) -> bool:
    country, leaf, day, subject = cell
    if c.kind != "exclusivity" or c.side == "user" or not r.covers(c, country, leaf, day, subject):
        return False
    above = {party}
    while more := {b for a in on_subject(r.book, subject) if is_licence_of(r.book, a, above) for b in a.bound} - above:
        above |= more
    above |= {o.owner for o in r.book.ownerships if o.owned == subject}
    if not set(c.bound) & (above - set(by)):
        return False
    return not r.favours(c, party, day) and not r.let_through(c, party, country, leaf, day)


def is_licence_of(book: Book, c: m.Commitment, parties: set[str]) -> bool:
    return c.kind in LETS and c.side == "grantor" and bool(set(c.beneficiaries) & parties) and is_fact(book, c)


def has_from(r: Reading, givers: tuple[str, ...], party: str, cell: Cell, seen: frozenset[str]) -> bool:
    """Whether a party has its right from one of the givers, or from somebody who has it from them."""
    for c in licences(r, "", cell):
        if c.iri in seen or not r.favours(c, party, cell[2]):
            continue
        steps = chain(r.book, c)
        if any(set(givers) & set(step.bound) for step in steps):
            return True
        if any(has_from(r, givers, above, cell, seen | {c.iri}) for above in steps[-1].bound):
            return True
    return False


def verdict(by_belief: list[set[tuple[bool, bool]]]) -> tuple[str, tuple[str, ...], str | None]:
    names = {(True, False): "yes", (False, True): "no", (True, True): "conflict", (False, False): "unknown"}
    everything = {names[o] for one in by_belief for o in one}
    could_be = tuple(n for n in ("yes", "no", "conflict", "unknown") if n in everything)
    if len(everything) == 1:
        return could_be[0], could_be, "commitments" if could_be[0] == "conflict" else None
    if all(len(one) == 1 for one in by_belief):
        return "conflict", could_be, "sources"
    return "unknown", could_be, None


def in_force(book: Book, iri: str, country: str, day: date) -> str:
    """Return whether a commitment holds in a country on a day."""
    found: dict[tuple[str, ...], set[bool]] = {}
    for r in readings_of(book):
        key = tuple(f"{sorted(q)}={s}" for q, s in sorted(r.belief.items(), key=lambda i: sorted(i[0])))
        r = r.on(day)
        for place in places_of(book, country):
            step, holds = r.book.find(iri), True
            while step is not None:
                territory = r.value(step, "territory")
                where = r.own[step.iri]["territory"] if territory is None else r.rules_have(step, territory, place, day)
                holds = holds and where and r.runs(step, day)
                step = r.book.find(step.parent)
            found.setdefault(key, set()).add(holds)
    everything = set().union(*found.values())
    if len(everything) == 1:
        return "yes" if True in everything else "no"
    return "conflict" if all(len(one) == 1 for one in found.values()) else "unknown"


# --- clear --------------------------------------------------------------------------------------


@dataclass
class Plan:
    """A proposed deal of the oracle: one grantor, one grantee, one subject, one field."""

    by: str
    to: str
    subject: str
    field: str
    territory: tuple[Territory, ...]
    first: date
    last: date | None
    exclusive: str | None
    carveouts: tuple[m.Carveout, ...] = ()
    channels: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()

    @property
    def asked(self) -> Asked:
        return (self.field,), self.channels, self.acts, self.languages, self.customers


VERDICTS = ("collides", "may collide", "must offer first", "nothing recorded")


def clear(book: Book, plan: Plan) -> tuple[str, set[tuple[str, str]]]:
    """Return the verdict, and for each commitment that collides whether it does so certainly."""
    hits: dict[str, list[str]] = {c.iri: [] for c in book.commitments}
    any_firm: list[bool] = []
    for reading in readings_of(book, plan.asked, plan.territory):
        for mode in plan_modes(plan):
            firm = False
            for c in book.commitments:
                hit = meets(reading, plan, mode, c)
                hits[c.iri].append(hit)
                firm = firm or (c.kind != "option" and hit == "yes" and linked(book, plan, c))
            any_firm.append(firm)
    shown = {}
    for c in book.commitments:
        if set(hits[c.iri]) - {"no"}:
            shown[c.iri] = "certain" if set(hits[c.iri]) == {"yes"} and linked(book, plan, c) else "possible"
    if any_firm and all(any_firm):
        verdict = "collides"
    elif any(c.kind != "option" and c.iri in shown for c in book.commitments):
        verdict = "may collide"
    else:
        verdict = "must offer first" if shown else "nothing recorded"
    return verdict, set(shown.items())


def plan_modes(plan: Plan) -> list[Any]:
    changing = any(
        r.membership == "not-stated" and any(table()[c].changes for c in (*r.includes, *r.excludes))
        for r in (*plan.territory, *(r for c in plan.carveouts for r in c.territory))
    )
    return ["moving", plan.first] if changing else ["moving"]


def linked(book: Book, plan: Plan, c: m.Commitment) -> bool:
    """Whether the bound party is the granting one, or stands above it."""
    if c.side == "user":
        return True
    window = (plan.first, plan.last or DAYS[-1])

    def owns_then(o: m.Ownership) -> bool:
        return any(s <= window[1] and window[0] <= e for s, e in periods(constraints(book, o.iri)))

    above = {plan.by} | {o.owner for o in book.ownerships if o.owned == plan.subject and owns_then(o)}
    while True:
        more = {o.owner for o in book.ownerships if o.owned in above and owns_then(o)} | licensors(book, above, plan)
        if more <= above:
            return bool(set(c.bound) & above)
        above |= more


def licensors(book: Book, parties: set[str], plan: Plan) -> set[str]:
    window = (plan.first, plan.last or DAYS[-1])
    found: set[str] = set()
    for c, first, last in (stage for one in book.commitments for stage in stages(book, one.iri)):
        if c.kind not in LETS or c.side == "user" or not set(c.beneficiaries) & parties:
            continue
        if not [s for s in said_of(book, c.iri) if s.modality == "fact" and settled(s)]:
            continue
        marks = {x for s in book.about(c.iri) for x in s.subjects}
        if not any(x == plan.subject or any({x, plan.subject} <= set(f.marks) for f in book.families) for x in marks):
            continue
        during = max(window[0], first), min(window[1], last)
        if all(may_run(book, step, during) for step in chain(book, c)):
            found |= set(c.bound)
    return found


def chain(book: Book, c: m.Commitment) -> list[m.Commitment]:
    found: list[m.Commitment] = []
    step: m.Commitment | None = c
    while step is not None:
        found.append(step)
        step = book.find(step.parent)
    return found


def may_run(book: Book, c: m.Commitment, window: tuple[date, date]) -> bool:
    names = sorted(set(quarrels(book, c.iri)), key=sorted)
    for chosen in product(*(sorted(n) for n in names)):
        belief = dict(zip(names, chosen, strict=True))
        if any(s <= window[1] and window[0] <= e for s, e in periods_under(book, c.iri, belief)):
            continue
        return False
    return True


def holders(book: Book, party: str, plan: Plan) -> set[str]:
    """Return a party and those under whose licence it may act."""
    found = {party}
    while True:
        more = licensors(book, found, plan)
        if more <= found:
            return found
        found |= more


def meets(r: Reading, plan: Plan, mode: Any, c: m.Commitment) -> str:
    """Return whether in a complete reading there is a cell in which plan and commitment collide: yes, look or no.

    Look: only in parts of a country that the grant names as a whole.
    """
    found = "no"
    leaves = r.leaves(plan.asked, plan.carveouts)
    last = plan.first if c.kind == "option" else plan.last or DAYS[-1]
    for day, place in product(DAYS, [*COUNTRIES, *PARTS]):
        if not plan.first <= day <= last:
            continue
        if any(in_rule(t, place, day, r.words, mode, frozenset()) for t in plan.territory):
            now = r.on(day)
            at = [collides_at(now, plan, mode, now.book.find(c.iri) or c, place, leaf, day) for leaf in leaves]
            found = max(found, *at, key=["no", "look", "yes"].index)
            if found == "yes":
                break
    return found


def collides_at(r: Reading, plan: Plan, mode: Any, c: m.Commitment, place: str, leaf: Leaf, day: date) -> str:
    if not r.covers(c, place, leaf, day, None if c.side == "user" else plan.subject):
        return "no"
    for e in plan.carveouts:
        if not e.parties and not e.commitment and plan_exception(r, e, mode, place, leaf, day):
            return "no"
    if into(r, plan, c, place, leaf, day) and names(plan.territory, place):
        return "yes"
    if over(r, plan, mode, c, place, leaf, day) and names(r.value(c, "territory") or (), place):
        return "yes"
    return "look" if into(r, plan, c, place, leaf, day) or over(r, plan, mode, c, place, leaf, day) else "no"


def names(granted: tuple[Territory, ...], place: str) -> bool:
    """Whether a grant names a place: a country named as a whole leaves open whether a part of it is meant."""
    return place not in PARTS or any(place in rule.includes for rule in granted)


def into(r: Reading, plan: Plan, c: m.Commitment, country: str, leaf: Leaf, day: date) -> bool:
    """Whether the grantee is shut out by the old promise, or has to wait for the holder of an option."""
    if c.side == "user":
        return promised_others(r, c, plan.subject, plan.to, day)
    if c.kind == "option":
        return plan.to not in c.bound and not r.favours(c, plan.to, day)
    if c.kind in FORBIDS:
        return excluded(r, c, plan.to, country, leaf, day)
    if c.kind != "exclusivity":
        return False
    cell = (country, leaf, day, plan.subject)
    if c.beneficiaries and under(r, c.iri, lambda p: r.favours(c, p, day), (plan.by,), None, cell, set()):
        return False
    if plan.to in c.bound and plan.to not in c.beneficiaries:
        strength = r.value(c, "strength") or "unqualified"
        if strength == "sole" or (strength in UNSAID and not r.own[c.iri]["shut"]):
            return False
    return not r.favours(c, plan.to, day) and not r.let_through(c, plan.to, country, leaf, day)


def over(r: Reading, plan: Plan, mode: Any, c: m.Commitment, country: str, leaf: Leaf, day: date) -> bool:
    """Whether somebody favoured of old is shut out by the new exclusivity."""
    if plan.exclusive is None or c.kind not in LETS or c.side == "user":
        return False
    acting = holders(r.book, plan.by, plan)
    cell = (country, leaf, day, plan.subject)
    if under(r, "the plan", lambda p: p == plan.to, c.bound, c.parent, cell, {c.iri}):
        return False
    for party in c.beneficiaries or (None,):
        if party is None:
            return bool(r.places["beneficiary", c.iri, plan.to] is False)
        if party in acting or party == plan.to:
            continue
        let = False
        for e in plan.carveouts:
            if (e.parties or e.commitment) and (not e.parties or party in e.parties):
                if not plan_exception(r, e, mode, country, leaf, day):
                    continue
                licence = r.book.find(e.commitment)
                if licence is None:
                    let = True
                elif r.runs(licence, day) and (e.parties or r.favours(licence, party, day)):
                    let = let or (r.reaches(licence, e, country, leaf, day) and r.still(licence))
        if not let:
            return True
    return False


def plan_exception(r: Reading, e: m.Carveout, mode: Any, country: str, leaf: Leaf, day: date) -> bool:
    where = any(in_rule(t, country, day, r.words, mode, frozenset()) for t in e.territory) if e.territory else True
    return where and all(r.has(axis, terms, leaf) for axis in AXES if (terms := getattr(e, axis)))
