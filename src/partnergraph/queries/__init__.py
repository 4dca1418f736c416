"""Questions in SPARQL, their parameters put in; and free SPARQL, guarded.

Parameters are bound by putting their terms, serialized, in place of ``$name`` in the text. A ``FILTER`` in
a nested group does not see an outer ``VALUES``, and ``initBindings`` hides that; text means the same
everywhere.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeVar

from pyoxigraph import Literal, NamedNode

from partnergraph import vocabulary as v
from partnergraph.errors import QueryError
from partnergraph.queries.faults import check_form, check_update_form, explained, note_on
from partnergraph.queries.words import TOKEN, declared, form_of, has_triple_terms, pieces, placed, tokens
from partnergraph.questions import Parameter, Question, find_question, given_to, read_question
from partnergraph.questions import sparql_questions as questions
from partnergraph.questions.words import Words
from partnergraph.territory import Territory

__all__ = [
    "LONGEST_QUERY", "TOKEN", "Parameter", "Question", "as_rows", "bind", "boolean", "check_form", "check_free_query",
    "check_update_form", "explained", "find_question", "form_of", "note_on", "python_value", "questions",
    "read_question", "run_free", "tokens", "with_deep_stack", "with_prefixes",
]  # fmt: skip

T = TypeVar("T")

# --- binding ----------------------------------------------------------------------------------------


def bind(question: Question, given: Mapping[str, object], words: Words) -> str:
    """Return the question's text with every ``$name`` replaced by its term; ``words`` reads what was given.

    Raises `QueryError` for an unknown or missing parameter, `UnknownNameError` for an unknown thing.
    """
    named = given_to(question, given)
    terms_of = {p.name: _to_sparql(p, named.get(p.name, p.default), words) for p in question.parameters}
    text = question.text if words.newcomers else _OF_NEWCOMERS.sub("", question.text)
    terms_of["newcomers"] = " ".join(f"(<{iri}> {_text(name)})" for iri, name in words.newcomers.items())
    # In one pass: a value that holds the name of another parameter stays text.
    return re.sub(r"\$(\w+)", lambda found: terms_of.get(found[1], found[0]), text)


_OF_NEWCOMERS = re.compile(r"(?m)^(?!#).*\$newcomers.*\n")
_OTHERS = f"<{v.ORG}Organization>"
"""Stands for a list of no parties, since not every engine reads an empty VALUES: the others are asked about anyway."""


def _to_sparql(parameter: Parameter, given: Any, words: Words) -> str:
    if given is None and not parameter.many:
        return _ABSENT[parameter.type]
    value = words.read(parameter, () if given is None else given)
    if parameter.type in _SERIALIZED:
        return _SERIALIZED[parameter.type](value)
    if parameter.many:
        return " ".join(f"<{iri}>" for iri in value) or _OTHERS
    return f"<{value}>"


def _text(value: str) -> str:
    try:
        return str(Literal(value))
    except ValueError:
        raise QueryError(f"{value!r} holds bytes that are not UTF-8", "write it in UTF-8") from None


def _readings_off(wanted: Collection[str]) -> str:
    """Return the readings that are *not* wanted, as a list of IRIs that is never empty."""
    off = [name for name in v.READINGS if name not in wanted]
    return ", ".join(f"<{v.READING}{name}>" for name in (*off, "none"))


def as_rows(rules: Iterable[Territory]) -> str:
    """Return rows of a region: its country, whether it belongs for certain, and the days from and until which it does.

    A part of a country has a row of its own, also one that is, or may be, left out; that of its country stands for
    the rest.
    """
    from partnergraph.derive.covering import spells  # lazy: a territory is in one question only

    rows: list[tuple[str, str, date | None, date | None]] = []
    for rule in rules:
        if includes := tuple(code for code in rule.includes if code not in rule.parts):
            for code, certain, first, last in spells(replace(rule.whole, includes=includes)):
                rows.append((code, "certain" if certain else "possible", first, last))
        rows += [(code, "certain", None, None) for code in rule.parts]
        rows += [(code, "left out", None, None) for code in sorted(rule.named_parts) if not rule.always_has(code)]
    return " ".join(
        f'({_region(code)} {_region(code.partition("-")[0])} "{belongs}" "{first or ""}" "{last or "~"}")'
        for code, belongs, first, last in rows
    )


def _region(code: str) -> str:
    return str(NamedNode(v.REGION + code))


def _day(value: date) -> str:
    return f'"{value.isoformat()}"^^<{v.XSD}date>'


_SERIALIZED: dict[str, Callable[[Any], str]] = {
    "country": _region,
    "region": _region,
    "day": _day,
    "first-day": _day,
    "last-day": _day,
    "text": _text,
    "reading": _readings_off,
    "territory": as_rows,
    "strength": _text,
    "yes-or-no": lambda value: '"yes"' if value else '"no"',
}
"""How values stand in a query that are no addresses."""

_ABSENT: Final = {"strength": '"none"'}
"""What stands in a query for a single value that may be left out and is."""


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
