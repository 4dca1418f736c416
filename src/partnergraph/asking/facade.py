"""The part of the facade that answers who may, what collides and what is free."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, Unpack

from pyoxigraph import Literal

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.accounts import is_empty
from partnergraph.asking.doors import asked_of, asks
from partnergraph.errors import QueryError
from partnergraph.lookup import Lookup
from partnergraph.store import Store

if TYPE_CHECKING:
    from partnergraph.asking.answered import (
        AvailableFor,
        ClearFor,
        ConflictsFor,
        ExpiringFor,
        GapsFor,
        TitleFor,
        WhoMay,
    )
    from partnergraph.asking.sheet import CheckedSheet
    from partnergraph.exclusivity import DealIndex, Deals, Proposal
    from partnergraph.exclusivity.scope import Trees
    from partnergraph.export.calendar import Edition
    from partnergraph.index import CommitmentIndex, IndexWriter
    from partnergraph.ingest.table import TableOptions
    from partnergraph.questions.words import Names, Words
    from partnergraph.terms import Terms

_SOON_READ = 50_000
"""Stated triples up to which a store is read again after a change if its commitment index cannot be mended."""
_FEW_CHANGES = 20_000
"""Facts up to which those that a change touched are read out of the store one by one."""


class Answers(ABC):
    """Questions in words, answered from everything that a store states.

    What each method takes stands in `questions.exclusivity`. ``known_by``: the answer is that of `as_known_on` this
    day. ``reading`` names what counts beside the readings that
    are on by default, ``"strict"`` switches these off. A method raises `UnknownNameError` for a name that nothing has,
    and `PhraseError` and `QueryError` for words that cannot be read.
    """

    store: Store
    lookup: Lookup
    known_on: date | None = None
    """The day of a graph `as_known_on` one."""
    told: tuple[str, ...] = ()
    """What every answer says first: of a graph as known on a day, what does not count."""
    _deals: tuple[int, DealIndex] | None = None
    _terms: tuple[int, Terms] | None = None
    _index: tuple[int, CommitmentIndex | None] | None = None

    @abstractmethod
    def data(self) -> m.Dataset:
        """Return everything stated, as values."""

    @abstractmethod
    def as_known_on(self, day: str | date) -> Self:
        """Return the graph as known on a day, for reading."""

    def deals(self) -> DealIndex:
        """Return what the exclusivity answers are computed from, ready to be asked; read once a revision."""
        from partnergraph.exclusivity import Deals, index_deals

        revision = self.store.stamp.revision
        if self._deals is None or self._deals[0] != revision:
            terms = self._all_terms()
            self._deals = (revision, index_deals(Deals.of(self.data(), terms.broader, terms.labels)))
        return self._deals[1]

    def _words(self) -> Words:
        from partnergraph.questions.words import Words

        return Words(self.lookup, self._all_terms)

    def _all_terms(self) -> Terms:
        from partnergraph.neighbourhood import Neighbourhood
        from partnergraph.terms import terms

        revision = self.store.stamp.revision
        if self._terms is None or self._terms[0] != revision:
            self._terms = (revision, terms().with_own(Neighbourhood(self.store).own_terms()))
        return self._terms[1]

    # -- the stored index

    def write_index(self) -> Path | None:
        """Write the commitment index of a store's directory anew; ``None`` for a store without one."""
        from partnergraph.index import make_index, save_index

        folder = getattr(self.store, "path", None)
        if folder is None:
            return None
        return save_index(make_index(self.deals()), folder, self.store.stamp)

    def index_writer(self, own: Iterable[m.Term]) -> IndexWriter | None:
        """Return what makes the commitment index while an empty store is filled; ``None`` where none is kept.

        ``own``: the terms that the inputs bring.
        """
        if getattr(self.store, "path", None) is None or not is_empty(self.store):
            return None
        from partnergraph.index import IndexWriter
        from partnergraph.terms import terms

        return IndexWriter(terms().with_own(own).broader)

    def keep_index(self, written: IndexWriter | None, before: int, changed: Collection[m.Iri] | None) -> None:
        """Bring the commitment index to what the store holds after a change, where that is soon done.

        ``changed``: the facts to be replaced in the index of the revision ``before``; ``None`` where the store was
        empty before, and ``written`` took everything in. Where the index cannot be mended and the store is large,
        the first question that needs it writes it.
        """
        from partnergraph.index import save_index

        folder, stamp = getattr(self.store, "path", None), self.store.stamp
        if folder is None:
            return
        with suppress(OSError):  # the change itself is done and sound; without an index questions are only slower
            if changed is not None:
                found = self._mended_index(folder, before, changed)
            else:
                found = written.index() if written is not None else None
            if found is not None:
                save_index(found, folder, stamp)
            elif not self.store.states_more_than(_SOON_READ):
                self.write_index()

    def _mended_index(
        self, folder: Path, before: int, changed: Collection[m.Iri], store: Store | None = None
    ) -> CommitmentIndex | None:
        """Return the index of a revision with some facts as a store, by default this one, has them now."""
        from partnergraph.exclusivity.scope import Trees
        from partnergraph.index import load_index, mend_index

        if len(changed) > _FEW_CHANGES:
            return None
        terms = self._all_terms()
        known = load_index(folder, replace(self.store.stamp, revision=before), Trees(terms.broader))
        return mend_index(known, store or self.store, changed, terms) if known is not None else None

    def _stored_index(self) -> CommitmentIndex | None:
        """Return the index that was written when the store was as it is now."""
        stamp, folder = self.store.stamp, getattr(self.store, "path", None)
        if folder is None or (self._deals is not None and self._deals[0] == stamp.revision):
            return None  # everything is in memory already
        from partnergraph.exclusivity.scope import Trees
        from partnergraph.index import load_index

        if self._index is None or self._index[0] != stamp.revision:
            trees = Trees(self._all_terms().broader)
            self._index = (stamp.revision, load_index(folder, stamp, trees) or self._written(folder, trees))
        return self._index[1]

    def _written(self, folder: Path, trees: Trees) -> CommitmentIndex | None:
        """Write an index that is not there or stale; ``None`` where the directory may not be written to."""
        from partnergraph.index import load_index

        try:
            self.write_index()
        except OSError:
            return None
        return load_index(folder, self.store.stamp, trees)

    def _deals_on(self, subjects: Sequence[m.Iri], parties: Sequence[m.Iri] = ()) -> DealIndex:
        """Return the deals that answers about some subjects are computed from: those alone, or all."""
        from partnergraph.index import deals_on

        return self._few_deals(lambda index, terms: deals_on(self.store, index, terms, subjects, parties))

    def _deals_that_meet(self) -> DealIndex:
        """Return the deals that all conflicts are computed from: those on contested subjects, or all."""
        from partnergraph.index import deals_that_meet

        return self._few_deals(lambda index, terms: deals_that_meet(self.store, index, terms))

    def _few_deals(self, chosen: Callable[[CommitmentIndex, Terms], Deals | None]) -> DealIndex:
        """Return the deals that are chosen by the index; all of them where there is none, or where they are most."""
        from partnergraph.exclusivity import index_deals

        index = self._stored_index()
        few = chosen(index, self._all_terms()) if index is not None else None
        return self.deals() if few is None else index_deals(few)

    def name(self, iri: m.Iri) -> str:
        """Return what a thing, a fact, a source or a term is called; of what has no name, the end of its IRI.

        A deal that is only proposed is called `exclusivity.collisions.PROPOSAL`.
        """
        from partnergraph.exclusivity.collisions import PROPOSAL
        from partnergraph.names import local_name

        if iri == PROPOSAL:
            return iri
        named = self.store.triples(None, iri, (v.RDFS + "label", v.DCTERMS + "title"))
        names = (t.object.value for t in named if isinstance(t.object, Literal))
        return self._all_terms().labels.get(iri) or min(names, default="") or local_name(iri)

    def _edition(self) -> Edition:
        """Return the revision of the store and the newest day of a source."""
        from partnergraph.export.calendar import Edition

        told = (t.object for t in self.store.triples(v.GRAPH_STATED, None, v.DCTERMS + "issued"))
        days = (day.value for day in told if isinstance(day, Literal) and day.datatype.value == v.XSD + "date")
        newest = max(days, default=None)
        return Edition(self.store.stamp.revision, date.fromisoformat(newest) if newest else None)

    def _deals_about(self, subject: m.Iri | None) -> DealIndex:
        return self.deals() if subject is None else self._deals_on((subject,))

    @asks
    def who(
        self,
        subject: str,
        field: str | None = None,
        country: str | None = None,
        on: str | date | None = None,
        *,
        party: Names = (),
        reading: Names | None = None,
        known_by: str | date | None = None,
        **axes: Names | None,
    ) -> WhoMay:
        """Return who may use a subject for a field in a country on a day: the named parties, then others.

        Without ``on`` it is asked for today.
        """
        from partnergraph.asking.answered import who_may
        from partnergraph.exclusivity import index_deals, recorded_acts, who
        from partnergraph.exclusivity.sentences import succeeded
        from partnergraph.questions.exclusivity import WHO
        from partnergraph.questions.given import refuse_without
        from partnergraph.questions.words import read_country, read_days, read_readings

        if country is None:
            refuse_without(WHO, [p for p in WHO.parameters if p.name == "country"])
        assert country is not None
        words = self._words()
        mark, use, place = words.subject(subject), words.field(field), read_country(country)
        named, (act, others) = words.parties(party), words.scope(axes)
        (first, last), switched = read_days(words.today() if on is None else on), read_readings(reading)
        index = self._stored_index()
        if index is None:
            deals = self.deals()
            acts, recorded = recorded_acts(deals, mark), deals.knows(mark)
        else:
            from partnergraph.index import deals_for_cell  # lazy: a store in memory needs no numpy

            deals = index_deals(deals_for_cell(self.store, index, words.terms, mark, use, place, named, switched))
            acts, recorded = index.columns.acts_on(mark), index.columns.knows(mark) or deals.knows(mark)
        deals = deals.naming(words.newcomers)
        answers = [
            replace(
                who(deals, mark, use, one, place, first, named, switched, last_day=last, **others), recorded=recorded
            )
            for one in (acts if act is None else (act,))
        ]
        taken_over = (one for answer in answers for one in answer.answers if one.answered_by)
        passed_on = {succeeded(deals, one.party, one.answered_by): None for one in taken_over}
        return who_may(answers, deals.name, words.newcomers.values(), (*words.notes, *passed_on))

    @asks
    def clear(self, proposal: Proposal | None = None, reading: Names | None = None, **deal: Any) -> ClearFor:
        """Return what stands against a proposed deal: one that `propose` made, or its parts."""
        from partnergraph.asking.answered import ClearFor, named_answer
        from partnergraph.exclusivity import clear
        from partnergraph.questions.words import read_readings

        if proposal is not None and deal:
            raise QueryError("a proposed deal and parts of one are given", "put the parts into the proposed deal")
        asked = proposal if proposal is not None else self._words().proposal(**deal)
        parties = (*asked.grantors, *asked.grantees)
        # Whatever is granted to those who promise to use certain marks bears on that promise.
        deals = self._deals_on(asked.subjects, parties) if asked.side == "grantor" else self.deals()
        found = clear(deals, asked, read_readings(reading))
        return named_answer(ClearFor, found, notes=(*asked.notes, *found.notes), name=self.name)

    @asks
    def propose(
        self,
        grantor: Names,
        grantee: Names,
        subject: Names,
        field: Names = (),
        territory: str | None = None,
        *,
        from_: str | date | None = None,
        until: str | date | None = None,
        strength: m.Strength | None = None,
        exception: Any = (),
        signed: str | date | None = None,
        **axes: Names | None,
    ) -> Proposal:
        """Return a deal that is not made yet, from names, phrases and dates as people write them."""
        return self._words().proposal(
            grantor=grantor, grantee=grantee, subject=subject, field=field, territory=territory, from_=from_,
            until=until, strength=strength, exception=exception, signed=signed, **axes,
        )  # fmt: skip

    def clear_sheet(
        self,
        path: str | Path,
        reading: Names | None = None,
        *,
        known_by: str | date | None = None,
        **table: Unpack[TableOptions],
    ) -> CheckedSheet:
        """Check a table of proposed deals, or a file of an industry, row by row.

        Raises `InputError` with every row that cannot be read.
        """
        from partnergraph.asking.sheet import check_sheet
        from partnergraph.ingest.inputs import read_proposals

        sheet = read_proposals(Path(path), table)
        with asked_of(self, known_by) as graph:
            return check_sheet(sheet, graph._words, lambda proposal: graph.clear(proposal, reading), graph.name)

    @asks
    def conflicts(
        self,
        subject: str | None = None,
        *,
        certain: bool | str = False,
        since: str | date | None = None,
        reading: Names | None = None,
        known_by: str | date | None = None,
    ) -> ConflictsFor:
        """Return the recorded deals, on one subject or on all, that collide or are not held, the gravest first.

        The order is that of `exclusivity.conflicts`. With ``since`` only the days from that one on are looked at.
        """
        from partnergraph.asking.answered import ConflictsFor, named_answer
        from partnergraph.asking.wording import conflict_notes
        from partnergraph.exclusivity import conflicts
        from partnergraph.questions.words import read_days, read_readings, read_yes_or_no

        words = self._words()
        mark, first = words.subject(subject) if subject is not None else None, read_days(since)[0] if since else None
        deals = self._deals_that_meet() if mark is None else self._deals_on((mark,))
        sure = read_yes_or_no(certain)
        found = conflicts(deals, mark, read_readings(reading), certain_only=sure, since=first)
        if mark is None and (index := self._stored_index()) is not None:
            missing = found.not_recorded + index.count_granting() - deals.count_granting()
            found = replace(found, not_recorded=missing)
        notes = (*words.notes, *conflict_notes(found))
        return named_answer(ConflictsFor, found, notes=notes, name=self.name)

    @asks
    def available(
        self,
        subject: str,
        field: str | None = None,
        on: str | date | None = None,
        until: str | date | None = None,
        *,
        from_: str | date | None = None,
        by: str | None = None,
        reading: Names | None = None,
        known_by: str | date | None = None,
        **axes: Names | None,
    ) -> AvailableFor:
        """Return where a newcomer is shut out, may be, or is not: on a day, or from a day until another.

        With ``by`` it is what that party may still let a newcomer do: what it holds, less what it has granted away.

        A first day (``from_``) without a last one, or with ``until=".."``, has no end; without any day it is asked for
        today. Without ``act`` every recorded act is asked about.
        """
        from partnergraph.asking.answered import available_for
        from partnergraph.exclusivity import available, recorded_acts
        from partnergraph.questions.words import read_asked_term, read_readings

        words, switched = self._words(), read_readings(reading)
        named = (on, from_, until)
        begins, ends = read_asked_term(
            *(named if any(day is not None for day in named) else (words.today(), None, None))
        )
        mark, use, (act, others) = words.subject(subject), words.field(field), words.scope(axes)
        party = words.party(by) if by is not None else None
        deals, last = self._deals_on((mark,), () if party is None else (party,)), date.max if ends is None else ends
        deals = deals.naming(words.newcomers)
        acts = recorded_acts(deals, mark) if act is None else (act,)
        answers = [(one, available(deals, mark, use, begins, last, one, switched, **others, by=party)) for one in acts]
        told = dict.fromkeys(note for _, answer in answers for note in answer.notes)
        return available_for(answers, deals.name, (*words.notes, *told))

    @asks
    def title(
        self,
        subject: str,
        on: str | date | None = None,
        territory: str | None = None,
        *,
        reading: Names | None = None,
        known_by: str | date | None = None,
    ) -> TitleFor:
        """Return who holds a subject, from whom, down from its owners, and which grants are not recorded to be held.

        Without ``on`` all days are looked at, without ``territory`` everywhere.
        """
        from partnergraph.asking.answered import TitleFor, named_answer
        from partnergraph.exclusivity import title
        from partnergraph.questions.words import read_days, read_readings
        from partnergraph.territory import parse_territory

        words = self._words()
        mark, (first, last) = words.subject(subject), (None, None) if on is None else read_days(on)
        place = parse_territory(territory) if territory else ()
        deals = self._deals_about(mark)
        found = title(deals, mark, first, last, place, read_readings(reading))
        return named_answer(TitleFor, found, notes=words.notes, name=deals.name, on=on and (first, last), place=place)

    @asks
    def expiring(
        self,
        on: str | date | None = None,
        within: str | int = 180,
        subject: str | None = None,
        *,
        reading: Names | None = None,
        known_by: str | date | None = None,
    ) -> ExpiringFor:
        """Return what ends within some days (``"180d"``) of a day, by last possible day; ``on=None`` is today."""
        from partnergraph.asking.answered import ExpiringFor, named_answer
        from partnergraph.exclusivity import expiring
        from partnergraph.questions.words import read_days, read_readings, read_within

        words = self._words()
        mark = words.subject(subject) if subject is not None else None
        day = words.today() if on is None else read_days(on)[0]
        found = expiring(self._deals_about(mark), day, read_within(within), mark, read_readings(reading))
        return named_answer(ExpiringFor, found, notes=words.notes, name=self.name, edition=self._edition)

    @asks
    def gaps(
        self, subject: str | None = None, *, reading: Names | None = None, known_by: str | date | None = None
    ) -> GapsFor:
        """Return holes and overlaps between exclusive partners that follow each other."""
        from partnergraph.asking.answered import GapsFor
        from partnergraph.exclusivity import gaps
        from partnergraph.questions.words import read_readings

        words = self._words()
        mark = words.subject(subject) if subject is not None else None
        return GapsFor(gaps(self._deals_about(mark), mark, read_readings(reading)), words.notes, self.name)
