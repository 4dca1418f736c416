"""Named questions: ``.rq`` files with a title, a question and typed parameters; and free SPARQL, guarded.

A question's file opens with comment lines::

    # title: Releases in a market
    # question: Which products were released in {market}, and when?
    # param market: region = IN -- country or group of countries

Parameters are bound by putting their terms, serialized, in place of ``$name`` in the text. A ``FILTER`` in
a nested group does not see an outer ``VALUES``, and ``initBindings`` hides that; text means the same
everywhere.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pyoxigraph import Literal, NamedNode

from partnergraph import vocabulary as v
from partnergraph.axes import AXES
from partnergraph.bounds import parse_moment
from partnergraph.errors import PhraseError, QueryError, UnknownNameError
from partnergraph.lookup import Lookup
from partnergraph.names import nearest
from partnergraph.queries.faults import check_form, check_update_form, explained, note_on
from partnergraph.queries.words import TOKEN, declared, form_of, has_triple_terms, pieces, placed, tokens
from partnergraph.resources import ontology_path
from partnergraph.terms import Axis, terms
from partnergraph.territory import find_region, parse_territory

__all__ = [
    "LONGEST_QUERY", "TOKEN", "Parameter", "Question", "bind", "boolean", "check_form", "check_free_query",
    "check_update_form", "explained", "find_question", "form_of", "note_on", "python_value", "questions",
    "read_question", "run_free", "tokens", "with_deep_stack", "with_prefixes",
]  # fmt: skip

T = TypeVar("T")

_PARAMETER = re.compile(r"# param (?P<name>\w+): (?P<type>[\w-]+)(?: = (?P<default>.*?))?(?: -- (?P<meaning>.*))?$")
_TYPES = (
    "thing",
    "region",
    "day",
    "text",
    *(axis.name for axis in AXES),
    "readings",
    "things",
    "territory",
    "last-day",
    "yes-or-no",
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a question. ``default`` is ``None`` where a value must be given."""

    name: str
    type: str
    default: str | None
    meaning: str


@dataclass(frozen=True, slots=True)
class Question:
    """A named question: what it asks, in English and in SPARQL."""

    name: str
    title: str
    question: str
    parameters: tuple[Parameter, ...]
    text: str

    @property
    def form(self) -> str:
        """``SELECT``, ``ASK`` or ``CONSTRUCT``."""
        return form_of(self.text)


@lru_cache(maxsize=1)
def questions() -> Mapping[str, Question]:
    """Return the shipped questions by name."""
    return {p.stem: read_question(p) for p in sorted(ontology_path("queries").glob("*.rq"))}


def find_question(name: str) -> Question:
    """Return a shipped question. Raises `UnknownNameError` with near names."""
    known = questions()
    if name not in known:
        raise UnknownNameError("question", name, nearest(name, known) or sorted(known))
    return known[name]


def read_question(path: Path) -> Question:
    """Read a ``.rq`` file. Raises `QueryError` if its head is not as described above."""
    text = path.read_text(encoding="utf-8")
    head = [line for line in text.splitlines() if line.startswith("# ")]
    named = dict(line[2:].split(": ", 1) for line in head if line.startswith(("# title: ", "# question: ")))
    parameters = []
    for line in head:
        if line.startswith("# param "):
            found = _PARAMETER.match(line)
            if found is None or found["type"] not in _TYPES:
                raise QueryError(
                    f"{path.name}: cannot read {line!r}", "write '# param NAME: TYPE = DEFAULT -- meaning'"
                )
            parameters.append(Parameter(found["name"], found["type"], found["default"], found["meaning"] or ""))
    return Question(path.stem, named.get("title", path.stem), named.get("question", ""), tuple(parameters), text)


# --- binding ----------------------------------------------------------------------------------------


def bind(question: Question, given: Mapping[str, object], lookup: Lookup) -> str:
    """Return the question's text with every ``$name`` replaced by its term; names of things are looked up.

    Raises `QueryError` for an unknown or missing parameter, `UnknownNameError` for an unknown thing.
    """
    unknown = set(given) - {parameter.name for parameter in question.parameters}
    if unknown:
        known = ", ".join(parameter.name for parameter in question.parameters) or "none"
        raise QueryError(f"{question.name} has no parameter {min(unknown)!r}", f"parameters: {known}")
    terms_of: dict[str, str] = {}
    for parameter in question.parameters:
        value = given.get(parameter.name, parameter.default)
        if value is None:
            hint = f"{parameter.meaning}; write --param {parameter.name}=..."
            raise QueryError(f"{question.name} needs a value for {parameter.name!r}", hint)
        terms_of[parameter.name] = _to_sparql(parameter, value, lookup)
    # In one pass: a value that holds the name of another parameter stays text.
    return re.sub(r"\$(\w+)", lambda found: terms_of.get(found[1], found[0]), question.text)


def _to_sparql(parameter: Parameter, value: object, lookup: Lookup) -> str:
    try:
        return _CONVERTERS[parameter.type](lookup, value)
    except PhraseError as error:
        raise QueryError(f"{parameter.name}: {error.why}: {error.phrase!r}", error.hint) from None


def _region(_: Lookup, value: object) -> str:
    return str(NamedNode(v.REGION + find_region(str(value))))


def _day(_: Lookup, value: object) -> str:
    day = value if isinstance(value, date) else parse_moment(str(value), pairs="refused").earliest
    if day is None:
        raise QueryError(f"{value!r} is no day", "write it as 2024-02-28")
    return f'"{day.isoformat()}"^^<{v.XSD}date>'


def _last_day(lookup: Lookup, value: object) -> str:
    """Return the last day that is meant; for ``..``, which is no end, the last one that the calendar has."""
    if str(value).strip() == "..":
        return _day(lookup, date.max)
    day = value if isinstance(value, date) else parse_moment(str(value), pairs="refused").latest
    if day is None:
        raise QueryError(f"{value!r} is no last day", "write it as 2024-02-28, or .. for no end")
    return _day(lookup, day)


def _text(_: Lookup, value: object) -> str:
    try:
        return str(Literal(str(value)))
    except ValueError:
        raise QueryError(f"{value!r} holds bytes that are not UTF-8", "write it in UTF-8") from None


def _term(axis: Axis) -> Callable[[Lookup, object], str]:
    return lambda _, value: str(NamedNode(terms().find(axis, str(value))))


def _readings_off(_: Lookup, value: object) -> str:
    """Return the readings that are *not* wanted, as a list of IRIs that is never empty."""
    wanted = {name.strip() for name in str(value).split(",") if name.strip()} if isinstance(value, str) else set(value)  # type: ignore[call-overload]
    wanted = set(v.READINGS_ON_BY_DEFAULT) if wanted == {"default"} else wanted - {"strict"}
    unknown = wanted - set(v.READINGS)
    if unknown:
        raise UnknownNameError("reading", sorted(unknown)[0], v.READINGS)
    off = [name for name in v.READINGS if name not in wanted]
    return ", ".join(f"<{v.READING}{name}>" for name in (*off, "none"))


def _things(lookup: Lookup, value: object) -> str:
    return " ".join(f"<{lookup.find(name.strip())}>" for name in str(value).split(","))


def _territory(_: Lookup, value: object) -> str:
    """Return rows of a region: whether it belongs for certain, and the days from and until which it does."""
    from partnergraph.derive.covering import spells  # lazy: a territory is in one question only

    return " ".join(
        f'({NamedNode(v.REGION + code)} "{"certain" if certain else "possible"}" "{first or ""}" "{last or "~"}")'
        for rule in parse_territory(str(value))
        for code, certain, first, last in spells(rule)
    )


def _yes_or_no(_: Lookup, value: object) -> str:
    word = ("yes" if value else "no") if isinstance(value, bool) else str(value).strip().casefold()
    if word not in ("yes", "no"):
        raise QueryError(f"{value!r} is neither yes nor no", "write yes or no")
    return f'"{word}"'


_CONVERTERS: dict[str, Callable[[Lookup, Any], str]] = {
    "thing": lambda lookup, value: f"<{lookup.find(str(value))}>",
    "things": _things,
    "region": _region,
    "day": _day,
    "text": _text,
    **{axis.name: _term(axis.name) for axis in AXES},
    "readings": _readings_off,
    "territory": _territory,
    "last-day": _last_day,
    "yes-or-no": _yes_or_no,
}


# --- free SPARQL --------------------------------------------------------------------------------------

LONGEST_QUERY = 64_000
_STACK = 512 * 1024 * 1024


def boolean(value: bool) -> Literal:
    """Return the literal of a yes or no."""
    return Literal(value)


_PLAIN_ADDRESS = re.compile(
    r"""\s*(?:SILENT\s*)?<https?://(?P<host>[a-z0-9.-]+(?::[0-9]+)?)(?:[/?#][^<>"{}|\\^`\x00-\x20]*)?>""", re.IGNORECASE
)


def check_free_query(query: str, hosts: Collection[str] = ()) -> None:
    """Refuse what a query from outside must not do: reach other hosts, or be longer than 64,000 characters.

    ``hosts``: those that SERVICE and LOAD may reach all the same, each as it stands in an address (``name`` or
    ``name:port``). Their address must be written out, since a variable or prefix could stand for any other.

    >>> check_free_query("ASK { SERVICE <http://example.org/sparql> { ?s ?p ?o } }", ["example.org"])
    """
    if any("\ud800" <= character <= "\udfff" for character in query):
        raise QueryError("the query holds bytes that are not UTF-8", "write it in UTF-8")
    if len(query) > LONGEST_QUERY:
        raise QueryError(f"the query has {len(query):,} characters", f"write at most {LONGEST_QUERY:,}")
    if has_triple_terms(query):
        raise QueryError("triple terms (RDF 1.2) are not read", "ask for statement nodes: no store holds a triple term")
    for word, end in placed(query):
        # The engine needs no space around a keyword: "trueSERVICEex:a" is three words to it.
        if word == "LOAD" or ("SERVICE" in word and not word.startswith(("?", "$"))):
            _check_host(word, _PLAIN_ADDRESS.match(query, end), hosts)


def _check_host(word: str, address: re.Match[str] | None, hosts: Collection[str]) -> None:
    if not hosts:
        raise QueryError(
            f"{word} is switched off: a query here never reaches another host",
            "query that endpoint on its own; a prefix called so needs another name",
        )
    known = ", ".join(hosts)
    if word not in ("SERVICE", "LOAD") or address is None:
        raise QueryError(
            f"{word} names no address", f"write it out: {word} <https://HOST/...>, with HOST one of {known}"
        )
    if address["host"].lower() not in hosts:
        raise QueryError(f"{word} may not reach {address['host']}", f"the server was started for {known}")


def with_prefixes(query: str) -> str:
    """Put the project's prefixes before a query, but for those that it declares itself."""
    own = declared(list(pieces(query)))
    lines = [f"PREFIX {prefix}: <{iri}>" for prefix, iri in v.PREFIXES.items() if prefix not in own]
    return f"{' '.join(lines)}\n{query}"


def run_free(query: str, work: Callable[[], T]) -> T:
    """Answer a query `with_prefixes`: on a deep stack, its errors explained, in the lines of the query as given."""
    try:
        return with_deep_stack(work)
    except QueryError as error:
        found = explained(query, error)
        why = re.sub(r"(?<=: line )\d+", lambda line: str(int(line[0]) - 1), found.why)
        raise (QueryError(why, found.hint) if found is error else found) from None


def with_deep_stack(work: Callable[[], T]) -> T:
    """Run in a thread with a 512 MB stack: queries nested in earnest overflow the usual one and end the process."""
    outcome: list[Any] = []

    def run() -> None:
        try:
            outcome.append((True, work()))
        except BaseException as error:
            outcome.append((False, error))

    before = threading.stack_size(_STACK)
    try:
        thread = threading.Thread(target=run, name="partnergraph-query")
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    done, value = outcome[0]
    if not done:
        raise value
    return value  # type: ignore[no-any-return]


def python_value(term: Any) -> object:
    """Return a term as a Python value: IRIs and texts as text, numbers, booleans and days as such.

    >>> python_value(Literal("2024-02-28", datatype=NamedNode(v.XSD + "date")))
    datetime.date(2024, 2, 28)
    """
    if not isinstance(term, Literal):
        return None if term is None else term.value if isinstance(term, NamedNode) else str(term)
    match term.datatype.value.removeprefix(v.XSD):
        case "integer" | "int" | "long":
            return int(term.value)
        case "decimal":
            return Decimal(term.value)
        case "double" | "float":
            return float(term.value)
        case "boolean":
            return term.value in ("true", "1")
        case "date":
            return _date_or_text(term.value)
        case _:
            return term.value


def _date_or_text(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
