"""Reads contracts written as deal books, and what is asked of them: the checks beside each book."""

from __future__ import annotations

import copy
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, get_args

import yaml

from partnergraph import PartnerGraph
from partnergraph.errors import UnknownNameError
from tests.competency.collisions_reader import LOADER

FOLDER: Final = Path(__file__).parent / "contracts"

Missing: TypeAlias = Literal[
    "date of a source that is no day", "payment", "a share", "not about a deal", "blank in the contract"
]  # fmt: skip
"""Why something cannot be said yet."""

LABELS: Final = (
    "Document Name", "Parties", "Agreement Date", "Effective Date", "Expiration Date", "Renewal Term", "Governing Law",
    "License Grant", "Exclusivity", "Non-Compete", "Competitive Restriction Exception", "Affiliate License-Licensor",
    "Affiliate License-Licensee",
)  # fmt: skip
"""What passages of contracts were labelled as, by lawyers."""

Place: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Check:
    """What some passages of a contract say, and a question whose answer tells it.

    ``count``: how many passages. ``without``: what says it in the deal book, with what is put there in its place
    (``None``: nothing); the answer is another one then. ``missing``: why it cannot be asked. ``leaves``: what else
    the passages say, of less weight, that is not in the deal book.
    """

    label: str
    says: str
    count: int = 1
    ask: str | None = None
    expect: Any = None
    without: Mapping[Place, str | None] = field(default_factory=dict)
    missing: Missing | None = None
    leaves: str | None = None


@dataclass(frozen=True)
class Contract:
    """A contract as a deal book, and what is asked of it."""

    name: str
    book: dict[str, Any]
    checks: tuple[Check, ...]

    def graph(self, without: Mapping[Place, str | None] = {}) -> PartnerGraph:
        """Return a graph of the deal book, of which something may be left out or replaced."""
        book = copy.deepcopy(self.book)
        for path, instead in without.items():
            _change(book, path, instead)
        return built(book, self.name)


def built(book: dict[str, Any], name: str) -> PartnerGraph:
    """Return a graph of what a deal book says."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder, f"{name}.yaml")
        path.write_text(yaml.safe_dump(book, sort_keys=False), encoding="utf-8")
        graph = PartnerGraph()
        graph.build(path)
    return graph


def _change(book: Any, path: Place, instead: str | None) -> None:
    """Take out what stands at a place, or put something else there; ``*`` is every place that has what follows."""
    step, *rest = path
    steps = [step] if step != "*" else [key for key, one in book.items() if rest[0] in one]
    for each in steps:
        key: Any = int(each) if isinstance(book, list) else each
        if rest:
            _change(book[key], tuple(rest), instead)
        elif instead:
            book[key] = instead
        else:
            del book[key]


def contracts() -> Iterator[Contract]:
    """Yield every contract of the folder, in order."""
    for path in sorted(FOLDER.glob("*.yaml")):
        if path.name.endswith(".checks.yaml"):
            continue
        checks = yaml.load(path.with_suffix(".checks.yaml").read_text(encoding="utf-8"), Loader=LOADER)
        book = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
        yield Contract(path.stem, book, tuple(map(_check, checks)))


def _check(raw: dict[str, Any]) -> Check:
    given = {**raw, "count": int(raw.get("count", 1)), "without": dict(_places(raw.get("without", [])))}
    check = Check(**given)
    if check.label not in LABELS or check.missing not in (None, *get_args(Missing)):
        raise ValueError(f"no label or reason: {raw}")
    if (check.missing is None) != bool(check.ask and check.expect and check.without):
        raise ValueError(f"ask, expect and without stand together, or missing alone: {raw}")
    return check


def _places(raw: Any) -> Iterator[tuple[Place, str | None]]:
    if isinstance(raw, dict):
        yield from ((tuple(path.split(".")), instead) for path, instead in raw.items())
    else:
        yield from ((tuple(path.split(".")), None) for path in ([raw] if isinstance(raw, str) else raw))


def differs(graph: PartnerGraph, check: Check) -> str | None:
    """Return in what the answer of a check's question is not the one expected; ``None`` where it is.

    What is asked about a name that nothing has is no answer.
    """
    name, *words = shlex.split(check.ask or "")
    try:
        answer = graph.show(words[0]) if name == "show" else getattr(graph, name)(**_given(words))
    except UnknownNameError as error:
        return str(error)
    if isinstance(check.expect, dict):
        found = answer.to_json()
        return _other(_by_party(found) if name == "who" else found, check.expect)
    return _lacks(" ".join(repr(answer).split()), check.expect)


def _given(words: list[str]) -> dict[str, Any]:
    """Return what the options of a command give; one that stands twice gives both."""
    given: dict[str, list[str]] = {}
    for option, value in zip(words[::2], words[1::2], strict=True):
        given.setdefault(option.removeprefix("--"), []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in given.items()}


def _by_party(found: dict[str, Any]) -> dict[str, Any]:
    """Return the answers of `who` by the names of the parties; groups of acts that differ stand together."""
    answers: dict[str, list[Any]] = {}
    for one in found["answers"]:
        answers.setdefault(one["party_name"], []).append(one)
    return {party: some[0] if len(some) == 1 else {"acts": some} for party, some in answers.items()}


def _lacks(text: str, phrases: Any) -> str | None:
    wanted = [phrases] if isinstance(phrases, str) else phrases
    lacking = [phrase for phrase in wanted if phrase not in text]
    return f"{lacking} is not in: {text}" if lacking else None


def _other(found: Any, expect: Any) -> str | None:
    """Return in what something is not, or does not hold, what is expected."""
    if isinstance(expect, dict) and isinstance(found, dict):
        wrong = (f"{key}: {other}" for key, one in expect.items() if (other := _other(found.get(key), one)))
        return next(wrong, None)
    if isinstance(expect, list) and isinstance(found, list):
        lacking = [one for one in expect if all(_other(each, one) for each in found)]
        return f"{lacking} is not among {found}" if lacking else None
    if isinstance(expect, str) and isinstance(found, dict) and "answer" in found:
        found = found["answer"]
    return None if str(found).casefold() == str(expect).casefold() else f"{found!r}, not {expect!r}"
