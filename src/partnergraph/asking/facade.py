"""The part of the facade that answers who may, what collides and what is free."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from partnergraph import model as m
from partnergraph.lookup import Lookup
from partnergraph.store import Store

if TYPE_CHECKING:
    from partnergraph.asking.answered import AvailableFor, WhoMay
    from partnergraph.asking.sheet import CheckedSheet
    from partnergraph.asking.words import Words
    from partnergraph.exclusivity import ClearAnswer, Collision, DealIndex, ExpiringAnswer, Gap, Proposal
    from partnergraph.ingest.table import TableOptions


class Answers(ABC):
    """Questions in words, answered from everything that a store states.

    Every method takes ``readings``: ``None`` for those on by default, ``"strict"`` for none, or names. It raises
    `UnknownNameError` for a name that nothing has and `PhraseError` for words that cannot be read.
    """

    store: Store
    lookup: Lookup
    _deals: tuple[int, DealIndex] | None = None

    @abstractmethod
    def data(self) -> m.Dataset:
        """Return everything stated, as values."""

    def deals(self) -> DealIndex:
        """Return what the exclusivity answers are computed from, ready to be asked; read once a revision."""
        from partnergraph.exclusivity import Deals, index_deals

        revision = self.store.stamp.revision
        if self._deals is None or self._deals[0] != revision:
            terms = self._words().terms
            self._deals = (revision, index_deals(Deals.of(self.data(), terms.broader, terms.labels)))
        return self._deals[1]

    def _words(self) -> Words:
        from partnergraph.asking.words import Words
        from partnergraph.terms import terms

        return Words(self.lookup, terms().with_own(e for e in self.data().entities if isinstance(e, m.Term)))

    def who(
        self,
        subject: str,
        field: str,
        market: str,
        on: str | date,
        *,
        act: str | None = None,
        channel: str | None = None,
        parties: Iterable[str] = (),
        readings: str | Iterable[str] | None = None,
    ) -> WhoMay:
        """Return who may use a subject for a field in a country on a day: the named parties, then others.

        Without ``act`` every recorded act is asked about. An imprecise date means all of it. ``readings``:
        ``None`` for those on by default, ``"strict"`` for none, or names. Raises `UnknownNameError`, `PhraseError`.
        """
        from partnergraph.asking.answered import who_may
        from partnergraph.asking.words import read_country, read_days, read_readings
        from partnergraph.exclusivity import recorded_acts, who

        words = self._words()
        mark, use, country = words.subject(subject), words.terms.find("field", field), read_country(market)
        named, way = words.parties(parties), words.term("channel", channel)
        (first, last), switched, deals = read_days(on), read_readings(readings), self.deals()
        acts = (words.term("act", act),) if act is not None else recorded_acts(deals, mark)
        answers = [who(deals, mark, use, one, country, first, named, switched, way, last) for one in acts]
        return who_may(answers, lambda iri: words.newcomers.get(iri) or deals.name(iri))

    def clear(self, proposal: Proposal, readings: str | Iterable[str] | None = None) -> ClearAnswer:
        """Return what stands against a proposed deal; `propose` makes one from words."""
        from partnergraph.asking.words import read_readings
        from partnergraph.exclusivity import clear

        return clear(self.deals(), proposal, read_readings(readings))

    def propose(
        self,
        grantors: Sequence[str],
        grantees: Sequence[str],
        subjects: Sequence[str],
        fields: Sequence[str] = (),
        territory: str | None = None,
        *,
        first: str | date,
        last: str | date | None = None,
        exclusive: m.Strength | None = None,
    ) -> Proposal:
        """Return a deal that is not made yet, from names, phrases and dates as people write them.

        ``territory=None`` is not said, ``last=None`` no end, ``exclusive=None`` a plain grant. Raises
        `UnknownNameError`, `PhraseError`.
        """
        return self._words().proposal(
            grantors=grantors, grantees=grantees, subjects=subjects, fields=fields, territory=territory,
            first=first, last=last, exclusive=exclusive,
        )  # fmt: skip

    def clear_sheet(
        self,
        path: str | Path,
        readings: str | Iterable[str] | None = None,
        **table: Unpack[TableOptions],
    ) -> CheckedSheet:
        """Check a table of proposed deals row by row. Raises `InputError` with every row that cannot be read."""
        from partnergraph.asking.sheet import check_sheet
        from partnergraph.ingest.table import read_deals

        sheet, deals = read_deals(path, **table), self.deals()
        return check_sheet(sheet, self._words(), lambda proposal: self.clear(proposal, readings), deals.name)

    def conflicts(
        self,
        subject: str | None = None,
        *,
        certain_only: bool = False,
        readings: str | Iterable[str] | None = None,
    ) -> tuple[Collision, ...]:
        """Return the collisions among recorded commitments, of one subject or of all, certain ones first."""
        from partnergraph.asking.words import read_readings
        from partnergraph.exclusivity import conflicts

        mark = self._words().subject(subject) if subject is not None else None
        return conflicts(self.deals(), mark, read_readings(readings), certain_only=certain_only)

    def available(
        self,
        subject: str,
        field: str,
        first: str | date,
        last: str | date | None = None,
        *,
        act: str | None = None,
        channel: str | None = None,
        readings: str | Iterable[str] | None = None,
    ) -> AvailableFor:
        """Return where a newcomer is shut out, may be, or is not, from ``first`` to ``last`` (or on one date).

        Without ``act`` every recorded act is asked about.
        """
        from partnergraph.asking.answered import available_for
        from partnergraph.asking.words import read_readings, read_term_of
        from partnergraph.exclusivity import available, recorded_acts

        words, deals, switched = self._words(), self.deals(), read_readings(readings)
        begins, ends = read_term_of(first, first if last is None else last)
        mark, use, way = words.subject(subject), words.terms.find("field", field), words.term("channel", channel)
        acts = (words.term("act", act),) if act is not None else recorded_acts(deals, mark)
        answers = ((one, available(deals, mark, use, begins, ends, one, switched, way)) for one in acts)
        return available_for(answers, deals.name)

    def expiring(
        self,
        on: str | date,
        within: str | int = 180,
        subject: str | None = None,
        *,
        readings: str | Iterable[str] | None = None,
    ) -> ExpiringAnswer:
        """Return what ends within some days (``"180d"``) of a day, by last possible day."""
        from partnergraph.asking.words import read_days, read_readings, read_within
        from partnergraph.exclusivity import expiring

        mark = self._words().subject(subject) if subject is not None else None
        return expiring(self.deals(), read_days(on)[0], read_within(within), mark, read_readings(readings))

    def gaps(self, subject: str | None = None, *, readings: str | Iterable[str] | None = None) -> tuple[Gap, ...]:
        """Return holes and overlaps between exclusive partners that follow each other."""
        from partnergraph.asking.words import read_readings
        from partnergraph.exclusivity import gaps

        mark = self._words().subject(subject) if subject is not None else None
        return gaps(self.deals(), mark, read_readings(readings))
