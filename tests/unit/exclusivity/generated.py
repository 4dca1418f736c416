"""Small random deals in the world of the oracle, from a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import prod

from partnergraph import model as m
from partnergraph.bounds import Period, parse_period, parse_term
from partnergraph.exclusivity import DEFAULT_READINGS, STRICT, Deals, Proposal
from partnergraph.territory import Territory
from tests.unit.exclusivity import oracle
from tests.unit.exclusivity.oracle import AXES, DAYS, EVERY, TREES, tongue

TERRITORIES = (
    Territory(("BR",)), Territory(("JP",)), Territory(("BR", "JP")), Territory(("001",)), Territory(("001",), ("JP",)),
    Territory(("CHINA",)), Territory(("001",), ("CHINA",)), Territory(("EU",)), Territory(("EU",), membership="moving"),
    Territory(("EU",), membership=date(2019, 1, 1)), Territory(("DE",), exhaustive=False), Territory(("DE", "GB")),
    Territory(("DE-BY",)), Territory(("DE",), ("DE-BY",)), Territory(("DE",)), Territory(("DE-BY", "DE-BE", "JP")),
)  # fmt: skip
GERMAN = (*TERRITORIES[10:], Territory(("001",)), Territory(("DE-BE",)), Territory(("DE",), ("DE-BE",)))
FIELDS = ("smartphone", "smartphone", "smartphone", "device", "tablet", "foldable", "ring")
WAYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "channels": (("online",), ("online",), ("svod",), ("avod", "shop"), ("shop",), (EVERY["channels"],), ("club",)),
    "acts": (("sell",), ("sell",), ("make",), ("make", "sell"), (EVERY["acts"],)),
    "languages": (
        ("es",),
        ("es",),
        ("es-419",),
        ("es-419", "de"),
        ("es-MX",),
        ("es-MX", "es-ES"),
        ("de",),
        ("zh",),
        (),
    ),
}
CUSTOMERS = (("state",), ("army",), ("firm",), ("army", "firm"), (EVERY["customers"],), ("member",))
CHINESE = (("zh",), ("zh-Hant",), ("zh-TW",), ("zh-Hant", "de"), ("de",))
PARTIES = ["Alpha", "Beta", "Alphonse", "Owner", "New"]
SUBLICENSING: tuple[m.Sublicensing | None, ...] = (None, None, None, "allowed", "with-consent", "forbidden")


@dataclass(frozen=True)
class Case:
    """Random deals, a cell and a proposal."""

    book: oracle.Book
    deals: Deals
    asked: oracle.Asked
    country: str
    day: date
    plan: oracle.Plan
    proposal: Proposal

    @property
    def field(self) -> str:
        """The field of use asked."""
        return self.asked[0][0]

    def way(self, axis: str) -> str | None:
        """Return the channel, act or language asked; nothing for all."""
        return next(iter(self.asked[AXES.index(axis)]), None)


@dataclass(frozen=True)
class OverTime:
    """What happens to the deals of a case; ``hidden``: what the oracle takes as events and the engine finds itself."""

    events: tuple[m.DealEvent, ...]
    hidden: frozenset[str]


PLACES = (
    Territory(("BR",)),
    Territory(("JP",)),
    Territory(("BR", "JP")),
    Territory(("001",), ("JP",)),
    Territory(("DE",)),
)
DAY = timedelta(1)


class Changing:
    """Draws how one deal goes on: what changes it, how it is renewed, what it hangs on.

    Only what one source tells changes; from which day to which it runs is said to the day.
    """

    def __init__(
        self, draw: random.Random, statements: list[m.Statement], c: m.Commitment, everything: list[m.Commitment]
    ) -> None:
        self.draw, self.statements, self.c = draw, statements, c
        self.events: list[m.DealEvent] = []
        self.hidden: list[str] = []
        self.may_go_over = bool(c.beneficiaries) and all(one.parent != c.iri for one in everything)
        said = [s for s in statements if s.about == c.iri]
        if len(said) != 1 or said[0].modality != "fact" or draw.random() < 0.2:
            return
        first, last = sorted(draw.sample(DAYS[1:-1], 2))
        self.first, self.last = first, last
        self.stated = {name for name in ("territory", "fields") if getattr(said[0], name)}
        change = draw.choice((self.changed, self.changed, self.renewed, self.conditional))
        statements[statements.index(said[0])] = change(replace(said[0], period=parse_period(f"{first}/{last}")))

    # -- events

    def changed(self, said: m.Statement) -> m.Statement:
        day = self.first + DAY
        for _ in range(self.draw.choice((1, 1, 2))):
            latest = day + DAY * self.draw.choice((0, 0, 0, 1))
            if latest > self.last or (self.events and self.events[-1].kind == "termination"):
                break
            self.happens(self.draw.choice(("place", "field", "both", "over", "to", "plain", "end")), day, latest)
            day = latest + DAY * self.draw.choice((1, 1, 2))
        return said

    def happens(self, what: str, day: date, latest: date) -> None:
        if what == "to" and self.may_go_over:
            return self.goes_over(day, latest)
        if what == "over":
            return self.event("termination", day, latest)
        if what == "plain" and self.c.kind == "exclusivity":
            return self.event("amendment", day, latest, becomes="grant")
        if what == "end":
            end = self.draw.choice([d for d in DAYS if d > latest])
            self.last = end
            return self.event(self.draw.choice(("renewal", "amendment")), day, latest, end=end)
        terms: dict[str, tuple[object, ...]] = {}
        if what != "field":
            terms["territory"] = (self.draw.choice(PLACES),)
        if what in ("field", "both"):
            terms["fields"] = (self.draw.choice(FIELDS[:6]),)
        effect = self.draw.choice(("replaces", "replaces", "adds", "removes"))
        if effect == "adds" and not terms.keys() <= self.stated:
            effect = "replaces"  # the build warns of what is added to nothing
        self.stated |= terms.keys() if effect == "replaces" else set()
        return self.event("amendment", day, latest, effect=effect, **terms)

    def goes_over(self, day: date, latest: date) -> None:
        gone = self.draw.choice(self.c.beneficiaries)
        others = [p for p in ("Alpha", "Beta", "New", "Alphonse") if p not in (*self.c.bound, *self.c.beneficiaries)]
        self.may_go_over = False
        self.event("assignment", day, latest, assignors=(gone,), assignees=(self.draw.choice(others),))

    def event(self, kind: str, day: date, latest: date, end: date | None = None, **fields: object) -> None:
        names = ("effect", "assignors", "assignees", "becomes")
        iri = f"{self.c.iri}e{len(self.events)}"
        own = {name: fields.pop(name) for name in names if name in fields}
        self.events.append(m.DealEvent(iri=iri, label=iri, kind=kind, changes=(self.c.iri,), **own))  # type: ignore[arg-type]
        period = Period("", day, latest, end, end)
        self.statements.append(m.Statement(iri=f"{iri}s", about=iri, source="a", period=period, **fields))  # type: ignore[arg-type]

    # -- renewals

    def renewed(self, said: m.Statement) -> m.Statement:
        draw, every = self.draw, self.draw.choice((1, 1, 2))
        notice = draw.choice((None, None, 1))
        renewal = m.Renewal(
            every=parse_term(f"{every} days"), notice=parse_term(f"{notice} days") if notice else None,
            times=draw.choice((None, None, 1, 2)),
        )  # fmt: skip
        days = [d for d in DAYS if self.first < d <= self.last]
        if draw.random() < 0.35:
            self.event("notice", *[draw.choice(days)] * 2)
        return replace(said, renewal=renewal, period=m.renewable(said.period))

    # -- conditions

    def conditional(self, said: m.Statement) -> m.Statement:
        draw, days = self.draw, [d for d in DAYS if self.first < d <= self.last]
        style = draw.choice(("unmet", "met first", "open", "kept", "failed", "failed", "plain"))
        day = draw.choice(days)
        if style in ("unmet", "met first"):
            condition = m.Condition(text="approval", kind="first", met=day if style == "met first" else None)
        elif style == "open":
            condition = m.Condition(text="sales", kind="lasting", since=draw.choice((None, day)))
        elif style == "kept":
            condition = m.Condition(text="sales", kind="lasting", met=day)
        else:
            plain = style == "plain" and self.c.kind == "exclusivity"
            then = "non-exclusive" if plain else draw.choice(("ended", None))
            condition = m.Condition(text="sales", kind="lasting", failed=day, then=then)  # type: ignore[arg-type]
            if plain:
                self.hidden.append(f"{self.c.iri}e0")
                self.event("amendment", day, day, becomes="grant")
        return replace(said, conditions=(condition,), period=m.conditional(said.period))


class Maker:
    """Draws one case.

    Of every eight one is about parts of a country, one about plainly dated sublicences, one about what only forbids.
    """

    def __init__(self, seed: int) -> None:
        self.seed, self.draw = seed, random.Random(seed)
        self.more = random.Random(f"more {seed}")  # what came later: earlier cases stay as they were
        self.territories = GERMAN if seed % 8 == 3 else TERRITORIES
        self.sublicences = seed % 8 == 6
        self.forbids = seed % 8 == 5
        self.ways = self.draw.sample(list(WAYS), self.draw.choice((0, 1, 1, 1, 2, 3)))
        self.languages = WAYS["languages"]
        if seed % 10 == 7:
            self.ways = [*self.ways[:1], "customers"]
        if seed % 10 == 2:
            self.ways, self.languages = ["languages"], CHINESE
        self.narrowing = random.Random(f"exceptions {seed}") if seed % 3 else None
        self.statements: list[m.Statement] = []

    def chance(self, percent: int) -> bool:
        return self.draw.randrange(100) < percent

    def period(self) -> Period | None:
        inner = DAYS[1:-1]
        if self.chance(8):
            return None
        a, b, c, d = sorted(self.draw.choice(inner) for _ in range(4))
        style = 0 if self.sublicences else self.draw.randrange(8)
        if style <= 2:
            return Period("", a, a, d, d)
        if style == 3:
            return Period("", a, b, c, d)
        if style == 4:
            return Period("", a, b)
        if style == 5:
            return Period("", None, b, c, None)
        if style == 6:
            return Period("", a, a, endless=True)
        return Period("", None, None, c, d)

    def territory(self) -> tuple[Territory, ...]:
        return () if self.chance(7) else (self.draw.choice(self.territories),)

    def terms(self, percent: int) -> dict[str, tuple[str, ...]]:
        """Return terms for some of the axes that this case is about."""
        return {axis: self.way(axis) for axis in self.ways if self.chance(percent)}

    def way(self, axis: str) -> tuple[str, ...]:
        if axis != "languages":
            return self.draw.choice(CUSTOMERS if axis == "customers" else WAYS[axis])
        return tuple(map(tongue, self.draw.choice(self.languages))) or (EVERY["languages"],)

    def carveouts(self, others: list[str]) -> tuple[m.Carveout, ...]:
        """Return exceptions; of three cases two may have some on the axes that they are about."""
        found = self._carveouts(others)
        axes = [axis for axis in self.ways if self.narrowing and self.narrowing.random() < 0.5]
        if not self.narrowing or not axes or self.narrowing.random() > (0.5 if found else 0.25):
            return found
        terms = {axis: self._excepted(axis, self.narrowing) for axis in axes}
        return tuple(replace(one, **terms) for one in found or (m.Carveout(),))  # type: ignore[arg-type]

    def _excepted(self, axis: str, draw: random.Random) -> tuple[str, ...]:
        if axis != "languages":
            return draw.choice(CUSTOMERS if axis == "customers" else WAYS[axis])
        return tuple(map(tongue, draw.choice([tags for tags in self.languages if tags])))

    def _carveouts(self, others: list[str]) -> tuple[m.Carveout, ...]:
        if not self.chance(25):
            return ()
        style = self.draw.randrange(6)
        if style == 0:
            return (m.Carveout(parties=("Beta",)),)
        if style == 1:
            return (m.Carveout(territory=(self.draw.choice(self.territories[:6]),)),)
        if style == 2:
            return (m.Carveout(parties=("New",), territory=(self.draw.choice(self.territories[:6]),)),)
        if style == 3:
            return (m.Carveout(fields=("foldable",)),)
        return (m.Carveout(commitment=self.draw.choice(others)),) if others else ()

    def say(self, about: str, source: str, **fields: object) -> None:
        iri = f"s{len(self.statements)}"
        self.statements.append(m.Statement(iri=iri, about=about, source=source, **fields))  # type: ignore[arg-type]

    def commitment(self, iri: str, earlier: list[m.Commitment]) -> m.Commitment:
        kind = self.draw.choice(("exclusivity", "exclusivity", "exclusivity", "grant", "grant", "option"))
        side = "user" if kind == "exclusivity" and self.chance(8) else "grantor"
        if self.forbids and self.chance(50):
            return self.forbidding(iri, earlier)
        parents = [c for c in earlier if c.lets_act and c.beneficiaries]
        parent = (
            self.draw.choice(parents)
            if parents and self.chance(80 if self.sublicences else 25) and side == "grantor"
            else None
        )
        beneficiaries = self.draw.choice((("Alpha",), ("Alpha",), ("Beta",), ("Beta",), ("Alpha", "Beta"), ()))
        if parent is not None:
            beneficiaries = ("Beta",) if "Alpha" in parent.beneficiaries else ("New",)
        bound = parent.beneficiaries[:1] if parent else ("Stranger",) if self.chance(6) else ("Owner",)
        if side == "user":
            bound, beneficiaries = (self.draw.choice(("Alpha", "New")),), ("Rival",)
        elif parent is not None and self.chance(50):  # the licence that it is granted out of goes without saying
            parent = None
        strength = self.draw.choice(
            ("exclusive", "exclusive", "exclusive", "sole", "co-exclusive", "unqualified", None)
        )
        subjects: tuple[str, ...] = ("Rivale",) if side == "user" else ("Aura",)
        if self.chance(5):
            subjects = ("Aurum",)
        fields = () if self.chance(6) else (self.draw.choice(FIELDS),)
        self.say(
            iri, "a", subjects=subjects, fields=fields, territory=self.territory(), period=self.period(),
            strength=strength if kind == "exclusivity" else None, modality="plan" if self.chance(6) else "fact",
            covers_affiliates=self.draw.choice((True, False, None)),
            carveouts=self.carveouts([c.iri for c in earlier]) if kind == "exclusivity" and side == "grantor" else (),
            sublicensing=self.more.choice(SUBLICENSING) if side == "grantor" and kind != "option" else None,
            **self.terms(60),
        )  # fmt: skip
        if not self.sublicences and self.chance(18):
            self.second_source(iri, kind)
        return m.Commitment(
            iri=iri, label=iri, kind=kind, bound=bound, beneficiaries=beneficiaries, side=side,
            parent=parent.iri if parent else None,
        )  # type: ignore[arg-type]  # fmt: skip

    def forbidding(self, iri: str, earlier: list[m.Commitment]) -> m.Commitment:
        """Draw an exclusion or a holdback."""
        kind = self.draw.choice(("exclusion", "exclusion", "holdback"))
        whom = (("New",), ("New",), ("Beta",), ("Alpha",), ("Alpha", "New"), ("Alphonse",), ())
        named = self.draw.choice(whom) if kind == "exclusion" else ()
        bound = self.draw.choice([p for p in ("Owner", "Owner", "Beta", "Stranger") if p not in named])
        self.say(
            iri, "a", subjects=("Aurum",) if self.chance(5) else ("Aura",), territory=self.territory(),
            fields=() if self.chance(6) else (self.draw.choice(FIELDS),), period=self.period(),
            modality="plan" if self.chance(6) else "fact", covers_affiliates=self.draw.choice((True, False, None)),
            carveouts=self.carveouts([c.iri for c in earlier]), **self.terms(60),
        )  # fmt: skip
        if self.chance(18):
            self.second_source(iri, kind)
        return m.Commitment(
            iri=iri, label=iri, kind=kind, bound=(bound,), beneficiaries=(), excluded=named,  # type: ignore[arg-type]
            promisees=("Alpha",) if "Alpha" not in named and self.chance(30) else (),
        )  # fmt: skip

    def second_source(self, iri: str, kind: str) -> None:
        style = self.draw.randrange(7 if self.ways else 5)
        source = self.draw.choice(("b", "b", "c"))
        if style == 0:
            self.say(iri, source, territory=self.territory())
        elif style == 1:
            self.say(iri, source, period=self.period())
        elif style == 2:
            self.say(iri, source, denied=True)
        elif style == 3:
            self.say(iri, source, denied=True, territory=(self.draw.choice(self.territories[:5]),))
        elif style >= 5:
            self.say(iri, source, denied=style == 6 and self.chance(40), **self.terms(100))
        elif kind == "exclusivity":
            self.say(iri, source, strength="sole")

    def case(self) -> Case:
        count = 3 if self.sublicences else self.draw.choice((1, 1, 2, 2, 2, 3))
        commitments: list[m.Commitment] = []
        for number in range(count):
            commitments.append(self.commitment(f"c{number}", commitments))
        ownerships = []
        if self.chance(20):
            ownerships.append(m.Ownership(iri="o1", label="o1", owner="Alpha", owned="Alphonse"))
            self.say("o1", "a", period=self.period())
        if self.chance(20):
            ownerships.append(m.Ownership(iri="o2", label="o2", owner="Owner", owned="Aura"))
            self.say("o2", "a", period=self.period())
        families = [m.MarkFamily(iri="f", label="f", marks=("Aura", "Aurum"))] if self.chance(15) else []
        readings = DEFAULT_READINGS if self.chance(80) else STRICT
        listed = self.listed()
        readings, over_time = self.over_time(commitments, readings)
        book = oracle.Book(commitments, self.statements, ownerships, families, readings, listed, over_time.events)
        deals = Deals(
            commitments=tuple(commitments), ownerships=tuple(ownerships), families=tuple(families),
            statements=tuple(s for s in self.statements if s.about not in over_time.hidden),
            events=tuple(e for e in over_time.events if e.iri not in over_time.hidden), sources=(*(m.Source(iri=s, title=s) for s in "abc"), complete(book.listed)),
            broader={term: above for tree in TREES.values() for term, above in tree.items()},
        )  # fmt: skip
        plan = self.plan([c.iri for c in commitments])
        return Case(
            book, deals, self.asked(), self.draw.choice(oracle.COUNTRIES if self.territories is TERRITORIES else ["DE", "DE-BY", "DE-BE", "JP"]), self.draw.choice(DAYS[1:-1]),
            plan, as_proposal(plan),
        )  # fmt: skip

    def over_time(self, commitments: list[m.Commitment], readings: frozenset[str]) -> tuple[frozenset[str], OverTime]:
        """Let some deals of every third case change, be renewed or hang on conditions; return what happens to them."""
        draw = random.Random(f"over time {self.seed}")
        if self.seed % 3 != 1 or self.sublicences:
            return readings, OverTime((), frozenset())
        made = [Changing(draw, self.statements, c, commitments) for c in commitments if c.side == "grantor"]
        events = tuple(e for one in made for e in one.events)
        with_renewals = readings | {"renews"} if draw.random() < 0.4 else readings
        return with_renewals, OverTime(events, frozenset(iri for one in made for iri in one.hidden))

    def listed(self) -> frozenset[str]:
        """Return whose grants are declared to be listed, without a draw that others hang on."""
        draw = random.Random(self.draw.getstate()[1][0])
        everybody = (*PARTIES, "Stranger")
        return frozenset(p for p in everybody if draw.random() < 0.75) if draw.random() < 0.3 else frozenset()

    def asked(self) -> oracle.Asked:
        """Return the terms asked: a field, and on the axes that the case is about perhaps another."""
        ways = self.terms(60)
        return (self.draw.choice(FIELDS),), *(ways.get(axis, ())[:1] for axis in AXES[1:])

    def plan(self, others: list[str]) -> oracle.Plan:
        first, last = sorted((self.draw.choice(DAYS[1:-1]), self.draw.choice(DAYS[1:-1])))
        exclusive = self.draw.choice((None, None, "exclusive"))
        return oracle.Plan(
            by=self.draw.choice(("Owner", "Owner", "Owner", "Alpha", "Beta", "Beta")),
            to=self.draw.choice(("New", "New", "Beta", "Alpha", "Alphonse", "Owner")), subject="Aura",
            field=self.draw.choice(FIELDS), territory=(self.draw.choice([t for t in self.territories[:10] if t.exhaustive]),), first=first,
            last=None if self.chance(25) else last, exclusive=exclusive,
            carveouts=self.carveouts(others) if exclusive else (), **self.terms(60),
        )  # fmt: skip


def complete(listed: frozenset[str]) -> m.Source:
    """Return a source that is declared to list all that some parties grant."""
    lists = tuple((party, mark) for party in sorted(listed) for mark in ("Aura", "Aurum"))
    return m.Source(iri="d", title="d", as_of=DAYS[3] if lists else None, complete_for=lists)


def as_proposal(plan: oracle.Plan) -> Proposal:
    """Return the engine's form of a plan."""
    return Proposal(
        grantors=(plan.by,), grantees=(plan.to,), subjects=(plan.subject,), fields=(plan.field,),
        territory=plan.territory, first=plan.first, last=plan.last, exclusive=plan.exclusive,  # type: ignore[arg-type]
        covers_affiliates=False, carveouts=plan.carveouts, channels=plan.channels, acts=plan.acts,
        languages=plan.languages, customers=plan.customers,
    )  # fmt: skip


def readings_in(case: Case, with_plan: bool) -> int:
    """Return about how many complete readings a case has."""
    book = case.book
    names = {q for c in book.commitments for q in oracle.quarrels(book, c.iri)}
    belief = {name: min(name) for name in names}
    owns = [_own_count(book, c, belief) for c in book.commitments]
    owned = [len(oracle.periods(oracle.constraints(book, o.iri))) for o in book.ownerships]
    extra = case.plan.territory if with_plan else ()
    words = [3 for _ in oracle.words_of(book, extra)]
    unnamed = [c for c in book.commitments if not (c.beneficiaries or c.excluded or c.kind == "holdback")]
    redacted = [2 ** (2 if with_plan else len(PARTIES) + 1) for c in unnamed]
    terms = len(oracle.places_of_terms(book, case.plan.asked if with_plan else case.asked, with_plan=with_plan))
    return prod([2 for _ in names] + owns + owned + words + redacted + [terms])


def _own_count(book: oracle.Book, c: m.Commitment, belief: dict[frozenset[str], str]) -> int:
    try:
        return sum(1 for _ in oracle.own_choices(book, c, belief))
    except KeyError:
        return 40
