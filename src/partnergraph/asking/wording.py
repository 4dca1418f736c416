"""Answers as lines for people and as rows for tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, set_cell_size

from partnergraph.asking.rows import fill
from partnergraph.axes import AXES
from partnergraph.exclusivity import (
    ClearAnswer,
    Collision,
    ConflictsAnswer,
    Expiring,
    ExpiringAnswer,
    Gap,
    InPart,
    PartyAnswer,
    Quote,
    Reason,
    TitleLink,
)
from partnergraph.export.answer_page import Item
from partnergraph.export.calendar import Entry
from partnergraph.territory import format_territory, region_name
from partnergraph.wording.dates import say_days
from partnergraph.wording.glossary import Name
from partnergraph.wording.grammar import full_stop
from partnergraph.wording.lists import listed
from partnergraph.wording.statements import say_source

if TYPE_CHECKING:
    from partnergraph.asking.answered import Acts, AvailableFor, TitleFor, WhoMay
    from partnergraph.asking.sheet import CheckedSheet, RowAnswer

Row = Sequence[object]
_MOST_QUOTES: Final = 3


def say_acts(acts: Acts, name: Name) -> str:
    """Return acts by name, those of which the same is answered."""
    return ", ".join("every act" if act is None else name(act) for act in acts)


def _quoted(quotes: Iterable[Quote], indent: str) -> Iterator[str]:
    """Yield passages with their sources; a source cited without passage only where there is none with one."""
    found = list(quotes)
    shown = [quote for quote in found if quote.quote] or found
    for quote in shown[:_MOST_QUOTES]:
        source = say_source(quote.source, quote.date)
        yield fill(f'"{quote.quote}" ({source})' if quote.quote else f"({source})", indent, indent + "  ")
    if len(shown) > _MOST_QUOTES:
        yield f"{indent}... and {len(shown) - _MOST_QUOTES} more"


# --- who -----------------------------------------------------------------------------------------

WHO_COLUMNS: Final = (
    "act", "party", "answer", "could be", "in part", "last known", "last known on", "decided by", "conflict of",
    "reasons", "note",
)  # fmt: skip


def who_rows(found: WhoMay) -> list[Row]:
    """Return one row for each group of acts and party."""
    return [
        (
            say_acts(acts, found.name),
            found.name(one.party),
            one.answer,
            listed(one.could_be, "or"),
            "; ".join(_in_part(one.in_part, found.name)),
            one.last_known.answer if one.last_known else None,
            one.last_known.on if one.last_known else None,
            "; ".join(deciding.question for deciding in one.decided_by),
            one.conflict_of,
            "; ".join(reason.told for reason in one.reasons),
            found.note(one.party),
        )
        for acts, answer in found.groups
        for one in answer.answers
    ]


def who_head(found: WhoMay) -> list[str]:
    """Return what is asked, and whether nothing is recorded of it."""
    asked = found.first
    when = str(asked.day) if asked.day == asked.last_day else f"every day from {asked.day} to {asked.last_day}"
    head = f"{found.name(asked.subject)}, {found.name(asked.field)}, {region_name(asked.country)}, {when}"
    return [head, *(() if asked.recorded else ("nothing recorded: no commitment, family or owner of it is known",))]


def who_lines(found: WhoMay) -> list[str]:
    """Return the answers, the reasons once, and the questions that would settle what is unknown."""
    lines = []
    for acts, answer in found.groups:
        lines.append(f"\n{say_acts(acts, found.name)}")
        width = max(cell_len(found.name(one.party)) for one in answer.answers)
        for one in answer.answers:
            party = set_cell_size(found.name(one.party), width)  # some letters take two columns
            lines.append(fill(f"{party}  {verdict(one, found.name)}", "  ", " " * (width + 4)))
        asked = questions(answer.answers)
        lines += [f"  {HELP}:"] if asked else []
        lines += [fill(question, "    - ", "      ") for question in asked]
        lines += _reasons(reason for one in answer.answers for reason in one.reasons)
    return lines


def verdict(one: PartyAnswer, name: Name) -> str:
    """Return the answer for a party in words, with what it could be, is in part, and was when last known."""
    text: str = one.answer
    if one.conflict_of:
        text += f" between {one.conflict_of}: {listed(one.could_be)}"
    elif one.answer == "unknown" and set(one.could_be) != {"unknown"}:
        never = [word for word in ("yes", "no") if word not in one.could_be]
        text += f": {listed(one.could_be, 'or')}{''.join(f', never {word}' for word in never[:1])}"
    text += "".join(f"; {part}" for part in _in_part(one.in_part, name))
    if one.last_known:
        text += f"; last known: {one.last_known.answer} on {one.last_known.on}"
    return text


def _in_part(parts: Iterable[InPart], name: Name) -> Iterator[str]:
    """Yield what is known in part, the terms of one axis and answer together: ``yes in German and French``."""
    together: dict[tuple[str, str], list[str]] = {}
    for part in parts:
        together.setdefault((part.axis, part.answer), []).append(name(part.term))
    said: dict[str, str] = {axis.name: axis.said for axis in AXES}
    yield from (f"{answer}{said[axis].format(listed(terms))}" for (axis, answer), terms in together.items())


HELP: Final = "What would help"


def questions(answers: Iterable[PartyAnswer]) -> list[str]:
    """Return the questions that would settle what is unknown; first those that decide alone."""
    asked = {d.question: d.alone for one in answers for d in one.decided_by}
    return [
        f"{question}{' (decides alone)' * alone}" for question, alone in sorted(asked.items(), key=lambda i: not i[1])
    ]


def _reasons(reasons: Iterable[Reason]) -> Iterator[str]:
    once = {reason.commitment: reason for reason in reasons}
    if once:
        yield "  Why:"
    for reason in once.values():
        yield fill(full_stop(reason.told), "    - ", "      ")
        yield from _quoted(reason.evidence, "      ")


def say_readings(used: Iterable[str]) -> list[str]:
    """Return which switchable readings an answer rests on; nothing where it rests on none."""
    names = ", ".join(used)
    return [f"Readings used: {names} (--strict switches them off)"] if names else []


# --- clear and conflicts ---------------------------------------------------------------------------

COLLISION_COLUMNS: Final = (
    "verdict", "kind", "certainty", "deal", "with", "countries", "from", "until", "field", "mark", "edge day",
    "depends on", "sentence",
)  # fmt: skip


def collision_rows(collisions: Iterable[Collision], name: Name, verdict: str | None = None) -> list[Row]:
    """Return one row for each collision."""
    return [
        (
            verdict, c.kind, c.certainty, name(c.between[0]), name(c.with_), c.countries, c.first, c.last,
            ", ".join(map(name, c.fields)), ", ".join(map(name, c.subjects)), c.edge_day, "; ".join(c.depends_on),
            c.sentence,
        )
        for c in collisions
    ]  # fmt: skip


def clear_rows(found: ClearAnswer, name: Name) -> list[Row]:
    """Return one row for each collision and for what of the deal is not held, or not recorded; at least one."""
    blank = [None] * len(COLLISION_COLUMNS)
    titles = [
        (
            found.verdict, row.status, *blank[2:5], row.countries, row.first, row.last, "; ".join(row.scope),
            ", ".join(map(name, row.subjects)), *blank[10:12], row.sentence,
        )
        for row in found.title if row.status != "held"
    ]  # fmt: skip
    return [*titles, *collision_rows(found.collisions, name, found.verdict)] or [(found.verdict, *blank[1:])]


def clear_lines(found: ClearAnswer) -> list[str]:
    """Return what of the deal is not held, the collisions, and what has no title recorded."""
    lacking, unrecorded = (
        [fill(full_stop(row.sentence), "- ", "  ") for row in found.title if row.status in statuses]
        for statuses in (("not held", "possibly not held"), ("not recorded",))
    )
    return [*lacking, *collision_lines(found.collisions), *unrecorded]


def verdict_line(found: ClearAnswer | RowAnswer) -> str:
    """Return a verdict in words, with what keeps it from being *clear*."""
    if found.verdict == "clear":
        return f"clear: as of {found.as_of} everything is declared to be listed, and nothing stands against it"
    title = "title not recorded: no source says that the grantor holds all of it"
    unrecorded = any(row.status == "not recorded" for row in found.title)
    if found.verdict != "nothing recorded":
        held = {row.status for row in found.title} == {"not recorded"}
        return f"{found.verdict}; {title if held else f'for the rest, {title}'}" if unrecorded else found.verdict
    since = f"as of {found.as_of}" if found.as_of else "no source is declared complete for all who may have granted it"
    why = "; ".join(([] if found.as_of else [since]) + ([title] if unrecorded else []))
    stands = f"nothing recorded stands against it{f' {since}' if found.as_of else ''}"
    return f"{stands}; {why}, so that is not 'clear'"


def collision_lines(found: Iterable[Collision]) -> list[str]:
    """Return the collisions with their quotes."""
    return [line for collision in found for line in _collision(collision)]


def count_collisions(found: ConflictsAnswer) -> str:
    """Return how many recorded deals collide or are not held."""
    certain = sum(c.certainty == "certain" for c in found)
    return f"{certain} certain, {len(found) - certain} possible" if len(found) else "no collision is recorded"


def conflict_notes(found: ConflictsAnswer) -> list[str]:
    """Return of how many recorded grants the title is not recorded; nothing where there is none."""
    if not found.not_recorded:
        return []
    grants = "grant has" if found.not_recorded == 1 else "grants have"
    return [f"{found.not_recorded} {grants} a title that is not recorded: no source says whether the grantor holds it"]


def collision_item(c: Collision, name: Name) -> Item:
    """Return a collision as a part of a page."""
    terms = [term for axis in AXES for term in c.on(axis)]
    facts = [
        ("deals", "; ".join(dict.fromkeys(map(name, c.between)))),
        ("where", c.countries),
        ("when", _ground_days(c) + (" only (edge day)" if c.edge_day else "")),
        ("what", ", ".join(map(name, (*c.subjects, *terms)))),
        ("also", "; ".join(f"{one.kind} ({one.certainty})" for one in c.also)),
        ("depends on", "; ".join(c.depends_on)),
    ]
    quotes = [quote for quote in c.evidence if quote.quote] or c.evidence
    told = tuple((quote.quote, say_source(quote.source, quote.date)) for quote in quotes)
    return Item(c.certainty, c.kind, c.sentence, tuple(fact for fact in facts if fact[1]), told)


def _ground_days(c: Collision) -> str:
    if c.first is None:
        return f"from an unknown day {f'to {c.last}' if c.last else 'on'}"
    return say_days(c.first, c.last)


def _collision(c: Collision) -> Iterator[str]:
    yield fill(c.sentence + (" They meet on one day only (edge day)." if c.edge_day else ""), "- ", "  ")
    yield from _quoted([quote for quote in c.evidence if quote.quote], "    ")  # the sentence names the source
    if c.also:
        yield fill(
            f"also, between the same deals: {', '.join(f'{o.kind} ({o.certainty})' for o in c.also)}", "    ", "      "
        )
    if c.depends_on:
        yield fill(f"depends on: {'; '.join(c.depends_on)}", "    ", "      ")


SHEET_COLUMNS: Final = ("row", "verdict", "collides with", "why")


def sheet_rows(checked: CheckedSheet) -> list[Row]:
    """Return one row for each deal of a sheet."""
    from partnergraph.asking.sheet import reasons

    return [
        (
            answer.where.removeprefix("row "),
            answer.verdict,
            "; ".join(dict.fromkeys(checked.name(c.with_) for c in answer.collisions)),
            " ".join([*(f"{note}." for note in answer.notes), *reasons(answer)]),
        )
        for answer in checked.answers
    ]


def sheet_lines(checked: CheckedSheet) -> list[str]:
    """Return the verdicts of a sheet, row by row."""
    from partnergraph.asking.sheet import reasons

    lines = []
    for answer in checked.answers:
        lines.append(fill(f"{answer.where}: {verdict_line(answer)}", "", "  "))
        lines += [fill(note, "  ") for note in answer.notes]
        lines += [fill(reason, "  - ", "    ") for reason in reasons(answer)]
    return lines


# --- the calendar ----------------------------------------------------------------------------------

AVAILABLE_COLUMNS: Final = ("act", "countries", "from", "until", "status", "by")


def available_rows(found: AvailableFor) -> list[Row]:
    """Return one row for each group of acts, countries and period."""
    return [
        (say_acts(acts, found.name), row.countries, row.first, row.last, row.status, "; ".join(map(found.name, row.by)))
        for acts, answer in found.groups
        for row in answer.rows
    ]


def available_lines(found: AvailableFor) -> list[str]:
    """Return where a newcomer is shut out, act by act."""
    lines = []
    for acts, answer in found.groups:
        lines.append(say_acts(acts, found.name))
        for row in answer.rows:
            period = say_days(row.first, row.last).removeprefix("from ")
            by = f" by {listed([repr(found.name(deal)) for deal in row.by])}" if row.by else ""
            lines.append(fill(f"{row.countries}, {period}: {row.status}{by}", "  ", "      "))
    return lines


def available_foot(found: AvailableFor) -> list[str]:
    """Return what the answer rests on: sources that are complete, readings."""
    free = (answer for _, answer in found.groups if any(row.status == "free" for row in answer.rows))
    complete = sorted({answer.as_of for answer in free if answer.as_of})
    rests = (f"'free' rests on sources declared complete as of {day}" for day in complete)
    return [*rests, *say_readings(sorted({name for _, answer in found.groups for name in answer.readings_used}))]


# --- title -----------------------------------------------------------------------------------------

TITLE_COLUMNS: Final = (
    "level", "holder", "how", "from whom", "deal", "countries", "terms", "from", "until", "certain", "title", "source",
    "sentence",
)  # fmt: skip
TITLE_GAPS: Final = "Gaps"


def title_head(found: TitleFor) -> list[str]:
    """Return what is asked, and whether nobody is recorded as owner."""
    day = f", {say_days(*found.on).removeprefix('from ')}" if found.on else ""
    place = f", in {format_territory(found.place)}" if found.place else ""
    head = f"{found.name(found.subject)}{day}{place}: who holds what, and from whom"
    unowned = () if found.owned else ("nobody is recorded as owner",)
    return [head, *unowned, *(() if found.links else ("no grant is recorded",))]


def title_lines(found: TitleFor) -> list[str]:
    """Return the chains, each link under that out of which it is granted, then the gaps."""
    lines: list[str] = []
    for link in found.links:
        indent, head = "  " * link.level, not link.level
        line = fill(say_link(link, found.name), indent if head else f"{indent}- ", f"{indent}  ")
        lines += ["", line] if head else [line]
        if link.deal is not None:
            lines.append(fill(_by_which(link, found.name), f"{indent}    ", f"{indent}      "))
    if found.gaps:
        lines += ["", f"{TITLE_GAPS}: {_count_gaps(found)}"]
        lines += [fill(f"{gap.row.sentence} ({found.name(gap.deal)!r}).", "- ", "  ") for gap in found.gaps]
    return lines


def say_link(link: TitleLink, name: Name) -> str:
    """Return who holds what, as a line."""
    who = listed(map(name, link.holders)) or "somebody not named"
    perhaps = "" if link.certain else "perhaps "
    sources = f" (if {listed(map(repr, link.sources))} is right)" if link.sources else ""
    return f"{who}: {perhaps}{link.sentence}{sources}"


def _by_which(link: TitleLink, name: Name) -> str:
    """Return from whom something is held, by which deal and source, and whether that was theirs to give."""
    sources = listed(dict.fromkeys(say_source(quote.source, quote.date) for quote in link.evidence))
    source = f" ({sources})" if sources else ""
    if link.how == "owner":
        return f"by {name(link.deal or '')!r}{source}"
    words = f"from {listed(map(name, link.grantors)) or 'somebody not named'} by {name(link.deal or '')!r}{source}"
    others = [repr(name(deal)) for deal in link.out_of[1:]]
    words += f", also out of {listed(others)}" if others else ""
    partly = " in part" if len(link.title) > 1 else ""
    return f"{words}; title: {link.title[0]}{partly}" if link.title else words


def _count_gaps(found: TitleFor) -> str:
    statuses = [gap.row.status for gap in found.gaps]
    return ", ".join(f"{statuses.count(status)} {status}" for status in dict.fromkeys(statuses))


def title_rows(found: TitleFor) -> list[Row]:
    """Return one row for each link of a chain."""
    name = found.name
    return [
        (
            link.level, listed(map(name, link.holders)), link.how, listed(map(name, link.grantors)),
            name(link.deal) if link.deal is not None else None, link.countries,
            "; ".join(name(term) for _, terms in link.terms for term in terms), link.since, link.until, link.certain,
            "; ".join(link.title), "; ".join(dict.fromkeys(quote.source for quote in link.evidence)),
            say_link(link, name),
        )
        for link in found.links
    ]  # fmt: skip


def title_gap_rows(found: TitleFor) -> list[Row]:
    """Return one row for each part of a grant that is not recorded to be held: who grants it stands as the holder."""
    name = found.name
    return [
        (
            None, listed(map(name, gap.grantors)), "gap", None, name(gap.deal), gap.row.countries,
            "; ".join(gap.row.scope), gap.row.first, gap.row.last, None, gap.row.status, None, gap.row.sentence,
        )
        for gap in found.gaps
    ]  # fmt: skip


# --- ends and gaps ---------------------------------------------------------------------------------

EXPIRING_COLUMNS: Final = ("commitment", "kind", "what", "first possible", "last possible", "opens", "sentence")


def expiring_rows(found: ExpiringAnswer, name: Name) -> list[Row]:
    """Return one row for each commitment that ends."""
    return [
        (name(r.commitment), r.kind, r.what, r.first_possible, r.last_possible, r.opens, r.sentence) for r in found.rows
    ]


def expiring_lines(found: ExpiringAnswer) -> list[str]:
    """Return what ends."""
    return [fill(f"{row.last_possible}: {row.sentence}", "", "    ") for row in found.rows]


_DUE: Final[Mapping[str, tuple[str, str]]] = {
    "end": ("Ends", "Would end"),
    "notice": ("Last day of notice", "Would be the last day of notice"),
    "condition": ("Condition due", "Condition would be due"),
    "option window": ("Offer lapses", "Offer would lapse"),
}
_LONGEST_OPENING: Final = 100


def entry(row: Expiring, name: Name) -> Entry:
    """Return what falls on a day as an entry of a calendar."""
    due, planned = _DUE[row.what]
    latest = row.what == "end" and row.first_possible != row.last_possible
    summary = f"{due if row.made else planned}{' at the latest' if latest else ''}: {name(row.commitment)}"
    if row.opens and len(row.opens) <= _LONGEST_OPENING:
        summary += (
            f"; {'may open' if row.opens.startswith('perhaps ') else 'opens'} {row.opens.removeprefix('perhaps ')}"
        )
    lines = [row.sentence]
    if latest and row.first_possible:
        lines.append(f"It may end from {row.first_possible} on.")
    elif latest:
        lines.append("It may have ended before: no source says how long it lasts at least.")
    for quote in row.evidence:
        source = say_source(quote.source, quote.date)
        lines.append(f'"{quote.quote}" ({source})' if quote.quote else f"Source: {source}")
    return Entry(row.commitment, row.what, row.last_possible, summary, "\n".join(lines), firm=row.made)


def unknown_ends(found: ExpiringAnswer) -> list[str]:
    """Return how many ends are not known; nothing where all are."""
    if not found.unknown_ends:
        return []
    have = "has" if found.unknown_ends == 1 else "have"
    return [f"{found.unknown_ends} more that may be in force {have} no known last day"]


GAP_COLUMNS: Final = ("kind", "certainty", "subject", "before", "after", "countries", "from", "until")


def gap_rows(found: Iterable[Gap], name: Name) -> list[Row]:
    """Return one row for each hole or overlap."""
    return [
        (g.kind, g.certainty, name(g.subject), name(g.between[0]), name(g.between[1]), g.countries, g.first, g.last)
        for g in found
    ]


def gap_lines(found: Iterable[Gap], name: Name) -> list[str]:
    """Return the holes and overlaps as sentences."""
    return [_gap(gap, name) for gap in found]


def _gap(gap: Gap, name: Name) -> str:
    one, other = map(name, gap.between)
    what = {"hole": "no exclusive partner", "overlap": "two exclusive partners"}[gap.kind]
    how = "" if gap.certainty == "certain" else "possibly "
    text = f"{name(gap.subject)}, {gap.countries}: {how}{what} {say_days(gap.first, gap.last)}"
    return fill(f"{text}, between {one!r} and {other!r}", "- ", "  ")
