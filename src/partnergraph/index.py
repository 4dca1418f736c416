"""The stored commitment index: who may, without reading a whole store.

A store of 100,000 commitments takes many seconds to read into values. The index holds the columns of
`exclusivity.columns`, stamped with the revision they were made from. They tell which commitments a question can be
about; those alone, with everything that bears on them, are then read out of the store.
"""

from __future__ import annotations

import json
import os
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
from pyoxigraph import NamedNode

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.derive import fingerprints
from partnergraph.exclusivity import DealIndex, Deals, index_deals
from partnergraph.exclusivity.columns import Columns, country_mask
from partnergraph.exclusivity.rows import RowWriter
from partnergraph.exclusivity.scope import Trees
from partnergraph.neighbourhood import Neighbourhood
from partnergraph.store.base import Stamp, Store
from partnergraph.store.linked import components
from partnergraph.terms import Terms
from partnergraph.territory import WORLD_MASK

NAME: Final = "commitments.npz"
FORMAT: Final = 4
_SHARE: Final = 4
"""Of more than this part of all commitments, reading the whole store takes hardly longer than reading them."""


@dataclass(frozen=True, slots=True)
class CommitmentIndex:
    """Columns of all commitments of a store, their IRIs, and who promised to use only certain marks.

    A commitment that events change has a row for each version, under one IRI.

    ``stand_alone``: each row follows from what is said of its own commitment, so that it can be replaced alone.
    """

    columns: Columns
    iris: Iris
    users: Mapping[m.Iri, tuple[m.Iri, ...]]
    stand_alone: bool

    def __len__(self) -> int:
        return len(self.iris)

    def count_granting(self) -> int:
        """Return how many commitments are grants or promises of exclusivity, versions of one counted once."""
        rows, iris = self.columns.granting(), self.iris.encoded()
        return len({iris[row] for row in rows.tolist()})


class Iris:
    """Many IRIs in one piece of text; one of them is cut out when asked for."""

    def __init__(self, text: Any, ends: Any) -> None:
        self.text, self.ends = text, ends

    @classmethod
    def of(cls, encoded: Sequence[bytes]) -> Iris:
        """Pack IRIs in UTF-8."""
        ends = np.cumsum([len(one) for one in encoded], dtype=np.int64)
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8), ends)

    def encoded(self) -> list[bytes]:
        """Return all IRIs in UTF-8."""
        text, ends = bytes(self.text), self.ends.tolist()
        return [text[start:end] for start, end in pairwise([0, *ends])]

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, number: int) -> m.Iri:
        start = int(self.ends[number - 1]) if number else 0
        return bytes(self.text[start : int(self.ends[number])]).decode()

    def __iter__(self) -> Iterator[m.Iri]:
        return (iri.decode() for iri in self.encoded())


class IndexWriter:
    """Makes an index of deals that come part by part; some commitments of an index that is there may go first."""

    def __init__(self, broader: Mapping[m.Iri, m.Iri | None]) -> None:
        self._broader = broader
        self._rows, self._iris = RowWriter(), list[bytes]()
        self._users: dict[m.Iri, list[m.Iri]] = {}
        self._parts, self._stand_alone = 0, True

    @classmethod
    def on_top(cls, known: CommitmentIndex, gone: Set[m.Iri], broader: Mapping[m.Iri, m.Iri | None]) -> IndexWriter:
        """Begin with all commitments of an index but some. The index is not to be used any more."""
        writer, iris, lost = cls(broader), known.iris.encoded(), {iri.encode() for iri in gone}
        writer._parts, writer._stand_alone = 1, known.stand_alone
        kept = np.fromiter((iri not in lost for iri in iris), dtype=bool, count=len(known))
        writer._rows = known.columns.without(kept)
        writer._iris = [iri for iri in iris if iri not in lost]
        writer._users = {party: [iri for iri in found if iri not in gone] for party, found in known.users.items()}
        return writer

    def add(self, deals: DealIndex, wanted: Container[m.Iri] | None = None) -> None:
        """Take in the commitments of a part (those wanted), which nothing outside of the part bears on."""
        self._parts += 1
        self._stand_alone &= deals.stand_alone
        for commitment, row in zip(deals.deals.commitments, deals.rows(), strict=True):
            iri = deals.origin(commitment.iri)
            if wanted is None or iri in wanted:
                self._rows.add(row)
                self._iris.append(iri.encode())
        for party, promises in deals.users.items():
            iris = dict.fromkeys(deals.origin(c.iri) for c in promises)
            self._users.setdefault(party, []).extend(iri for iri in iris if wanted is None or iri in wanted)

    def watch(self, groups: Iterable[m.Dataset], sources: list[m.Source]) -> Iterator[m.Dataset]:
        """Yield the groups of an inflow and take them in on the way, with the sources that state them."""
        for part in groups:
            self.add(index_deals(Deals.of(replace(part, sources=sources), self._broader)))
            yield part

    def index(self) -> CommitmentIndex | None:
        """Return the index; ``None`` where parts bear on each other, so that only all together tell."""
        if self._parts > 1 and not self._stand_alone:
            return None
        users = {party: tuple(promises) for party, promises in sorted(self._users.items()) if promises}
        columns = Columns.of(self._rows, Trees(self._broader))
        return CommitmentIndex(columns, Iris.of(self._iris), users, self._stand_alone)


def make_index(deals: DealIndex) -> CommitmentIndex:
    """Return the index of deals."""
    writer = IndexWriter(deals.deals.broader)
    writer.add(deals)
    found = writer.index()
    assert found is not None  # one part bears on no other
    return found


def mend_index(index: CommitmentIndex, store: Store, changed: Iterable[m.Iri], terms: Terms) -> CommitmentIndex | None:
    """Return an index with some facts, and what they are linked to, as the store has them now; it uses up the old one.

    ``None`` where rows depend on more than that: on families of marks, on promises about an unnamed subject.
    """
    facts = set(changed).union(*components(store, changed))
    deals = index_deals(Deals.of(Neighbourhood(store).around(sorted(facts)), terms.broader))
    if not (index.stand_alone and deals.stand_alone):
        return None
    writer = IndexWriter.on_top(index, facts, terms.broader)
    writer.add(deals, facts)
    return writer.index()


# --- the file --------------------------------------------------------------------------------------


def _made_from(stamp: Stamp) -> dict[str, Any]:
    prints = fingerprints()
    return {"format": FORMAT, "revision": stamp.revision, "ontology": prints["ontology"], "regions": prints["regions"]}


def save_index(index: CommitmentIndex, folder: Path, stamp: Stamp) -> Path:
    """Write an index into a store's directory, whole or not at all; return its path."""
    arrays, names = index.columns.pack()
    head = {**_made_from(stamp), "users": index.users, "names": names, "stand_alone": index.stand_alone}
    text = np.frombuffer(json.dumps(head, ensure_ascii=False, sort_keys=True).encode(), dtype=np.uint8)
    path, fresh = folder / NAME, folder / f"{NAME}.{os.getpid()}.new"
    try:
        with fresh.open("wb") as file:
            np.savez(file, head=text, iris=index.iris.text, ends=index.iris.ends, **arrays)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return path


def load_index(folder: Path, stamp: Stamp, trees: Trees) -> CommitmentIndex | None:
    """Return the index of a store; ``None`` where there is none, or it was made from anything else than now."""
    try:
        with np.load(folder / NAME, allow_pickle=False) as file:
            head = json.loads(bytes(file["head"]))
            if any(head.get(name) != value for name, value in _made_from(stamp).items()):
                return None
            arrays = {name: file[name] for name in file.files if name not in ("head", "iris", "ends")}
            iris = Iris(file["iris"], file["ends"])
        return CommitmentIndex(Columns.unpack(arrays, head["names"], trees), iris, head["users"], head["stand_alone"])
    except (OSError, ValueError, LookupError, EOFError, AttributeError, BadZipFile):
        return None  # not there, or broken: it is made anew


# --- what a question needs -------------------------------------------------------------------------


def deals_for_cell(
    store: Store,
    index: CommitmentIndex,
    terms: Terms,
    subject: m.Iri,
    field: m.Iri,
    country: str,
    parties: Sequence[m.Iri],
    readings: frozenset[str],
) -> Deals:
    """Return the deals that decide who may act in a field and country, on whatever day: all others left out.

    Beside those in the cell they are those that tell whether who grants there holds the right.
    """
    reader = Neighbourhood(store)
    common = reader.owners_and_families()
    group = _connected(common, parties)
    rows = index.columns.in_cell(subject, field, country_mask(country) if country else WORLD_MASK).tolist()
    if "continues" in readings:
        rows = sorted({*rows, *index.columns.successors(rows)})
    wanted = [
        subject,
        *parties,
        *(index.iris[row] for row in rows),
        *(iri for party in group for iri in index.users.get(party, ())),
    ]
    wanted += [identity.iri for identity in common.identities]
    data = reader.around(wanted)
    while missing := set(_telling_of_titles(index, data, subject)).difference(rows):
        rows += missing
        data = reader.around([*wanted, *(index.iris[row] for row in rows)])
    return Deals.of(data, terms.broader, terms.labels)


def _telling_of_titles(index: CommitmentIndex, data: m.Dataset, subject: m.Iri) -> list[int]:
    """Return the rows of the licences of all who grant, and where lists of others may tell, all on the subject."""
    bound = {party for c in data.identities if isinstance(c, m.Commitment) for party in c.bound}
    owners = {o.owner for o in data.identities if isinstance(o, m.Ownership) and o.owned == subject}
    licences = index.columns.favouring(subject, bound)
    in_question = len(licences) > 0 or (owners and owners != bound)
    if in_question and any(mark == subject for source in data.sources for _, mark in source.complete_for):
        licences = index.columns.on_subject(subject)
    found: list[int] = licences.tolist()
    return found


def deals_on(
    store: Store, index: CommitmentIndex, terms: Terms, subjects: Iterable[m.Iri], parties: Iterable[m.Iri] = ()
) -> Deals | None:
    """Return the deals on some subjects with all that bears on them; ``None`` where that is most of a store.

    ``None`` also where a promise about an unnamed subject, or a family of marks, may bear on any subject.
    """
    rows = {row for subject in subjects for row in index.columns.on_subject(subject).tolist()}
    if not index.stand_alone or len(rows) > len(index) // _SHARE:
        return None
    reader = Neighbourhood(store)
    promises = (iri for found in index.users.values() for iri in found)
    common = (identity.iri for identity in reader.owners_and_families().identities)
    data = reader.around([*subjects, *parties, *(index.iris[row] for row in sorted(rows)), *promises, *common])
    return Deals.of(data, terms.broader, terms.labels)


def deals_that_meet(store: Store, index: CommitmentIndex, terms: Terms) -> Deals | None:
    """Return the deals on the subjects that two commitments may collide about, or that may be granted without title.

    ``None`` as in `deals_on`, and where somebody promised to use only certain marks, which meets deals on any subject.
    """
    if index.users:
        return None
    return deals_on(store, index, terms, sorted({*index.columns.contested(), *_with_title(store)}))


def _with_title(store: Store) -> set[m.Iri]:
    """Return the subjects that have an owner or a list of rights, or that some party was licensed and grants."""
    graph = f"GRAPH <{v.GRAPH_STATED}>"
    owned = f"SELECT DISTINCT ?s WHERE {{ {graph} {{ ?fact <{v.pg('owned')}> ?s . ?said <{v.pg('subject')}> ?s }} }}"
    listed = f"SELECT DISTINCT ?s WHERE {{ {graph} {{ ?list <{v.pg('rightsOf')}> ?p ; <{v.pg('subject')}> ?s }} }}"
    rows = (*store.select(owned).rows, *store.select(listed).rows)
    found = {row[0].value for row in rows if isinstance(row[0], NamedNode)}
    both = (
        f"SELECT DISTINCT ?p WHERE {{ {graph} {{ ?one <{v.pg('bound')}> ?p "
        f"FILTER EXISTS {{ ?other <{v.pg('beneficiary')}> ?p }} }} }}"
    )
    for (party,) in store.select(both).rows:
        sides = [
            f"SELECT DISTINCT ?s WHERE {{ {graph} {{ ?c <{v.pg(role)}> {party} . "
            f"?said <{v.pg('about')}> ?c ; <{v.pg('subject')}> ?s }} }}"
            for role in ("bound", "beneficiary")
        ]
        granted, licensed = (
            {row[0].value for row in store.select(side).rows if isinstance(row[0], NamedNode)} for side in sides
        )
        found |= granted & licensed
    return found


def _connected(common: m.Dataset, parties: Iterable[m.Iri]) -> list[m.Iri]:
    """Return the parties and every organization connected with them by recorded control."""
    found, rest = set(parties), list(parties)
    links = [(o.owner, o.owned) for o in common.identities if isinstance(o, m.Ownership)]
    while rest:
        here = rest.pop()
        near = {b for a, b in links if a == here} | {a for a, b in links if b == here}
        rest += near - found
        found |= near
    return sorted(found)
