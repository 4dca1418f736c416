"""Names that look alike, decided one by one by a person, and the decisions written into a names file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from partnergraph import model as m
from partnergraph.errors import ExportError
from partnergraph.ingest.names_file import APART, SECTIONS, NamesFile, read_names
from partnergraph.ingest.near_names import Near, as_yaml
from partnergraph.names import fold
from partnergraph.output import whole_file

Decision: TypeAlias = Literal["first", "second", "different"]
"""Two names are one thing, called as the first or the second; or they are two things."""


@dataclass(slots=True)
class Review:
    """The pairs to decide, section of a names file by section, and what was decided so far.

    ``known`` are the decisions that were there before.
    """

    pairs: list[tuple[str, Near]]
    known: NamesFile = field(default_factory=NamesFile)
    joins: dict[str, dict[str, str]] = field(default_factory=dict)
    apart: list[tuple[str, str]] = field(default_factory=list)

    def is_open(self, section: str, near: Near) -> bool:
        """Whether a pair still needs a decision: two names that were not made one by another."""
        return self.name(section, near.name) != self.name(section, near.like)

    def name(self, section: str, written: str) -> str:
        """Return what a name is called after the decisions so far."""
        joins = self.joins.get(section, {})
        while written in joins:
            written = joins[written]
        return written

    def decide(self, section: str, near: Near, decision: Decision) -> None:
        """Take in a decision on a pair."""
        one, other = self.name(section, near.name), self.name(section, near.like)
        if decision == "different":
            self.apart.append((near.name, near.like))
        elif decision == "first":
            self.joins.setdefault(section, {})[other] = one
        else:
            self.joins.setdefault(section, {})[one] = other

    def is_kept(self, section: str, name: str) -> bool:
        """Whether a name stands for other spellings already, so that it is not itself replaced."""
        return any(
            fold(meant) == fold(name) for (kind, _), meant in self.known.spellings.items() if kind in SECTIONS[section]
        )

    def decided(self) -> int:
        """Return how many pairs were decided."""
        return sum(map(len, self.joins.values())) + len(self.apart)

    def lines(self) -> dict[str, list[str]]:
        """Return the lines of a names file that say what was decided, by section."""
        found = {
            section: [f"  {as_yaml(name)}: {as_yaml(self.name(section, name))}" for name in sorted(joins)]
            for section, joins in sorted(self.joins.items())
        }
        pairs = [
            f"  - [{json.dumps(a, ensure_ascii=False)}, {json.dumps(b, ensure_ascii=False)}]" for a, b in self.apart
        ]
        return found | ({APART: pairs} if pairs else {})


def write_decisions(path: Path, review: Review) -> None:
    """Write what was decided into a names file, under its sections; all else in it stays as it is.

    Raises `ExportError` where the file is not written line by line.
    """
    before = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    with whole_file(path) as file:
        file.write(with_lines(before, review.lines()).encode())
    after = read_names(path)
    if any(after.name(kind, name) != review.name(section, name) for section, kind, name in _joined(review.joins)):
        raise ExportError(path, "does not hold what was decided", "write its sections one name to a line")


def _joined(joins: Mapping[str, Mapping[str, str]]) -> Iterable[tuple[str, type[m.Entity], str]]:
    return ((section, SECTIONS[section][0], name) for section, names in joins.items() for name in names)


def with_lines(text: str, more: Mapping[str, Iterable[str]]) -> str:
    """Return the text of a names file with more lines at the end of its sections, new ones at its end.

    >>> print(with_lines("brands:\\n  A: B\\n", {"brands": ["  C: D"], "organizations": ["  E: F"]}))
    brands:
      A: B
      C: D
    organizations:
      E: F
    <BLANKLINE>
    """
    lines = text.splitlines()
    for section, added in more.items():
        start = next((i for i, line in enumerate(lines) if line.rstrip() == f"{section}:"), None)
        if start is None:
            lines += [f"{section}:", *added]
            continue
        end = start + 1
        while end < len(lines) and (not lines[end].strip() or lines[end][0] in " -#"):
            end += 1
        while not lines[end - 1].strip():
            end -= 1
        lines[end:end] = added
    return "".join(f"{line}\n" for line in lines)
