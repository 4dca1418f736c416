"""Deal books (YAML or JSON) to values; every problem of the file in one pass.

A deal book has sections (``organizations``, ``partnerships``, ``commitments`` ...) that map keys of the
author's choice to entries; `entries` lists their fields. References use those keys. Where a key stands in
several sections that would do (Leica the company, Leica the mark), the field decides or the reference says
``brands:leica``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from partnergraph import model as m
from partnergraph.axes import AXES
from partnergraph.bounds import Period, period_of, reconciled
from partnergraph.errors import PhraseError, Problem, ProblemList, UnknownNameError
from partnergraph.exclusivity.exceptions import emptied, say_emptied
from partnergraph.exclusivity.scope import Trees
from partnergraph.exclusivity.shut_out import for_everybody
from partnergraph.inference import Sources, Timeline, incompatible, is_fact
from partnergraph.ingest import entries as e
from partnergraph.ingest.contract_terms import loosened, why_no_condition, why_no_renewal
from partnergraph.ingest.deal_events import GOING_ON, first_day, problems_of_events
from partnergraph.ingest.located import Located, parse_json, parse_yaml, read_file, read_text
from partnergraph.ingest.near_names import BEGINNING, LOOKED_AT, SHOWN, near_names
from partnergraph.ingest.taken_out import HINT
from partnergraph.ingest.wording import choices, in_words
from partnergraph.names import ENTITY_TYPES, entity_iri, fold, local_name, nearest, node_iri
from partnergraph.terms import Axis, Terms, terms
from partnergraph.vocabulary import DEFAULT_BASE
from partnergraph.wording.glossary import Glossary
from partnergraph.wording.grammar import with_article

E = TypeVar("E", bound=e.Entry)
MOST_WORDS = 12
_AT_A_DEAL = "write it at a commitment or a partnership"
_NOTHING_THAT_RUNS = "", "is said of what does not run", _AT_A_DEAL

_THINGS: dict[str, type[m.Entity]] = {
    "organizations": m.Organization,
    "brands": m.Brand,
    "people": m.Person,
    "rights": m.Right,
}
_SUBJECTS = ("brands", "products", "rights")
_PARTIES = ("organizations", "people")
_ANYTHING = (*_THINGS, "products", *e.FACT_SECTIONS, "claims")


def read_dealbook(path: str | Path, *, name: str | None = None, warnings: list[Problem] | None = None) -> m.Dataset:
    """Read a deal book file; ``warnings`` takes what only wants a look.

    Raises `InputError` with every problem found: file, line, column, field, value, why, what to write.
    """
    path = Path(path)
    file = name or str(path)
    return parse_dealbook(read_file(path, file), file=file, is_json=path.suffix.lower() == ".json", warnings=warnings)


def parse_dealbook(
    content: bytes, *, file: str = "deal book", is_json: bool = False, warnings: list[Problem] | None = None
) -> m.Dataset:
    """Read a deal book from bytes; see `read_dealbook`."""
    text = read_text(content, file)
    book = _Book((parse_json if is_json else parse_yaml)(text, file), file)
    data = book.read()
    if warnings is not None:
        warnings.extend(book.problems.warnings)
    return data


class _Book:
    """One pass over one file: checks entries, resolves references, collects values and problems."""

    def __init__(self, root: Located, file: str) -> None:
        self.root = root
        self.problems = ProblemList(file)
        self.sections: dict[str, dict[str, Any]] = {}
        self.declared: dict[str, list[str]] = {}
        self.things: dict[str, m.Entity] = {}
        self.base = DEFAULT_BASE
        self.data = m.Dataset()
        self.evidence: dict[m.Iri, m.Evidence] = {}
        self.statement_count: dict[str, int] = {}
        self.told: dict[m.Iri, list[m.Iri]] = {}
        self.hanging: dict[m.Iri, tuple[str | int, ...]] = {}
        """Where statements stand whose start or end hangs on an occurrence."""

    # -- problems with their place

    def problem(
        self, path: tuple[str | int, ...], message: str, hint: str | None = None, severity: str = "error"
    ) -> None:
        node = self.root.at(path)
        line, column = (node.key_place or node.place) if isinstance(node.value, dict) else node.place
        value = node.value if isinstance(node.value, str) else None
        field = ".".join(map(str, path)) or None
        self.problems.add(message, hint=hint, line=line, column=column, field=field, value=value, severity=severity)

    # -- reading

    def read(self) -> m.Dataset:
        self.check_head()
        for section in e.SECTIONS:
            self.check_section(section)
        self.read_sources()
        self.read_things()
        self.read_terms()
        for section, kind in e.FACT_SECTIONS.items():
            for key, entry in self.sections[section].items():
                self.read_fact(section, kind, key, entry)
        for problem in problems_of_events(self.data, self.base):
            line = f" (line {self.root.at(problem.beside).place[0]})" if problem.beside is not None else ""
            self.problem(problem.path, problem.message + line, problem.hint, problem.severity)
        if not self.problems.errors:
            self.check_relative()
        for key, entry in self.sections["claims"].items():
            self.read_claim(key, entry)
        for key, entry in self.sections["comparisons"].items():
            self.read_comparison(key, entry)
        self.warn_of_forbidden_sublicences()
        self.describe_things()
        self.data.evidence.extend(self.evidence.values())
        if not self.problems.errors and not (self.data.statements or self.data.claims or self.data.descriptions):
            self.problem((), "nothing is stated here", "add partnerships, commitments or releases")
        self.problems.items.sort(key=lambda problem: (problem.line or 0, problem.column or 0))
        self.problems.raise_errors()
        return self.data

    def check_head(self) -> None:
        if not isinstance(self.root.value, dict):
            self.problem((), "a deal book is a mapping of sections", "start with 'dealbook: 1'")
            self.problems.raise_errors()
        known = set(e.DealBook.model_fields)
        head: dict[str, Any] = {}
        for key, node in self.root.value.items() if isinstance(self.root.value, dict) else ():
            if key not in known:
                near = nearest(key, known, 1)
                self.problem((key,), "is not a section", f"did you mean {near[0]!r}?" if near else choices(known))
            elif key not in e.SECTIONS:
                head[key] = node.plain()
        self.check(e.DealBook, head, ())
        self.base = head.get("base") or DEFAULT_BASE

    def check_section(self, section: str) -> None:
        self.sections[section] = {}
        node = self.root.at((section,))
        keys = node.value if node is not self.root and node.value is not None else {}
        if not isinstance(keys, dict):
            self.problem((section,), "must map keys to entries", f"write '{section}:' and below it 'some-key: {{...}}'")
            keys = {}
        self.declared[section] = list(keys)
        for key, item in keys.items():
            plain = item.plain()
            if section in (*_THINGS, "products") and (plain is None or isinstance(plain, str)):
                plain = {"name": plain or key}
            try:
                e.check_identifier(key)
            except PhraseError as error:
                self.problem((section, key), f"key {key!r} {error.why}", error.hint)
            entry = self.check(e.SECTIONS[section], self.spelt(section, key, _stated(plain)), (section, key))
            if entry is not None:
                self.sections[section][key] = entry

    def spelt(self, section: str, key: str, plain: Any) -> Any:
        """Return a commitment's entry with ``grantor`` and ``grantee`` as the fields that they are."""
        if section != "commitments" or not isinstance(plain, dict):
            return plain
        for other, name in e.AS_ASKED.items():
            if other in plain and name in plain:
                self.problem((section, key, other), f"is the same as {name}", "write one of them")
            elif other in plain and plain.get("side") == "user":
                self.problem((section, key, other), "is not said of the user's promise", "write bound, beneficiaries")
        return {e.AS_ASKED.get(field, field): value for field, value in plain.items()}

    def check(self, kind: type[E], plain: object, path: tuple[str | int, ...]) -> E | None:
        try:
            return TypeAdapter(kind).validate_python(plain)
        except ValidationError as error:
            wrong = error.errors(include_url=False)
        for item in wrong:
            item["loc"] = tuple(step for step in item["loc"] if step not in (e.STATED, e.RELATIVE))
            self.problem((*path, *item["loc"]), *in_words(item, kind))
        # The rest is read on, so that what is wrong there is told in the same pass.
        fields = {item["loc"][0] for item in wrong if item["loc"]}
        rest = {key: value for key, value in plain.items() if key not in fields} if isinstance(plain, dict) else {}
        try:
            return TypeAdapter(kind).validate_python(rest) if fields else None
        except ValidationError:
            return None

    def warn_of_forbidden_sublicences(self) -> None:
        """Tell of sublicences of a deal that forbids them, with both places: both stay, and nobody holds the right."""
        for key, entry in self.sections["commitments"].items() if not self.problems.errors else ():
            forbids = entry.kind in m.FORBIDDING
            parent = (
                not forbids
                and entry.parent
                and self.find(entry.parent, ("commitments",), ("commitments", key, "parent"))
            )
            for path, said in self.said_of(parent) if parent else ():
                if said.sublicensing == "forbidden":
                    line = self.root.at((*path, "sublicensing")).place[0]
                    self.problem(
                        ("commitments", key, "parent"),
                        f"is of a deal that forbids sublicences (line {line})",
                        "check both; as they stand, what is granted here is not held by who grants it",
                        "warning",
                    )

    def said_of(self, fact: tuple[str, str]) -> Iterator[tuple[tuple[str | int, ...], e.Said]]:
        """Yield what is said of a fact, with the place where it is said."""
        entry = self.sections[fact[0]].get(fact[1])
        if entry is not None:
            yield fact, entry
            yield from (((*fact, "statements", i), said) for i, said in enumerate(entry.statements))

    # -- references

    def find(self, reference: str, sections: Iterable[str], path: tuple[str | int, ...]) -> tuple[str, str] | None:
        """Return (section, key) of a reference, or report why there is none."""
        sections = tuple(sections)
        section, _, key = (part.strip() for part in reference.partition(":"))
        if key in self.declared.get(section, ()):
            if section in sections:
                return section, key
            self.problem(path, f"stands under {section}", f"here goes an entry of {' or '.join(sections)}")
            return None
        found = [section for section in sections if reference in self.declared[section]]
        if len(found) == 1:
            return found[0], reference
        if found:
            hint = "write " + " or ".join(f"'{section}:{reference}'" for section in found)
            self.problem(path, "is the key of several entries", hint)
            return None
        known = [key for section in sections for key in self.declared[section]]
        near = nearest(reference, known)
        where = " or ".join(sections[:3]) if len(sections) <= 3 else "this file"
        self.problem(path, f"is no key in {where}", f"nearest: {', '.join(near)}" if near else f"add it under {where}")
        return None

    def thing(self, reference: str, sections: Iterable[str], path: tuple[str | int, ...]) -> m.Iri | None:
        found = self.find(reference, sections, path)
        if found is None:
            return None
        section, key = found
        if section in e.FACT_SECTIONS or section == "claims":
            return node_iri(e.FACT_SECTIONS.get(section, "claim"), key, self.base)
        entity = self.things.get(f"{section}:{key}")
        return entity.iri if entity else None

    def in_series(self, reference: str, path: tuple[str | int, ...]) -> m.Iri | None:
        iri = self.thing(reference, ("products",), path)
        if any(thing.iri == iri and not isinstance(thing, m.Series) for thing in self.things.values()):
            self.problem(path, "is a model", "give that product 'kind: series'")
        return iri

    def distinct(
        self, references: tuple[str, ...], sections: Iterable[str], path: tuple[str | int, ...]
    ) -> tuple[m.Iri, ...]:
        """Return two or more things, or report that all references mean one."""
        found = self.all_things(references, sections, path)
        if len(found) == 1 and all(reference == references[0] for reference in references):
            self.problem(path, "names one thing twice", "name the others")
        return found

    def all_things(
        self, references: Iterable[str], sections: Iterable[str], path: tuple[str | int, ...]
    ) -> tuple[m.Iri, ...]:
        found = (self.thing(reference, sections, (*path, i)) for i, reference in enumerate(references))
        return tuple(sorted({iri for iri in found if iri is not None}))

    def term(self, axis: Axis, name: str, path: tuple[str | int, ...]) -> m.Iri | None:
        try:
            return self.terms.find(axis, name)
        except UnknownNameError as error:
            near = f"nearest: {', '.join(error.nearest)}" if error.nearest else "see 'partnergraph terms'"
            own = "" if axis == "event-kind" else "; or declare it under 'terms'"
            self.problem(path, f"no {error.what} is called so", near + own)
            return None

    def all_terms(self, axis: Axis, names: Iterable[str], path: tuple[str | int, ...]) -> tuple[m.Iri, ...]:
        found = (self.term(axis, name, (*path, i)) for i, name in enumerate(names))
        return tuple(sorted({iri for iri in found if iri is not None}))

    def source(self, key: str | None, path: tuple[str | int, ...]) -> m.Iri | None:
        """Return the IRI of the source that says this: named, the default, or the only one."""
        key = key or self.default_source
        if key is not None:
            found = self.find(key, ("sources",), (*path, "source"))
            return node_iri("source", found[1], self.base) if found else None
        if self.declared["sources"]:
            self.problem(
                path, "does not say which source states it", "add 'source: KEY' or 'default_source: KEY' at the top"
            )
        return None

    # -- sections

    def read_sources(self) -> None:
        if not self.declared["sources"]:
            self.problem((), "no source is declared", "add 'sources:' with one entry that has a title and a date")
        node = self.root.at(("default_source",))
        only = self.declared["sources"][0] if len(self.declared["sources"]) == 1 else None
        self.default_source = node.value if node is not self.root and isinstance(node.value, str) else only
        if self.default_source is not None and self.default_source != only:
            self.find(self.default_source, ("sources",), ("default_source",))

    def add_sources(self) -> None:
        for key, entry in self.sections["sources"].items():
            path = ("sources", key)
            complete = [
                self.listed(i.grantor, i.subject, (*path, "complete_for", n), "grantor")
                for n, i in enumerate(entry.complete_for)
            ]
            holdings = [
                self.listed(i.holder, i.subject, (*path, "complete_holdings", n), "holder")
                for n, i in enumerate(entry.complete_holdings)
            ]
            for name in ("complete_for", "complete_holdings") if entry.as_of is None else ():
                if getattr(entry, name):
                    self.problem((*path, name), "is complete as of which day?", "add 'as_of: 2024-02-28'")
            copied = self.find(entry.copy_of, ("sources",), (*path, "copy_of")) if entry.copy_of else None
            self.data.sources.append(
                m.Source(
                    iri=node_iri("source", key, self.base),
                    title=entry.title,
                    date=entry.date,
                    publisher=entry.publisher,
                    url=entry.url,
                    sha256=entry.sha256,
                    as_of=entry.as_of,
                    copy_of=node_iri("source", copied[1], self.base) if copied else None,
                    kind=entry.kind,
                    governing_law=entry.law,
                    complete_for=tuple(sorted(filter(None, complete))),
                    complete_holdings=tuple(sorted(filter(None, holdings))),
                    prevails=entry.prevails is True,
                    prevails_for=self.prevails_for(entry.prevails, (*path, "prevails")),
                )
            )
            if entry.law is not None and entry.kind not in (None, "contract"):
                self.problem((*path, "law"), "is said of a contract", "write 'kind: contract', or put it into a note")
            if entry.date is None and entry.as_of is None:
                self.problem(path, "has no date", "add 'date: 2024-02-28', or its statements hold on no day", "warning")

    def listed(self, party: str, subject: str, path: tuple[str | int, ...], role: str) -> tuple[m.Iri, m.Iri] | None:
        """Return of whom and of what a source lists everything; ``None`` where one of them is not there."""
        who = self.thing(party, _PARTIES, (*path, role))
        what = self.thing(subject, _SUBJECTS, (*path, "subject"))
        return (who, what) if who and what else None

    def prevails_for(self, facts: bool | tuple[str, ...], path: tuple[str | int, ...]) -> tuple[m.Iri, ...]:
        """Return the facts of which alone a source prevails."""
        return () if isinstance(facts, bool) else self.all_things(facts, tuple(e.FACT_SECTIONS), path)

    def read_things(self) -> None:
        for section, kind in _THINGS.items():
            for key, entry in self.sections[section].items():
                self.declare(section, key, kind, entry)
        for key, entry in self.sections["products"].items():
            self.declare("products", key, m.Model if entry.kind == "model" else m.Series, entry)
        self.data.entities.extend({thing.iri: thing for thing in self.things.values()}.values())
        self.warn_of_near_names()
        self.add_sources()

    def declare(self, section: str, key: str, kind: type[m.Entity], entry: e.ThingEntry) -> None:
        name = entry.name or key
        thing = kind(iri=entity_iri(kind, name, self.base), name=name)
        twin = next((other for other in self.things.values() if other.iri == thing.iri), None)
        if twin is not None:
            self.problem((section, key), f"is the same {ENTITY_TYPES[kind]} as another entry here", "keep one of them")
        self.things[f"{section}:{key}"] = thing

    def warn_of_near_names(self) -> None:
        """Warn of names that may be one thing written in two ways; of many, the surest, and how many more."""
        for section, (_, word, reasons) in LOOKED_AT.items():
            places = {thing.name: place for place, thing in self.things.items() if place.startswith(f"{section}:")}
            found = near_names(places, reasons=[why for why in reasons if why != BEGINNING])
            for near in found[:SHOWN]:
                message = f"looks like {near.like!r}, {near.why}; they stay two"
                hint = "if they are one, keep one entry and put the other name under 'aliases'"
                self.problem((section, places[near.name].partition(":")[2]), message, hint, "warning")
            if len(found) > SHOWN:
                message = f"{len(found) - SHOWN:,} more pairs of names look alike; each stays a {word} of its own"
                self.problem((section,), message, "look through the names", "warning")

    def read_terms(self) -> None:
        shipped: Terms = terms()
        own: dict[str, m.Term] = {}
        for key, entry in self.sections["terms"].items():
            iri = f"{self.base}{entry.axis}/{key}"
            own[key] = m.Term(iri=iri, name=entry.name or key, scheme=entry.axis, broader=None)
            if any((entry.axis, fold(name)) in shipped.by_name for name in (key, own[key].name)):
                self.problem(
                    ("terms", key),
                    f"is {with_article(entry.axis)} that comes with partnergraph",
                    "leave it out and use that one",
                )
        self.terms = shipped.with_own(own.values())
        placed = []
        for key, entry in self.sections["terms"].items():
            broader = self.term(entry.axis, entry.broader, ("terms", key, "broader")) if entry.broader else None
            placed.append(m.Term(iri=own[key].iri, name=own[key].name, scheme=own[key].scheme, broader=broader))
        self.data.entities.extend(placed)
        self.terms = shipped.with_own(placed)
        for key, term in own.items():
            if self.is_below(term.iri, term.iri):
                self.problem(("terms", key, "broader"), "stands above itself", "name a term that is wider")

    def is_below(self, iri: m.Iri, top: m.Iri) -> bool:
        seen: set[m.Iri] = set()
        above = self.terms.broader.get(iri)
        while above is not None and above not in seen:
            seen.add(above)
            above = self.terms.broader.get(above)
        return top in seen

    def read_fact(self, section: str, kind: str, key: str, entry: Any) -> None:
        path = (section, key)
        iri = node_iri(kind, key, self.base)
        before = len(self.problems.errors)
        identity = _IDENTITIES[section](self, entry, iri, entry.label or key, path)
        if len(self.problems.errors) == before:
            self.data.identities.append(identity)
        inline = [] if entry.statements and not _says_anything(entry) else [(entry, path)]
        nested = [(said, (*path, "statements", i)) for i, said in enumerate(entry.statements)]
        for said, where in (*inline, *nested):
            self.read_statement(said, f"{kind}-{key}", iri, identity, where)

    def read_statement(
        self, said: e.Said, name: str, about: m.Iri, identity: m.Identity, path: tuple[str | int, ...]
    ) -> None:
        source = self.source(said.source, path)
        if source is None:
            return
        period = self.period(said, source, path)
        renewal = self.renewal(said, period, identity, path)
        conditions = self.conditions(said, period, identity, path)
        starts, ends = (self.relative(edge, getattr(said, edge), identity, (*path, edge)) for edge in ("start", "end"))
        statement = m.Statement(
            relative_starts=starts,
            relative_ends=ends,
            sell_off=said.sell_off,
            iri=self.statement_iri(name, source),
            about=about,
            source=source,
            modality=said.modality,
            denied=said.denied,
            status=said.status,
            subjects=self.all_things(said.subject, _SUBJECTS, (*path, "subject")),
            territory=said.territory,
            territory_words=said.territory_words,
            period=loosened(period, renewal, conditions),
            renewal=renewal,
            conditions=conditions,
            present_tense=said.present_tense,
            until=self.thing(said.until, ("partnerships",), (*path, "until")) if said.until else None,
            coextensive=said.coextensive,
            strength=said.strength,
            covers_affiliates=said.covers_affiliates,
            sublicensing=said.sublicensing,
            option=said.option,
            response_days=said.response_days,
            carveouts=tuple(self.carveout(item, (*path, "carveouts", i)) for i, item in enumerate(said.carveouts)),
            price=_price(said.price),
            quantity=_quantity(said.quantity),
            purpose=said.purpose,
            place=said.place,
            note=said.note,
            said_by=self.all_things(said.said_by, ("people", "organizations"), (*path, "said_by")),
            evidence=self.passages(said.evidence, source, path),
            **{a.terms: self.all_terms(a.name, getattr(said, a.name), (*path, a.name)) for a in AXES},
        )
        self.check_statement(statement, identity, path)
        if starts or ends:
            self.hanging[statement.iri] = path
        self.data.statements.append(statement)
        self.remember(source, _mentioned(identity), statement.subjects, statement.said_by)

    def check_statement(self, statement: m.Statement, identity: m.Identity, path: tuple[str | int, ...]) -> None:
        exclusive = isinstance(identity, m.Commitment) and identity.kind == "exclusivity"
        if statement.strength and not exclusive and not isinstance(identity, m.DealEvent):
            self.problem(
                (*path, "strength"), "only an exclusivity has a strength", "remove it, or write 'kind: exclusivity'"
            )
        if exclusive and not statement.strength:
            hint = "write exclusive, sole, co-exclusive or, where the source only says exclusive, unqualified"
            self.problem((*path, "strength"), "is missing", hint)
        self.check_exceptions(statement, identity, path)
        is_option = isinstance(identity, m.Commitment) and identity.kind == "option"
        for name in ("option", "response_days") if not is_option else ():
            if getattr(statement, name) is not None:
                self.problem((*path, name), "is said of options only", "remove it, or write 'kind: option'")
        if statement.sell_off and not (isinstance(identity, m.Commitment) and identity.lets_act):
            self.problem((*path, "sell_off"), "is said of what lets nobody sell", "say it of the licence")
        if isinstance(identity, m.Commitment) and identity.only_forbids and statement.sublicensing:
            self.problem((*path, "sublicensing"), "only what lets somebody act is sublicensed", "say it of the licence")
        if isinstance(identity, m.Commitment) and not statement.subjects:
            self.problem((*path, "subject"), "names no mark, product or right", "add 'subject: KEY'", "warning")

    def check_exceptions(self, said: m.Statement, identity: m.Identity, path: tuple[str | int, ...]) -> None:
        if not isinstance(identity, m.Commitment):
            counts = isinstance(identity, m.DealEvent)
            if any(one != m.Carveout() for one in said.carveouts) and not counts:
                self.problem((*path, "carveouts"), "count of a commitment only", "say it of the commitment", "warning")
            return
        of_parties = identity.kind != "grant" and identity.side == "grantor"
        if not of_parties and not all(map(for_everybody, said.carveouts)):
            hint = "leave out for what or where it does not hold: territory, field, channel ..."
            self.problem((*path, "carveouts"), "a promise to others has exceptions for a party, this has not", hint)
        taken = emptied(said, Trees(self.terms.broader))
        if taken:
            self.problem((*path, "carveouts"), say_emptied(taken, said, self.glossary), HINT)

    @cached_property
    def glossary(self) -> Glossary:
        """What things, facts and terms of this file are called."""
        named = {thing.iri: thing.name for thing in self.things.values()} | dict(self.terms.labels)
        return Glossary(lambda iri: named.get(iri, local_name(iri)), set[m.Iri]().__contains__)

    def statement_iri(self, name: str, source: m.Iri) -> m.Iri:
        stem = f"{name}--{source.rsplit('/', 1)[-1]}"
        number = self.statement_count[stem] = self.statement_count.get(stem, 0) + 1
        return node_iri("statement", stem if number == 1 else f"{stem}--{number}", self.base)

    def period(self, said: e.Said, source: m.Iri, path: tuple[str | int, ...]) -> Period | None:
        if isinstance(said, e.EventSaid):
            return self.period_of_event(said, source, path)
        if said.period is not None and any(part is not None for part in (said.start, said.end, said.term)):
            self.problem((*path, "period"), "stands beside start, end or term", "write one or the others")
            return None
        start, end = (None if isinstance(day, e.RelativeEntry) else day for day in (said.start, said.end))
        hanging = start is not said.start or end is not said.end
        if hanging and said.end is not None and said.term is not None:
            self.problem(
                (*path, "term"), "stands beside an end", "write one, or {later_of: [...]} or {earlier_of: [...]}"
            )
            return None
        if said.start is None and said.term is not None:
            hint = "write 'start: 2021-03-01' beside it; a term that nobody knows the start of belongs into a note"
            self.problem((*path, "term"), "is a length without a first day", hint)
            return None
        if said.period is not None or (start is None and end is None and (said.term is None or not hanging)):
            return said.period
        limit, term = said.term or ("term", None)
        if start is None and term is not None:
            return Period("/", **{limit: term})  # type: ignore[arg-type]
        try:
            period = period_of(start, end, term=term, limit=limit)
        except PhraseError as error:
            self.problem((*path, "end" if said.end is not None else "term"), error.why, error.hint)
            return None
        return self.ending(period, source, path)

    def relative(
        self, edge: str, said: object, identity: m.Identity, path: tuple[str | int, ...]
    ) -> tuple[m.RelativeDay, ...]:
        """Return the days of which a start, or an end, is one, or report why what is said is none."""
        if not isinstance(said, e.RelativeEntry):
            return ()
        if not isinstance(identity, m.Commitment | m.Partnership | m.Ownership):
            self.problem(path, "hangs on an occurrence, and is none of a deal", "write its day, or leave it out")
        ways: tuple[tuple[str, m.Among], ...] = (("later_of", "later"), ("earlier_of", "earlier"))
        for word, among in ways:
            days = getattr(said, word)
            if days is not None:
                found = (self.relative_day(edge, one, (*path, word, i)) for i, one in enumerate(days))
                return tuple(replace(day, among=among) for day in found)
        return (self.relative_day(edge, said, path),)

    def relative_day(self, edge: str, said: date | e.HangingEntry, path: tuple[str | int, ...]) -> m.RelativeDay:
        if isinstance(said, date):
            return m.RelativeDay(day=said)
        for word, keys in said.named.items():
            as_term = word == "from" and said.length is not None
            if edge == "start" and (word == "until" or as_term):
                self.problem((*path, word), "is said of an end", "write 'from: KEY', or 'after: KEY' with a length")
            if edge == "end" and word == "from" and not as_term:
                hint = "write 'length: 5 years' beside it, or 'until: KEY' where that day is the last one"
                self.problem((*path, word), "does not say for how long", hint)
            iris = self.all_things(keys, ("events", "releases"), (*path, word))
            return m.RelativeDay(occurrences=iris, which=said.which, length=said.length, as_term=as_term)
        return m.RelativeDay()

    def check_relative(self) -> None:
        """Tell of starts and ends that hang on occurrences and cannot be beside what the same source states."""
        about: dict[m.Iri, list[m.Statement]] = {}
        for said in self.data.statements if self.hanging else ():
            about.setdefault(said.about, []).append(said)
        timeline = Timeline(self.data.identities, about, Sources({one.iri: one for one in self.data.sources}))
        for iri, path in self.hanging.items():
            (said,) = (one for one in self.data.statements if one.iri == iri)
            others = [one for one in about[said.about] if one.source == said.source and is_fact(one)]
            bounds = [b for one in others for b in timeline.of_statement(one) if not b.readings]
            odd = incompatible([b for b in timeline.of_statement(said) if not b.readings], bounds)
            if is_fact(said) and odd:
                edge = "end" if said.relative_ends else "start"
                known = {one.iri: one for iri in said.hangs_on for one in about.get(iri, ())}
                named = (known[iri] for bound in odd for iri in sorted(bound.rests_on) if iri in known)
                places = dict.fromkeys(self.place_of(one) for one in named)
                hint = (
                    "check the days of both; where the source says that the later or the earlier counts, write later_of"
                )
                self.problem((*path, edge), f"cannot be beside the other days of it, by {' and '.join(places)}", hint)

    def place_of(self, said: m.Statement) -> str:
        """Return where a fact is that a statement is about, in words."""
        key = said.about.rsplit("/", 1)[-1]
        section = next(s for s in ("events", "releases") if key in self.declared[s])
        return f"{key!r} (line {self.root.at((section, key)).place[0]})"

    def renewal(
        self, said: e.Said, period: Period | None, identity: m.Identity, path: tuple[str | int, ...]
    ) -> m.Renewal | None:
        """Return how something may be renewed, or report why what is said is no renewal."""
        entry, field = (said.renews, "renews") if said.renews is not None else (said.extends, "extends")
        if entry is None:
            return None
        by: m.RenewedBy = "silence" if field == "renews" else "exercise"
        renewal = m.Renewal(every=entry.every, by=by, notice=entry.notice, times=entry.times)
        if not (isinstance(identity, m.Commitment | m.Partnership) or _changes_terms(identity)):
            wrong: tuple[str, str] | None = ("is said of what does not run", _AT_A_DEAL)
        elif said.renews is not None and said.extends is not None:
            wrong = "stands beside extends", "write one of them, and the other one into a note"
        else:
            hangs = isinstance(said.end, e.RelativeEntry) or _changes_terms(identity)
            wrong = why_no_renewal(renewal, period, said.status, hangs=hangs)
        if wrong is not None:
            self.problem((*path, field), *wrong)
        return renewal

    def conditions(
        self, said: e.Said, period: Period | None, identity: m.Identity, path: tuple[str | int, ...]
    ) -> tuple[m.Condition, ...]:
        """Return what something hangs on, or report why what is said is no condition."""
        changes = _changes_terms(identity)
        exclusive = changes or (isinstance(identity, m.Commitment) and identity.kind == "exclusivity")
        runs = changes or isinstance(identity, m.Commitment | m.Partnership)
        found = tuple(
            m.Condition(text=one.text, kind=one.kind, since=one.since, met=one.met, failed=one.failed, then=one.then)
            for one in said.conditions
        )
        for number, condition in enumerate(found):
            of = None if changes and condition.kind == "first" else period
            wrong = why_no_condition(condition, of, exclusive=exclusive) if runs else _NOTHING_THAT_RUNS
            if wrong is not None:
                field, *why = wrong
                self.problem((*path, "conditions", number, field) if field else (*path, "conditions", number), *why)
        return found

    def ending(self, period: Period, source: m.Iri, path: tuple[str | int, ...]) -> Period:
        """Return a period of which both ends are possible where one source states two; the press only plans the one."""
        either = period if self.is_press(source) else reconciled(period)
        if either.edtf == period.edtf:
            return either
        message = "does not end on the stated end; both count as possible"
        self.problem((*path, "term"), message, "check start, end and term", "warning")
        return either

    def is_press(self, source: m.Iri) -> bool:
        """Whether a source, or what it is a copy of, is of the press."""
        return Sources({one.iri: one for one in self.data.sources}).is_press(source)

    def period_of_event(self, said: e.EventSaid, source: m.Iri, path: tuple[str | int, ...]) -> Period | None:
        """Return the period of an event: from the first day of what it makes, to the end that the deal then has."""
        given = [name for name in ("period", "start", "on", "last_day") if getattr(said, name) is not None]
        if len(given) > 1:
            self.problem((*path, given[1]), f"stands beside {given[0]}", "write one day from which it works")
        if said.period is not None:
            return said.period
        entry: Any = self.sections[str(path[0])].get(str(path[1]), said)
        limit, term = said.term or ("term", None)
        try:
            first = first_day(said, ends=getattr(entry, "kind", "") in m.ENDING_EVENTS)
            return self.ending(period_of(first, said.end, term=term, limit=limit), source, path)
        except PhraseError as error:
            self.problem((*path, "end"), error.why, error.hint)
            return None

    def carveout(self, entry: e.CarveoutEntry, path: tuple[str | int, ...]) -> m.Carveout:
        commitment = self.thing(entry.commitment, ("commitments",), (*path, "commitment")) if entry.commitment else None
        terms = {a.terms: self.all_terms(a.name, getattr(entry, a.name), (*path, a.name)) for a in AXES}
        if not (entry.parties or entry.territory or entry.commitment or any(terms.values())):
            self.problem(path, "leaves nothing open", "say for whom, where or for what: parties, territory, field")
        return m.Carveout(
            parties=self.all_things(entry.parties, _PARTIES, (*path, "parties")),
            territory=entry.territory,
            commitment=commitment,
            **terms,
        )

    def passages(
        self, items: Iterable[e.EvidenceEntry], source: m.Iri | None, path: tuple[str | int, ...]
    ) -> tuple[m.Iri, ...]:
        found = []
        for i, item in enumerate(items):
            where = (*path, "evidence", i)
            owner = self.source(item.source, where) if item.source else source
            if owner is None:
                continue
            if len(item.phrase.split()) > MOST_WORDS:
                count = len(item.phrase.split())
                self.problem(
                    (*where, "phrase"),
                    f"has {count} words",
                    f"quote at most {MOST_WORDS}; several phrases may be given",
                )
            place = f"{item.at}-{item.at + len(item.phrase)}" if item.at is not None else _digest(item.phrase)
            iri = node_iri("evidence", f"{owner.rsplit('/', 1)[-1]}-{place}", self.base)
            known = self.evidence.setdefault(iri, m.Evidence(iri=iri, source=owner, phrase=item.phrase, start=item.at))
            if known.phrase != item.phrase:
                self.problem((*where, "at"), f"is the place of {known.phrase!r} already", "count again, in code points")
            if owner != source:
                hint = "say under 'statements' what each source says, with its own evidence"
                self.problem((*where, "source"), "is not the source of this statement", hint)
            found.append(iri)
        return tuple(sorted(set(found)))

    def read_claim(self, key: str, entry: e.ClaimEntry) -> None:
        path = ("claims", key)
        source = self.source(entry.source, path)
        if source is None:
            return
        claimants = self.all_things(entry.said_by, ("people", "organizations"), (*path, "said_by"))
        about = self.all_things(entry.about, tuple(s for s in _ANYTHING if s != "claims"), (*path, "about"))
        claim = m.Claim(
            iri=node_iri("claim", key, self.base),
            source=source,
            modality=entry.modality,
            text=entry.text,
            about=about,
            claimants=claimants,
            denied=entry.denied,
            evidence=self.passages(entry.evidence, source, path),
        )
        self.data.claims.append(claim)
        self.remember(source, claimants, about)

    def read_comparison(self, key: str, entry: e.ComparisonEntry) -> None:
        compared = self.all_things(entry.compares, ("claims", *e.FACT_SECTIONS), ("comparisons", key, "compares"))
        iri = node_iri("comparison", key, self.base)
        source = self.source(entry.source, ("comparisons", key))
        if source is not None:
            self.data.comparisons.append(
                m.ClaimComparison(iri=iri, source=source, compared=compared, verdict=entry.verdict, reason=entry.reason)
            )

    # -- what each source says of the things it mentions

    def remember(self, source: m.Iri, *mentions: Iterable[m.Iri]) -> None:
        self.told.setdefault(source, []).extend(iri for group in mentions for iri in group)

    def describe_things(self) -> None:
        """Make one description for each thing and each source that mentions it."""
        described: set[tuple[m.Iri, m.Iri]] = set()
        for place, thing in self.things.items():
            section, _, key = place.partition(":")
            entry = self.sections[section][key]
            source = self.source_of_thing(entry, (section, key), thing.iri)
            if source is not None:
                described.add((thing.iri, source))
                self.data.descriptions.append(self.description(entry, thing, source, (section, key)))
        named = {thing.iri: thing for thing in self.things.values()}
        for source, mentioned in self.told.items():
            for iri in sorted(set(mentioned) & set(named)):
                if (iri, source) not in described:
                    described.add((iri, source))
                    about = m.Description(
                        iri=self.description_iri(iri, source), about=iri, source=source, name=named[iri].name
                    )
                    self.data.descriptions.append(about)

    def source_of_thing(self, entry: e.ThingEntry, path: tuple[str | int, ...], iri: m.Iri) -> m.Iri | None:
        if entry.source or self.default_source:
            return self.source(entry.source, path)
        if entry.model_fields_set - {"name", "kind"}:
            return self.source(None, path)
        if not any(iri in mentioned for mentioned in self.told.values()):
            self.problem(path, "is mentioned by no source here", "remove it, or say 'source: KEY'", "warning")
        return None

    def description_iri(self, about: m.Iri, source: m.Iri) -> m.Iri:
        kind, name = about.removeprefix(self.base).split("/", 1)
        return node_iri("description", f"{kind}-{name}--{source.rsplit('/', 1)[-1]}", self.base)

    def description(
        self, entry: e.ThingEntry, thing: m.Entity, source: m.Iri, path: tuple[str | int, ...]
    ) -> m.Description:
        product: dict[str, Any] = {}
        if isinstance(entry, e.ProductEntry):
            series = self.in_series(entry.series, (*path, "series")) if entry.series else None
            product = {
                "makers": self.all_things(entry.makers, ("organizations",), (*path, "makers")),
                "brands": self.all_things(entry.brands, ("brands",), (*path, "brands")),
                "series": series,
            }
            self.remember(source, product["makers"], product["brands"], filter(None, [series]))
        return m.Description(
            iri=self.description_iri(thing.iri, source),
            about=thing.iri,
            source=source,
            name=thing.name,
            aliases=tuple(sorted(set(entry.aliases))),
            website=entry.website,
            lei=entry.lei,
            wikidata=f"http://www.wikidata.org/entity/{entry.wikidata}" if entry.wikidata else None,
            evidence=self.passages(entry.evidence, source, path),
            **product,
        )


# --- identities of each section -------------------------------------------------------------------


def _partnership(book: _Book, x: e.PartnershipEntry, iri: m.Iri, label: str, path: tuple[str | int, ...]) -> m.Identity:
    return m.Partnership(iri=iri, label=label, parties=book.distinct(x.parties, _PARTIES, (*path, "parties")))


def _in_partnership(book: _Book, x: Any, path: tuple[str | int, ...]) -> m.Iri | None:
    return book.thing(x.partnership, ("partnerships",), (*path, "partnership")) if x.partnership else None


def _commitment(book: _Book, x: e.CommitmentEntry, iri: m.Iri, label: str, path: tuple[str | int, ...]) -> m.Identity:
    bound = book.all_things(x.bound, _PARTIES, (*path, "bound"))
    others = {
        name: book.all_things(getattr(x, name), _PARTIES, (*path, name))
        for name in ("beneficiaries", "excluded", "promisees")
    }
    _check_parties(book, x, bound, others, path)
    if x.parent is not None and x.parent.removeprefix("commitments:") == path[-1]:
        book.problem((*path, "parent"), "is this commitment itself", "name the one that it is a sublicence of")
    return m.Commitment(
        iri=iri,
        label=label,
        kind=x.kind,
        bound=bound,
        side=x.side,
        partnership=_in_partnership(book, x, path),
        parent=book.thing(x.parent, ("commitments",), (*path, "parent")) if x.parent else None,
        at_most=x.at_most,
        **others,
    )


_WHOM: Final = {
    "beneficiaries": ("lets nobody act", "say to whom it is promised: promisees"),
    "excluded": ("only an exclusion names who may not act", "write 'kind: exclusion', in an entry of its own"),
    "promisees": ("only an exclusion or a holdback has promisees", "write beneficiaries"),
}
"""Why a kind cannot name some parties, and what to write instead."""


def _check_parties(
    book: _Book,
    x: e.CommitmentEntry,
    bound: tuple[m.Iri, ...],
    others: dict[str, tuple[m.Iri, ...]],
    path: tuple[str | int, ...],
) -> None:
    forbids = x.kind in m.FORBIDDING
    needed = {"exclusion": "excluded", "holdback": "promisees"}.get(x.kind, "beneficiaries")
    for name, parties in others.items():
        if getattr(x, name) and name not in (needed, "promisees" if forbids else ""):
            book.problem((*path, name), *_WHOM[name])
        elif set(bound) & set(parties):
            itself = "names a party that binds itself to itself", "name the other party"
            everybody = "names the bound party", "name others; where nobody may act, write 'kind: holdback'"
            book.problem((*path, name), *(everybody if name == "excluded" else itself))
    if x.at_most is not None and (x.kind != "exclusion" or x.excluded):
        beside = "stands beside 'excluded'", "write two entries: one that names who may not act, one with the number"
        not_one = "only an exclusion counts licensees", "write 'kind: exclusion', in an entry of its own"
        book.problem((*path, "at_most"), *(beside if x.kind == "exclusion" else not_one))
    elif not getattr(x, needed) and x.kind != "holdback" and x.at_most is None:
        more = "; for a number of licensees, 'at_most: ...'" if x.kind == "exclusion" else ""
        more += "; where nobody may act, write 'kind: holdback'" if forbids else ""
        book.problem((*path, needed), "is missing", f"add '{needed}: ...'{more}")
    if set(others["excluded"]) & set(others["promisees"]):
        book.problem((*path, "excluded"), "names a party to whom it is promised", "name those who may not act")
    if forbids and x.side == "user":
        book.problem((*path, "side"), "is not said of what shuts out others", "remove it")


def _product_of(book: _Book, x: Any, path: tuple[str | int, ...]) -> m.Iri:
    return book.thing(x.product, ("products",), (*path, "product")) or ""


def _release(book: _Book, x: e.ReleaseEntry, iri: m.Iri, label: str, path: tuple[str | int, ...]) -> m.Identity:
    return m.Release(
        iri=iri, label=label, product=_product_of(book, x, path), partnership=_in_partnership(book, x, path)
    )


def _absence(book: _Book, x: e.AbsenceEntry, iri: m.Iri, label: str, path: tuple[str | int, ...]) -> m.Identity:
    return m.Absence(iri=iri, label=label, product=_product_of(book, x, path))


def _position(book: _Book, x: e.PositionEntry, iri: m.Iri, label: str, path: tuple[str | int, ...]) -> m.Identity:
    holder = book.thing(x.holder, ("people",), (*path, "holder")) or ""
    organization = book.thing(x.organization, ("organizations",), (*path, "organization")) or ""
    return m.Position(iri=iri, label=label, holder=holder, organization=organization, title=x.title)


def _event(book: _Book, x: e.EventEntry, iri: m.Iri, label: str, path: tuple[str | int, ...]) -> m.Identity:
    kind = book.term("event-kind", x.kind, (*path, "kind")) or ""
    who = book.all_things(x.participants, ("organizations", "people", "products", "brands"), (*path, "participants"))
    return m.Event(iri=iri, label=label, kind=kind, participants=who)


def _decision(book: _Book, x: e.DecisionEntry, iri: m.Iri, label: str, path: tuple[str | int, ...]) -> m.Identity:
    holders = book.all_things(x.holders, ("organizations",), (*path, "holders"))
    return m.DecisionRight(
        iri=iri, label=label, holders=holders, matter=x.matter, partnership=_in_partnership(book, x, path)
    )


def _ownership(book: _Book, x: e.OwnershipEntry, iri: m.Iri, label: str, path: tuple[str | int, ...]) -> m.Identity:
    owner = book.thing(x.owner, _PARTIES, (*path, "owner")) or ""
    owned = book.thing(x.owned, (*_SUBJECTS, "organizations"), (*path, "owned")) or ""
    if owned == owner != "":
        book.problem((*path, "owned"), "owns itself", "write 'brands:KEY' for the mark of this name")
    return m.Ownership(iri=iri, label=label, owner=owner, owned=owned)


def _mark_family(book: _Book, x: e.MarkFamilyEntry, iri: m.Iri, label: str, path: tuple[str | int, ...]) -> m.Identity:
    return m.MarkFamily(iri=iri, label=label, marks=book.distinct(x.marks, ("brands",), (*path, "marks")))


def _deal_event(book: _Book, x: e.DealEventEntry, iri: m.Iri, label: str, path: tuple[str | int, ...]) -> m.Identity:
    parties = [book.all_things(getattr(x, side), _PARTIES, (*path, side)) for side in ("assignor", "assignee")]
    return m.DealEvent(
        iri=iri,
        label=label,
        kind=x.kind,
        changes=_changed(book, x, path),
        effect=x.effect,
        assignors=parties[0],
        assignees=parties[1],
        becomes=x.becomes,
    )


def _changed(book: _Book, x: e.DealEventEntry, path: tuple[str | int, ...]) -> tuple[m.Iri, ...]:
    """Return the deals that an event changes: by their keys here, or by the address that they have in a store."""
    addresses = [reference for reference in x.changes if reference.startswith(("https://", "http://", "urn:"))]
    keys = (reference for reference in x.changes if reference not in addresses)
    return tuple(sorted({*addresses, *book.all_things(keys, ("commitments", "partnerships"), (*path, "changes"))}))


def _succession(book: _Book, x: e.SuccessionEntry, iri: m.Iri, label: str, path: tuple[str | int, ...]) -> m.Identity:
    successor = book.thing(x.successor, ("organizations",), (*path, "successor")) or ""
    predecessors = book.all_things(x.predecessors, ("organizations",), (*path, "predecessors"))
    if successor in predecessors:
        book.problem((*path, "successor"), "takes the place of itself", "name the company that goes on")
    return m.Succession(iri=iri, label=label, kind=x.kind, predecessors=predecessors, successor=successor)


_IDENTITIES: Mapping[str, Callable[..., m.Identity]] = {
    "partnerships": _partnership,
    "commitments": _commitment,
    "releases": _release,
    "absences": _absence,
    "positions": _position,
    "events": _event,
    "decisions": _decision,
    "ownerships": _ownership,
    "mark_families": _mark_family,
    "deal_events": _deal_event,
    "successions": _succession,
}


def _changes_terms(identity: m.Identity) -> bool:
    """Whether it is an event after which deals go on with the terms that it states."""
    return isinstance(identity, m.DealEvent) and identity.kind in GOING_ON


def _price(parts: tuple[str, str, str] | None) -> m.Price | None:
    if parts is None:
        return None
    relation, amount, currency = parts
    return m.Price(relation=relation, amount=amount, currency=currency)  # type: ignore[arg-type]


def _quantity(parts: tuple[int, str, bool] | None) -> m.Quantity | None:
    return m.Quantity(value=parts[0], unit=parts[1], approximate=parts[2]) if parts else None


def _says_anything(entry: e.FactEntry) -> bool:
    return bool(entry.model_fields_set & set(e.Said.model_fields))


def _mentioned(identity: m.Identity) -> Iterator[m.Iri]:
    """Yield every IRI that an identity refers to."""
    for name in identity.__dataclass_fields__:
        content = getattr(identity, name)
        if name not in ("iri", "label", "title", "matter"):
            yield from content if isinstance(content, tuple) else filter(None, [content])


def _digest(phrase: str) -> str:
    from hashlib import sha256

    return sha256(phrase.encode()).hexdigest()[:12]


def _stated(plain: Any) -> Any:
    """Return an entry without the fields that were left empty: nothing is said there."""
    if isinstance(plain, dict):
        return {key: _stated(value) for key, value in plain.items() if value is not None}
    return [_stated(value) for value in plain] if isinstance(plain, list) else plain
