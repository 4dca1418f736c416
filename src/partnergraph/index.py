"""The stored commitment index: who may, without reading a whole store.

A store of 100,000 commitments takes many seconds to read into values. The index holds the columns of
`exclusivity.columns`, stamped with the revision they were made from. They tell which commitments a question can be
about; those alone, with everything that bears on them, are then read out of the store.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np

from partnergraph import model as m
from partnergraph.derive import fingerprints
from partnergraph.exclusivity import DealIndex, Deals
from partnergraph.exclusivity.columns import Columns, country_mask
from partnergraph.exclusivity.scope import Trees
from partnergraph.neighbourhood import Neighbourhood
from partnergraph.store.base import Stamp, Store
from partnergraph.terms import Terms
from partnergraph.territory import WORLD_MASK

NAME: Final = "commitments.npz"
FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class CommitmentIndex:
    """Columns of all commitments of a store, their IRIs, and who promised to use only certain marks."""

    columns: Columns
    iris: Iris
    users: Mapping[m.Iri, tuple[m.Iri, ...]]

    def __len__(self) -> int:
        return len(self.iris)


class Iris:
    """Many IRIs in one piece of text; one of them is cut out when asked for."""

    def __init__(self, text: Any, ends: Any) -> None:
        self.text, self.ends = text, ends

    @classmethod
    def of(cls, iris: Iterable[m.Iri]) -> Iris:
        """Pack IRIs."""
        encoded = [iri.encode() for iri in iris]
        ends = np.cumsum([len(one) for one in encoded], dtype=np.int64)
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8), ends)

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, number: int) -> m.Iri:
        start = int(self.ends[number - 1]) if number else 0
        return bytes(self.text[start : int(self.ends[number])]).decode()


def make_index(deals: DealIndex) -> CommitmentIndex:
    """Return the index of deals."""
    iris = Iris.of(commitment.iri for commitment in deals.deals.commitments)
    users = {party: tuple(c.iri for c in promises) for party, promises in sorted(deals.users.items())}
    return CommitmentIndex(deals.make_columns(), iris, users)


# --- the file --------------------------------------------------------------------------------------


def _made_from(stamp: Stamp) -> dict[str, Any]:
    prints = fingerprints()
    return {"format": FORMAT, "revision": stamp.revision, "ontology": prints["ontology"], "regions": prints["regions"]}


def save_index(index: CommitmentIndex, folder: Path, stamp: Stamp) -> Path:
    """Write an index into a store's directory, whole or not at all; return its path."""
    arrays, names = index.columns.pack()
    head = {**_made_from(stamp), "users": index.users, "names": names}
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
        return CommitmentIndex(Columns.unpack(arrays, head["names"], trees), iris, head["users"])
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
    """Return the deals that decide who may act in a field and country, on whatever day: all others left out."""
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
    data = reader.around([*wanted, *(identity.iri for identity in common.identities)])
    return Deals.of(data, terms.broader, terms.labels)


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
