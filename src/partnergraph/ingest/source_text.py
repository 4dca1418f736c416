"""Checks quoted phrases and their positions against the text of the source; the text itself is not kept."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from partnergraph.errors import InputError, Problem
from partnergraph.ingest.located import read_file, read_text
from partnergraph.model import Dataset, Evidence, Source


def check_source_texts(data: Dataset, paths: Iterable[Path]) -> int:
    """Hold every phrase of the sources that ``paths`` are the texts of against them; return how many agree.

    A text belongs to the source with its SHA-256. Raises `InputError` with every phrase that does not stand
    where it is said to stand, and for a text that belongs to no source.
    """
    problems: list[Problem] = []
    checked = 0
    for path in paths:
        content = read_file(path, str(path))
        digest = sha256(content).hexdigest()
        sources = [source for source in data.sources if source.sha256 == digest]
        if not sources:
            expected = (
                ", ".join(f"{s.title[:40]!r} has {s.sha256[:12]}..." for s in data.sources if s.sha256)
                or "no source has one"
            )
            problems.append(Problem(f"is the text of no source: its SHA-256 is {digest}", expected, file=str(path)))
            continue
        text = read_text(content, str(path), with_mark=True)
        for source in sources:
            mine = [passage for passage in data.evidence if passage.source == source.iri]
            wrong = [problem for passage in mine if (problem := _compare(passage, source, text, path))]
            problems.extend(wrong)
            checked += len(mine) - len(wrong)
    if problems:
        raise InputError(problems)
    return checked


def _compare(passage: Evidence, source: Source, text: str, path: Path) -> Problem | None:
    where: dict[str, Any] = {"file": str(path), "field": f"evidence of {source.title[:40]!r}", "value": passage.phrase}
    if passage.start is None:
        found = _positions(text, passage.phrase)
        return None if found else Problem("does not stand in the text", "quote it word for word", **where)
    if text[passage.start : passage.end] == passage.phrase:
        return None
    found = _positions(text, passage.phrase)
    hint = f"it stands at {', '.join(map(str, found[:5]))}" if found else "it stands nowhere; quote it word for word"
    return Problem(f"does not stand at {passage.start}", hint, **where)


def _positions(text: str, phrase: str) -> list[int]:
    found, start = [], text.find(phrase)
    while start >= 0:
        found.append(start)
        start = text.find(phrase, start + 1)
    return found
