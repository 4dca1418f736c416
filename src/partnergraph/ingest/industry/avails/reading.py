"""Lines of an Avails file to deals: lines that differ in format or assets only are one right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Final

from partnergraph import model as m
from partnergraph.bounds import Span
from partnergraph.errors import PhraseError
from partnergraph.ingest.deals.deal import Deal, Document
from partnergraph.ingest.industry.avails.line import Line, RefusedLineError, refuse, remark, said_by
from partnergraph.ingest.industry.avails.right import Right, tell_contradictions
from partnergraph.ingest.industry.avails.scope import channel_of, languages_of, territory_of
from partnergraph.ingest.industry.avails.windows import period_between, read_window, resolved
from partnergraph.ingest.industry.avails.works import work_of
from partnergraph.ingest.industry.format import Notes
from partnergraph.names import check_name, fold
from partnergraph.territory import Territory
from partnergraph.territory.algebra import certain_on, possible_on

_WITHDRAWN: Final = ("full delete", "delete")
_PARTIAL: Final = ("create", "update")
_YES: Final = ("yes", "y", "true", "1")
_NO: Final = ("no", "n", "false", "0", "")
_STATUSES: Final = {"pending": "tentative", "approved": None, "expired": "expired", "": None}
_ANY_DAY: Final = date(2026, 1, 1)
_OF_THE_MAIN_WORK: Final = (
    "DisplayName", "Licensee", "Territory", "TerritoryExclusion", "LicenseType", "Start", "StartLag", "End", "EndLag",
    "WindowDuration", "AllowedLanguages", "HoldbackLanguage", "Exclusive", "ContractID", "TitleStatus",
)  # fmt: skip
"""What bonus material takes from the avail that it goes with."""
_NEEDED: Final = ("DisplayName", "LicenseType", "Start", "End")
_KEPT: Final = frozenset((*_OF_THE_MAIN_WORK, "ALID", "AvailID", "FormatProfile"))


@dataclass(slots=True)
class Avails:
    """Gathers the lines of a file, or of a part that no other part says anything of, to deals."""

    notes: Notes
    receiver: str
    """What the file's source is called: who gets the rights is told apart by it where no licensee is named."""
    _rights: dict[tuple[object, ...], Right] = field(default_factory=dict)
    _est: dict[str, list[tuple[tuple[Territory, ...], str, Span]]] = field(default_factory=dict)
    _waiting: list[Line] = field(default_factory=list)
    _withdrawn: dict[tuple[str, str], Deal] = field(default_factory=dict)
    _withdrawing: list[Line] = field(default_factory=list)
    _documents: dict[tuple[str, str, str], Document] = field(default_factory=dict)

    def add(self, line: Line) -> None:
        """Take a line in, or note why it is refused."""
        self.notes.see(line.record, partial(said_by, line))
        line = _with_references(line)
        if line.get("RefALID") and not _is_complete(line):
            self._waiting.append(line)
            return
        try:
            self._add(line)
        except RefusedLineError as error:
            refuse(self.notes, line, error)

    def finish(self) -> None:
        """Say what the whole file withdraws."""
        for name in ("EntryType", "TitleStatus"):
            lines = [line for line in self._withdrawing if _withdrawn_by(line) == name]
            if lines:
                number = "1 line withdraws" if len(lines) == 1 else f"{len(lines)} lines withdraw"
                message = f"{number} what was granted under an ALID; they grant nothing"
                hint = "what an earlier file granted there is gone with this build"
                if any(not line.get("Licensee") for line in lines):
                    hint = f"without a Licensee that is only what an earlier file called {self.receiver!r} granted"
                remark(self.notes, lines[0], name, message, hint, lines[0].get(name))

    def deals(self) -> Iterator[Deal]:
        """Yield what the lines say, and forget them."""
        for line in self._waiting:
            self._inherit(line)
        self._waiting = []
        rights, withdrawn = list(self._rights.values()), list(self._withdrawn.values())
        self._rights, self._withdrawn, self._documents, est = {}, {}, {}, self._est
        self._est = {}
        finished = []
        for right in rights:
            try:
                right.deal = self._finished(right, est)
            except RefusedLineError as error:
                refuse(self.notes, right.line, error)
            else:
                finished.append(right)
        tell_contradictions(finished, self.notes)
        yield from (right.deal for right in finished)
        yield from withdrawn

    # -- one line

    def _add(self, line: Line) -> None:
        entry = fold(line.get("EntryType"))
        licensors, licensees = self._party(line, "DisplayName"), self._party(line, "Licensee")
        work, document = work_of(line), None
        if line.get("ALID"):
            document = self._document(line, licensors[0], licensees[0] if licensees else "", work)
        status = fold(line.get("TitleStatus"))
        if _withdrawn_by(line):
            self._withdraw(line, document, licensors, licensees, work)
            return
        if entry in _PARTIAL:
            hint = "what the file leaves out of this avail counts as gone: ask for a Full Extract"
            remark(self.notes, line, "EntryType", "is read as a full extract of its avail", hint, line.get("EntryType"))
        territory, words = territory_of(line)
        channel = channel_of(line)
        start, end = read_window(line)
        contract = line.get("ContractID")
        deal = Deal(
            row=line.number,
            key=document.identifier if document else None,
            called=contract or line.get("ALID") or None,
            licensors=licensors,
            licensees=licensees,
            subjects=((m.Model, work),),
            territory=territory,
            territory_words=words,
            channels=(channel,),
            languages=languages_of(line),
            strength=self._strength(line),
            status=self._status(line, status),
            present=start.event == "immediate",
            document=document,
        )
        self._look_at(line, channel[1])
        if channel[0] == "EST" and start.span is not None:
            self._est.setdefault(line.get("ALID"), []).append((territory, line.get("FormatProfile"), start.span))
        self._keep(Right([_slim(line)], deal, start, end, dict.fromkeys(_formats(line)), tuple(_told(line))))

    def _inherit(self, line: Line) -> None:
        """Add bonus material once for each right in the work that it goes with."""
        main = {
            tuple(right.line.get(name) for name in _OF_THE_MAIN_WORK): right.line
            for right in self._rights.values()
            if right.line.get("ALID") == line.get("RefALID") and _fits(line, right.line)
        }
        if not main:
            why = "is the ALID of no line that tells territory, license type and dates"
            refuse(self.notes, line, RefusedLineError("RefALID", line.get("RefALID"), why, "give the line its own"))
        for found in main.values():
            taken = {name: found.get(name) for name in _OF_THE_MAIN_WORK if found.get(name) and not line.get(name)}
            self.add(replace(line, cells={**taken, **line.cells}))

    def _keep(self, right: Right) -> None:
        deal = right.deal
        key = (
            deal.key, deal.licensors, deal.licensees, deal.subjects, deal.territory, deal.channels, deal.languages,
            deal.strength, deal.status, deal.called, right.start, right.end, right.notes,
        )  # fmt: skip
        known = self._rights.setdefault(key, right)
        if known is not right:
            known.formats |= right.formats
            known.lines += right.lines

    def _withdraw(
        self, line: Line, document: Document | None, licensors: tuple[str, ...], licensees: tuple[str, ...], work: str
    ) -> None:
        if document is None:
            raise RefusedLineError("ALID", None, "is empty: what is withdrawn?", "write the ALID of the avail")
        self._withdrawing.append(_slim(line))
        self._withdrawn[line.get("ALID"), " ".join(licensees)] = Deal(
            row=line.number, records=(line.record,), licensors=licensors, licensees=licensees,
            subjects=((m.Model, work),), grant=False, document=document,
        )  # fmt: skip

    def _party(self, line: Line, name: str) -> tuple[str, ...]:
        written = line.get(name)
        if not written:
            if name == "Licensee":
                return ()
            raise RefusedLineError(name, None, "is empty", "name who grants the right")
        try:
            return (check_name(written),)
        except PhraseError as error:
            raise RefusedLineError(name, written, error.why, error.hint) from None

    def _document(self, line: Line, licensor: str, licensee: str, work: str) -> Document:
        """Return the avail as a source: a later file about it takes the place of what this one says."""
        alid = line.get("ALID")
        key = (alid, licensor, licensee)
        known = self._documents.get(key)
        if known is None:
            whose = licensee or self.receiver
            title = f"Avail {alid} for {whose}: {work}"
            known = Document(title, _issued(line), publisher=licensor, identifier=f"avail {licensor} {whose} {alid}")
            self._documents[key] = known
        return known

    def _strength(self, line: Line) -> m.Strength | None:
        word = fold(line.get("Exclusive"))
        if word not in (*_YES, *_NO):
            raise RefusedLineError("Exclusive", line.get("Exclusive"), "is neither yes nor no", "write Yes or No")
        exclusive = word in _YES or fold(line.get("LicenseRightsDescription")) == "exclusive"
        return "unqualified" if exclusive else None

    def _status(self, line: Line, status: str) -> str | None:
        if status not in _STATUSES:
            hint = "write Pending, Approved, Revoked or Expired"
            raise RefusedLineError("TitleStatus", line.get("TitleStatus"), "is no status", hint)
        meant = _STATUSES[status]
        if meant == "tentative":
            message = "is not agreed yet: the right counts as possible only"
            remark(self.notes, line, "TitleStatus", message, "send the file again once it is Approved", "Pending")
        return meant

    def _look_at(self, line: Line, channel: str | None) -> None:
        if channel is None:
            message = "names no channel: whether it reaches a given one is unknown"
            remark(self.notes, line, "LicenseType", message, "write EST, VOD or SVOD", line.get("LicenseType"))
        if fold(line.get("ExceptionFlag")) in _YES:
            message = "is marked as an exception that the columns do not tell"
            remark(self.notes, line, "ExceptionFlag", message, "see the contract", line.get("ExceptionFlag"))
        if fold(line.get("EntryType")) and fold(line.get("EntryType")) not in ("full extract", *_PARTIAL):
            hint = "write Full Extract, or Full Delete for what is withdrawn"
            raise RefusedLineError("EntryType", line.get("EntryType"), "is no entry type", hint)

    # -- one right

    def _finished(self, right: Right, est: dict[str, list[tuple[tuple[Territory, ...], str, Span]]]) -> Deal:
        opens = None
        if right.start.hangs_on_est or right.end.hangs_on_est:
            opens = _opening(est.get(right.line.get("ALID"), ()), right)
        start = resolved(right.start, opens, end=False) if right.start.hangs_on_est else right.start
        end = resolved(right.end, opens, end=True) if right.end.hangs_on_est else right.end
        said = list(right.notes)
        for name, edge in (("Start", start), ("End", end)):
            if edge.event and not (name == "End" and right.line.get("WindowDuration")):
                without = ", and no line says when it does" if edge.hangs_on_est else ", which has no day here"
                said.append(f"{name} {edge.words}: {edge.why}{without}.")
                message = f"is unknown: {edge.why}{without}"
                remark(
                    self.notes,
                    right.line,
                    name,
                    message,
                    "the right is kept; give the day once it is known",
                    edge.words,
                )
        period = period_between(right.line, start, end)
        if right.formats:
            said.insert(0, f"Formats: {', '.join(right.formats)}.")
        records = tuple(line.record for line in right.lines)
        return replace(right.deal, records=records, period=period, note=" ".join(said) or None)


def _opening(est: list[tuple[tuple[Territory, ...], str, Span]] | tuple[()], right: Right) -> Span | None:
    """Return when EST of a right's avail first opens in all of its territory; in its own format, if that is there."""
    wanted = possible_on(right.deal.territory, _ANY_DAY)
    found = [
        (form not in right.formats, span.earliest or date.max, span)
        for territory, form, span in est
        if territory == right.deal.territory or not wanted & ~certain_on(territory, _ANY_DAY)
    ]
    return min(found, key=lambda one: one[:2])[2] if found else None


def _issued(line: Line) -> date | None:
    """Return the day of an avail, which only XML tells. Raises `RefusedLineError`."""
    written = line.get("IssueDate")
    try:
        return date.fromisoformat(written[:10]) if written else None
    except ValueError:
        raise RefusedLineError("IssueDate", written, "is no day", "write 2026-03-01") from None


def _formats(line: Line) -> list[str]:
    return [word for word in (part.strip() for part in line.get("FormatProfile").split(",")) if word]


def _told(line: Line) -> Iterator[str]:
    """Yield what a line says that no axis takes."""
    for name, label in (
        ("LicenseRightsDescription", "Right"), ("ContractID", "Contract"), ("ALID", "ALID"),
        ("ExclusiveAttributes", "Exclusivity"), ("ServiceProvider", "Service provider"), ("BundledALIDs", "Bundle of"),
        ("RefALID", "Goes with"), ("HoldbackLanguage", "Held back"),
    ):  # fmt: skip
        if line.get(name):
            yield f"{label}: {line.get(name).rstrip('.')}."
    for name in ("AllowedLanguages", "HoldbackLanguage"):
        if ":" in line.get(name):
            yield f"{name} of assets: {line.get(name)}."
    if fold(line.get("ExceptionFlag")) in _YES:
        yield "Marked as an exception: see the contract."


def _with_references(line: Line) -> Line:
    """Return a line of bonus material with the territory and license type that it names of its main work."""
    named = {
        name: line.get(reference)
        for name, reference in (
            ("Territory", "RefTerritory"), ("TerritoryExclusion", "RefTerritoryExcluded"),
            ("LicenseType", "RefLicenseType"),
        )
        if line.get(reference) and line.get(name) in ("", "0")
    }  # fmt: skip
    return replace(line, cells={**line.cells, **named}) if named else line


def _is_complete(line: Line) -> bool:
    return all(map(line.get, _NEEDED)) and bool(line.get("Territory") or line.get("TerritoryExclusion"))


def _fits(bonus: Line, main: Line) -> bool:
    """Whether a right is one of those that bonus material goes with."""
    return all(not bonus.get(name) or bonus.get(name) == main.get(name) for name in ("Territory", "LicenseType"))


def _withdrawn_by(line: Line) -> str:
    """Return the field by which a line withdraws an avail; empty where it does not."""
    if fold(line.get("EntryType")) in _WITHDRAWN:
        return "EntryType"
    return "TitleStatus" if fold(line.get("TitleStatus")) == "revoked" else ""


def _slim(line: Line) -> Line:
    """Return a line with what is asked of it once it is read."""
    wanted = (*_KEPT, "EntryType") if _withdrawn_by(line) else _KEPT
    return replace(line, cells={name: line.cells[name] for name in wanted if name in line.cells})
