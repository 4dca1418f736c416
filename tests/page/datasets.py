"""Datasets for the page's tests: a small story written by hand, and a seeded generator of large ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from partnergraph import model as m
from partnergraph.bounds import Period, parse_date, parse_period, period_of
from partnergraph.names import entity_iri, node_iri, slug
from partnergraph.territory import Territory
from partnergraph.vocabulary import ACT, EVENT_KIND, FIELD

SMARTPHONE = FIELD + "smartphone"
BRANDING = ACT + "brand-on-product"

PLACES: dict[str, tuple[str, tuple[str, ...]]] = {
    "World except Japan": ("001", ("JP",)),
    "World": ("001", ()),
    "Europe": ("150", ()),
    "Asia": ("142", ()),
    "DACH": ("DACH", ()),
    "EU": ("EU", ()),
    "Japan": ("JP", ()),
    "United States": ("US", ()),
    "Brazil": ("BR", ()),
    "India": ("IN", ()),
}

ORGANIZATIONS = ("Xiaomi", "Leica", "Sharp", "SoftBank")
BRANDS = ("Leica", "Leitz")
MODELS = (
    ("Xiaomi 12S Ultra", "July 2022"),
    ("Xiaomi Mix Fold 2", "2022"),
    ("Xiaomi 13 Pro", "2023"),
    ("Xiaomi 13 Ultra", "2023"),
    ("Xiaomi Mix Fold 3", "2023"),
    ("Xiaomi 14", "2024-03-07"),
)
LEITZ_PHONES = (("Leitz Phone 1", "2021"), ("Leitz Phone 2", "2022"))
SERIES = ("Xiaomi 13 series", "Xiaomi 13T series")


def region(name: str) -> tuple[Territory, ...]:
    """Return the rule of a place that these datasets use."""
    included, excluded = PLACES[name]
    return (Territory(includes=(included,), excludes=excluded),)


def moment(text: str) -> Period:
    """Return a period of which only the start is said."""
    return period_of(parse_date(text), None)


class Story:
    """Collects the dataset of the story, one source at a time."""

    def __init__(self) -> None:
        self.data = m.Dataset()
        self.source = ""
        self._phrases = 0

    def thing(self, kind: type[m.Entity], name: str) -> m.Iri:
        iri = entity_iri(kind, name)
        if all(entity.iri != iri for entity in self.data.entities):
            self.data.entities.append(kind(iri=iri, name=name))
        return iri

    def open_source(self, identifier: str, title: str, day: date, **more: object) -> None:
        self.source = node_iri("source", identifier)
        self.data.sources.append(m.Source(iri=self.source, title=title, date=day, **more))  # type: ignore[arg-type]

    def quote(self, *phrases: str) -> tuple[m.Iri, ...]:
        made = []
        for phrase in phrases:
            self._phrases += 1
            iri = node_iri("evidence", f"e{self._phrases}")
            start = 40 * self._phrases
            self.data.evidence.append(m.Evidence(iri=iri, source=self.source, phrase=phrase, start=start))
            made.append(iri)
        return tuple(made)

    def identity(self, identity: m.Identity) -> m.Iri:
        if all(known.iri != identity.iri for known in self.data.identities):
            self.data.identities.append(identity)
        return identity.iri

    def say(self, about: m.Iri, *phrases: str, **fields: object) -> m.Iri:
        iri = node_iri("statement", f"s{len(self.data.statements) + 1}")
        evidence = self.quote(*phrases)
        self.data.statements.append(
            m.Statement(iri=iri, about=about, source=self.source, evidence=evidence, **fields)  # type: ignore[arg-type]
        )
        return iri

    def describe(self, about: m.Iri, name: str, *phrases: str, **fields: object) -> None:
        iri = node_iri("description", f"d{len(self.data.descriptions) + 1}")
        evidence = self.quote(*phrases)
        self.data.descriptions.append(
            m.Description(iri=iri, about=about, source=self.source, name=name, evidence=evidence, **fields)  # type: ignore[arg-type]
        )

    def claim(self, text: str, *phrases: str, **fields: object) -> m.Iri:
        iri = node_iri("claim", f"c{len(self.data.claims) + 1}")
        evidence = self.quote(*phrases)
        fields.setdefault("modality", "fact")
        self.data.claims.append(
            m.Claim(iri=iri, source=self.source, text=text, evidence=evidence, **fields)  # type: ignore[arg-type]
        )
        return iri


def story() -> m.Dataset:
    """Return the Xiaomi-Leica-Sharp story; its phrases are invented for these tests."""
    book = Story()
    xiaomi, leica, sharp, softbank = (book.thing(m.Organization, name) for name in ORGANIZATIONS)
    leica_mark, leitz_mark = (book.thing(m.Brand, name) for name in BRANDS)
    book.open_source(
        "review", "Five things about a camera partnership", date(2024, 2, 28),
        publisher="Example Review", url="https://example.org/five-things", sha256="9f" * 32,
    )  # fmt: skip
    book.describe(
        leica, "Leica", "the camera maker from Wetzlar", aliases=("Leica Camera",), website="https://leica-camera.com"
    )
    book.describe(
        xiaomi, "Xiaomi", "the phone maker", aliases=("小米",), wikidata="http://www.wikidata.org/entity/Q1636958"
    )
    together = _partnerships(book, xiaomi, leica, sharp, softbank)
    _commitments(book, xiaomi, leica, sharp, leica_mark, leitz_mark, together)
    _products(book, xiaomi, sharp, leica_mark, leitz_mark, together)
    _people(book, xiaomi, leica, together)
    _second_source(book, xiaomi, leica)
    return book.data


def _partnerships(book: Story, xiaomi: str, leica: str, sharp: str, softbank: str) -> m.Iri:
    together = book.identity(
        m.Partnership(iri=node_iri("partnership", "xiaomi-leica"), label="Xiaomi and Leica", parties=(xiaomi, leica))
    )
    book.say(
        together, "the two have made phones together since 2022", "exclusive everywhere but in Japan",
        period=parse_period("2022/"), present_tense=True, coextensive=True, territory=region("World except Japan"),
        territory_words="everywhere but in Japan", purpose="to co-develop phone cameras",
    )  # fmt: skip
    earlier = book.identity(
        m.Partnership(iri=node_iri("partnership", "sharp-leica"), label="Sharp and Leica", parties=(sharp, leica))
    )
    book.say(
        earlier, "working with Sharp since 2020", period=parse_period("2020/"), present_tense=True,
        territory=region("Japan"), purpose="to co-develop premium phones",
    )  # fmt: skip
    sale = book.identity(
        m.Partnership(
            iri=node_iri("partnership", "leitz-sale"), label="Leitz Phone sale", parties=(sharp, leica, softbank)
        )
    )
    book.say(sale, "SoftBank sells it in Japan", territory=region("Japan"), purpose="to sell the Leitz Phone")
    return together


def _commitments(
    book: Story, xiaomi: str, leica: str, sharp: str, leica_mark: str, leitz_mark: str, together: str
) -> None:
    exclusivity = book.identity(
        m.Commitment(
            iri=node_iri("commitment", "leica-only-xiaomi"), label="Only Xiaomi phones carry Leica",
            kind="exclusivity", bound=(leica,), beneficiaries=(xiaomi,), partnership=together,
        )
    )  # fmt: skip
    book.say(
        exclusivity, "exclusive everywhere but in Japan", "no other phone carries the Leica name outside Japan",
        subjects=(leica_mark,), fields=(SMARTPHONE,), acts=(BRANDING,), territory=region("World except Japan"),
        territory_words="everywhere but in Japan", present_tense=True, until=together, strength="exclusive",
        carveouts=(m.Carveout(territory=region("Japan")),),
    )  # fmt: skip
    grant = book.identity(
        m.Commitment(
            iri=node_iri("commitment", "leitz-for-sharp"), label="Sharp may use Leitz",
            kind="grant", bound=(leica,), beneficiaries=(sharp,),
        )
    )  # fmt: skip
    book.say(
        grant, "under the Leitz name", subjects=(leitz_mark,), fields=(SMARTPHONE,), territory=region("Japan"),
        period=parse_period("2020/"),
    )  # fmt: skip
    owns = book.identity(
        m.Ownership(iri=node_iri("ownership", "leica-leica"), label="Leica owns Leica", owner=leica, owned=leica_mark)
    )
    book.say(owns, "its own name", present_tense=True)
    family = book.identity(
        m.MarkFamily(iri=node_iri("mark-family", "leica"), label="Leica marks", marks=(leica_mark, leitz_mark))
    )
    book.say(family, "Leitz, the founder's name", present_tense=True)


def _products(book: Story, xiaomi: str, sharp: str, leica_mark: str, leitz_mark: str, together: str) -> None:
    for name, when in MODELS:
        _release(book, name, when, xiaomi, leica_mark, together)
    for name, when in LEITZ_PHONES:
        _release(book, name, when, sharp, leitz_mark, None)
    for name in SERIES:
        series = book.thing(m.Series, name)
        book.describe(series, name, f"then came the {name}", makers=(xiaomi,), brands=(leica_mark,))
    thirteen = entity_iri(m.Model, "Xiaomi 13 Ultra")
    absent = book.identity(
        m.Absence(iri=node_iri("absence", "13-ultra-india"), label="13 Ultra not in India", product=thirteen)
    )
    book.say(
        absent, "never came to India", territory=region("India"),
        period=Period(edtf="../2024-02-28", earliest_end=date(2024, 2, 28)),
    )  # fmt: skip


def _release(book: Story, name: str, when: str, maker: str, mark: str, together: str | None) -> None:
    product = book.thing(m.Model, name)
    book.describe(product, name, f"the {name} with its camera", makers=(maker,), brands=(mark,))
    release = book.identity(
        m.Release(iri=node_iri("release", slug(name)), label=f"{name} released", product=product, partnership=together)
    )
    planned = name == "Xiaomi 14"
    book.say(
        release, f"{name} arrived in {when}", period=moment(when), modality="plan" if planned else "fact",
        territory=region("India") if planned else region("Japan") if maker.endswith("sharp") else (),
        status="planned" if planned else "released",
        price=m.Price(relation="below", amount="75000", currency="INR") if planned else None,
    )  # fmt: skip


def _people(book: Story, xiaomi: str, leica: str, together: str) -> None:
    posts = (("Kay Example", "Business Development Manager Mobile"), ("Julian Sample", "Head of Product Management"))
    people = []
    for name, title in posts:
        person = book.thing(m.Person, name)
        people.append(person)
        post = book.identity(
            m.Position(
                iri=node_iri("position", slug(name)), label=title, holder=person, organization=leica, title=title
            )
        )
        book.say(post, f"{name}, {title} at Leica", present_tense=True)
    image = book.identity(
        m.DecisionRight(
            iri=node_iri("decision-right", "image"), label="Final say", holders=(leica,), matter="image quality",
            partnership=together,
        )
    )  # fmt: skip
    book.say(image, "Leica has the last word on pictures", present_tense=True)
    hardware = book.identity(
        m.DecisionRight(
            iri=node_iri("decision-right", "hardware"), label="Hardware", holders=(leica, xiaomi), matter="hardware",
            partnership=together,
        )
    )  # fmt: skip
    book.say(hardware, "hardware is chosen by both", present_tense=True)
    team = book.identity(
        m.Event(iri=node_iri("event", "team"), label="Team", kind=EVENT_KIND + "team", participants=(leica,))
    )
    book.say(team, "about 25 people on their side", quantity=m.Quantity(value=25, unit="people", approximate=True))
    visit = book.identity(
        m.Event(
            iri=node_iri("event", "visit"), label="Visit", kind=EVENT_KIND + "meeting",
            participants=(leica, xiaomi, *people),
        )
    )  # fmt: skip
    book.say(visit, "executives posed in Wetzlar", place="Wetzlar, Germany")
    first = book.claim(
        "The partnership brings prices below $1000.", "prices came down", about=(together,), claimants=(people[0],)
    )
    second = book.claim(
        "This is more than marketing.", "not a mere campaign", about=(together,), modality="opinion", claimants=()
    )
    book.data.comparisons.append(
        m.ClaimComparison(
            iri=node_iri("comparison", "one"),
            source=book.source,
            compared=(first, second),
            verdict="agree",
            reason="Both praise it.",
        )
    )


def _second_source(book: Story, xiaomi: str, leica: str) -> None:
    book.open_source("wire", "Phone maker and camera maker join forces", date(2022, 5, 23), publisher="Example Wire")
    book.say(
        node_iri("partnership", "xiaomi-leica"), "a long-term deal was signed", period=moment("2022-05-23"),
        status="agreed", purpose="to develop an imaging phone",
    )  # fmt: skip
    samsung = book.thing(m.Organization, "Samsung")
    book.claim("Samsung has no such partner.", "no partner for Samsung", about=(samsung,), modality="opinion")


def story_bounds() -> list[m.DerivedBound]:
    """Return bounds that a derivation of the story gives."""
    exclusivity, together = node_iri("commitment", "leica-only-xiaomi"), node_iri("partnership", "xiaomi-leica")
    rests = frozenset({node_iri("statement", "s1")})
    readings = frozenset({"first-release", "coextensive"})
    return [
        m.DerivedBound(about=exclusivity, edge="earliest-start", day=date(2022, 1, 1), rests_on=rests),
        m.DerivedBound(
            about=exclusivity, edge="latest-start", day=date(2022, 7, 31), readings=readings, rests_on=rests
        ),
        m.DerivedBound(about=exclusivity, edge="earliest-end", day=date(2024, 2, 28), rests_on=rests),
        m.DerivedBound(
            about=together, edge="latest-start", day=date(2022, 7, 31), readings=frozenset({"first-release"}),
            rests_on=rests,
        ),
    ]  # fmt: skip


HOSTILE = (
    "</script><script>document.title='owned'</script>",
    "\"quoted\" 'twice' `thrice` ${x} {{ 7*7 }}",
    "<img src=x onerror=\"document.title='owned'\">",
    "<a href='javascript:document.title=1'>href</a>",
    "\u202eright to left\u202c",
    "L" + "o" * 9_998 + "ng",
    "👩‍👩‍👧‍👦 family 🎌",
    "NUL\0in the middle",
    "<!--<script>",
    "\u2028line\u2029separators",
    "__proto__",
    "",
)


def hostile() -> m.Dataset:
    """Return a dataset whose every text is out to get the page."""
    book = Story()
    book.open_source(
        "evil", HOSTILE[0], date(2024, 1, 1), publisher=HOSTILE[2], url="javascript:document.title='owned'"
    )
    hub = book.thing(m.Organization, "Hub")
    for number, text in enumerate(HOSTILE):
        iri = node_iri("organization", f"hostile-{number}")
        book.data.entities.append(m.Organization(iri=iri, name=text))
        book.describe(iri, text, text or "nothing", aliases=(text,), website="data:text/html,<script>alert(1)</script>")
        deal = book.identity(m.Partnership(iri=node_iri("partnership", f"p{number}"), label=text, parties=(hub, iri)))
        book.say(deal, text, purpose=text, note=text, place=text, territory_words=text)
        book.claim(text, text, about=(iri,))
    return book.data


# --- large ---------------------------------------------------------------------------------------

_SYLLABLES = ("al", "ber", "cor", "dan", "el", "fi", "gra", "hol", "in", "jo", "ka", "lum", "mer", "nor", "or", "pax",
              "qua", "ri", "sol", "tan", "ul", "ver", "wen", "xi", "yor", "zen")  # fmt: skip
_SUFFIXES = ("Group", "Labs", "Systems", "Motors", "Pharma", "Foods", "Media", "Works", "Energy", "Optics")
_GROUP = 8
"""Firms in a group of companies: one owns the others."""
_FIELDS = ("smartphone", "camera", "tablet", "laptop", "headphones", "smartwatch")


def synthetic(organizations: int = 5_000, deals_per_organization: float = 1.0, *, seed: int = 7) -> m.Dataset:
    """Return a seeded dataset: hubs and small firms, deals, marks and products, one source per 20 deals."""
    pick = random.Random(seed)
    data = m.Dataset()
    firms = [m.Organization(iri=node_iri("organization", f"o{i}"), name=_name(pick, i)) for i in range(organizations)]
    data.entities.extend(firms)
    for number in range(int(organizations * deals_per_organization)):
        if number % 20 == 0:
            day = date(2010, 1, 1) + timedelta(days=pick.randrange(5_400))
            source = m.Source(iri=node_iri("source", f"n{number}"), title=f"News item {number}", date=day,
                              url=f"https://example.org/news/{number}", publisher="Example Wire")  # fmt: skip
            data.sources.append(source)
        _deal(data, pick, firms, number, data.sources[-1])
    return data


def _name(pick: random.Random, number: int) -> str:
    word = "".join(pick.choice(_SYLLABLES) for _ in range(pick.randint(2, 3))).capitalize()
    return f"{word} {pick.choice(_SUFFIXES)} {number}"


def _pair(pick: random.Random, firms: list[m.Organization]) -> tuple[m.Organization, m.Organization]:
    """Few firms have many deals: indexes are drawn from the square of a uniform number."""
    size = len(firms)
    first = int(size * pick.random() ** 3)
    second = (first + 1 + int((size - 1) * pick.random() ** (1.5 if pick.random() < 0.7 else 1))) % size
    return firms[first], firms[second]


def _deal(data: m.Dataset, pick: random.Random, firms: list[m.Organization], number: int, source: m.Source) -> None:
    one, other = _pair(pick, firms)
    kind = pick.choice(("partnership", "exclusivity", "grant", "release", "ownership"))
    start = date(2005, 1, 1) + timedelta(days=pick.randrange(7_000))
    period = parse_period(
        f"{start}/" if pick.random() < 0.5 else f"{start}/{start + timedelta(days=pick.randrange(2_500))}"
    )
    say: dict[str, object] = {"period": period, "territory": region(pick.choice(tuple(PLACES)))}
    if kind == "partnership":
        identity: m.Identity = m.Partnership(
            iri=node_iri("partnership", f"i{number}"),
            label=f"{one.name} and {other.name}",
            parties=(one.iri, other.iri),
        )
    elif kind in ("exclusivity", "grant"):
        mark = _new(data, m.Brand, f"Mark {number}")
        identity = m.Commitment(
            iri=node_iri("commitment", f"i{number}"), label=f"{one.name} for {other.name}", kind=kind,  # type: ignore[arg-type]
            bound=(one.iri,), beneficiaries=(other.iri,),
        )  # fmt: skip
        say |= {"subjects": (mark,), "fields": (FIELD + pick.choice(_FIELDS),), "strength": "exclusive"}
        _account(
            data,
            m.Ownership(iri=node_iri("ownership", f"m{number}"), label="owns", owner=one.iri, owned=mark),
            source,
            {},
        )
    elif kind == "release":
        product = _new(data, m.Model, f"Product {number}")
        data.descriptions.append(
            m.Description(iri=node_iri("description", f"i{number}"), about=product, source=source.iri,
                          name=f"Product {number}", makers=(one.iri,))
        )  # fmt: skip
        identity = m.Release(iri=node_iri("release", f"i{number}"), label=f"Product {number} released", product=product)
    else:
        owner = firms[number % len(firms) // _GROUP * _GROUP]
        owned = firms[number % len(firms)] if number % _GROUP else other
        identity = m.Ownership(iri=node_iri("ownership", f"i{number}"), label="owns", owner=owner.iri, owned=owned.iri)
        say = {"present_tense": True}
    _account(data, identity, source, say)


def _new(data: m.Dataset, kind: type[m.Entity], name: str) -> m.Iri:
    iri = entity_iri(kind, name)
    data.entities.append(kind(iri=iri, name=name))
    return iri


def _account(data: m.Dataset, identity: m.Identity, source: m.Source, say: dict[str, object]) -> None:
    data.identities.append(identity)
    number = len(data.statements)
    evidence = m.Evidence(iri=node_iri("evidence", f"e{number}"), source=source.iri,
                          phrase=f"as passage {number} of the news says", start=number)  # fmt: skip
    data.evidence.append(evidence)
    data.statements.append(
        m.Statement(iri=node_iri("statement", f"s{number}"), about=identity.iri, source=source.iri,
                    evidence=(evidence.iri,), **say)  # type: ignore[arg-type]
    )  # fmt: skip


def names(data: m.Dataset) -> Iterator[str]:
    """Yield the names of a dataset's things."""
    return (entity.name for entity in data.entities)
