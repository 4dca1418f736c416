"""What is wrong with a query that an engine refused, in words for whoever wrote it; and what looks wrong in others.

Told from the query's own pieces, never from the words of an engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import Final

from partnergraph import vocabulary as v
from partnergraph.errors import NotSparqlError, QueryError, RefusedQueryError
from partnergraph.names import nearest
from partnergraph.queries.words import FORMS, UPDATES, Piece, declared, first_word, pieces, place

_AGGREGATES: Final = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
_FUNCTIONS: Final = (
    *_AGGREGATES, "STR", "LANG", "LANGMATCHES", "DATATYPE", "BOUND", "IRI", "URI", "BNODE", "RAND", "ABS", "CEIL",
    "FLOOR", "ROUND", "CONCAT", "STRLEN", "UCASE", "LCASE", "ENCODE_FOR_URI", "CONTAINS", "STRSTARTS", "STRENDS",
    "STRBEFORE", "STRAFTER", "YEAR", "MONTH", "DAY", "HOURS", "MINUTES", "SECONDS", "TIMEZONE", "TZ", "NOW", "UUID",
    "STRUUID", "MD5", "SHA1", "SHA256", "SHA384", "SHA512", "COALESCE", "IF", "STRLANG", "STRDT", "SAMETERM", "ISIRI",
    "ISURI", "ISBLANK", "ISLITERAL", "ISNUMERIC", "REGEX", "SUBSTR", "REPLACE", "TRIPLE", "SUBJECT", "PREDICATE",
    "OBJECT", "ISTRIPLE", "LANGDIR", "HASLANG", "HASLANGDIR", "STRLANGDIR", "ADJUST", "EXISTS",
)  # fmt: skip
_WORDS: Final = (
    *FORMS, *UPDATES, *_FUNCTIONS, "PREFIX", "BASE", "VERSION", "FROM", "NAMED", "DISTINCT", "REDUCED", "WHERE",
    "FILTER", "BIND", "VALUES", "GROUP", "BY", "HAVING", "ORDER", "ASC", "DESC", "LIMIT", "OFFSET", "AS", "IN", "NOT",
    "A", "UNDEF", "OPTIONAL", "UNION", "MINUS", "GRAPH", "SERVICE", "SILENT", "TRUE", "FALSE", "SEPARATOR", "INTO",
    "TO", "DATA", "USING", "DEFAULT", "ALL", "LATERAL",
)  # fmt: skip
_AFTER_GROUP_BY: Final = ("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
_OTHERWISE: Final = {
    "UPPER": "UCASE", "LOWER": "LCASE", "LENGTH": "STRLEN", "LEN": "STRLEN", "STARTSWITH": "STRSTARTS",
    "ENDSWITH": "STRENDS", "SUBSTRING": "SUBSTR", "MEAN": "AVG", "TODAY": "NOW", "IFNULL": "COALESCE",
    "AND": "&&", "OR": "||",
}  # fmt: skip
"""What other languages call functions and signs of SPARQL."""

_CASTS: Final = ("string", "boolean", "integer", "decimal", "double", "float", "dateTime", "date", "time", "duration")
_KNOWN_PREFIXES: Final = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dct": v.DCTERMS,
    "geo": "http://www.opengis.net/ont/geosparql#",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "time": "http://www.w3.org/2006/time#",
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
}
"""Prefixes that people use without declaring them, beside those of the project, which are declared for them."""

_MOST_NAMED: Final = 5
_CLOSED_BY: Final = {"(": ")", "{": "}", "[": "]"}
_TERMS: Final = frozenset((*v.CLASSES, *v.OBJECT_PROPERTIES, *v.DATATYPE_PROPERTIES))


def check_form(query: str) -> None:
    """Refuse what is no query by its first word: an update, nothing, a word that is misspelt. Raises `QueryError`."""
    first = first_word(query)
    word = first.text.upper() if first is not None else ""
    if word in FORMS:
        return
    if word in UPDATES:
        hint = "send it as the parameter 'update' to a server that takes changes: partnergraph serve --writable"
        raise QueryError(f"this is an update ({word}), not a query", hint)
    if first is None:
        why = "no word says what kind of query this is" if next(pieces(query), None) else "the query is empty"
        raise QueryError(why, "write a SELECT, ASK or CONSTRUCT query")
    near = _alike(word, FORMS) or FORMS
    where = place(query, first.start)
    raise QueryError(f"no query begins with {first.text!r} ({where})", f"write {' or '.join(near)}")


def check_update_form(update: str) -> None:
    """Refuse a query where an update is wanted, and nothing at all. Raises `QueryError`."""
    if not update.strip():
        raise QueryError("the update is empty", "write an update, such as INSERT DATA { GRAPH <...> { ... } }")
    first = first_word(update)
    if first is not None and first.text.upper() in FORMS:
        raise QueryError(f"this is a query ({first.text.upper()}), not an update", "send it as the parameter 'query'")


def explained(query: str, error: QueryError) -> QueryError:
    """Return the error of an engine in words that name the fault, where it is one that is known; else as it is.

    >>> str(explained("ASK { ?b a pq:Brand }", NotSparqlError("error at 1:18")))
    "no prefix is called 'pq:' (line 1, column 12)\\n    write pg:, or declare it: PREFIX pq: <...>"
    """
    found = list(pieces(query))
    is_parsed = not isinstance(error, NotSparqlError | RefusedQueryError)
    faults = (fault for check in (_WHEN_ANSWERED if is_parsed else _WHEN_PARSED) if (fault := check(found)) is not None)
    fault = next(faults, None)
    if fault is None:
        return error
    piece, why, hint = fault
    return QueryError(f"{why} ({place(query, piece.start)})", hint)


def note_on(query: str) -> str:
    """Return which names of our vocabulary a query uses that it does not have; empty without any.

    >>> note_on("ASK { ?b a pg:Barnd }")
    'pg:Barnd is no term of the vocabulary, the nearest is pg:Brand'
    """
    found = list(pieces(query))
    unknown = dict.fromkeys(name for name in _own_names(found) if name not in _TERMS)
    more = f"; and {len(unknown) - _MOST_NAMED} more" if len(unknown) > _MOST_NAMED else ""
    return "; ".join(_unknown_term(name) for name in islice(unknown, _MOST_NAMED)) + more


def _own_names(found: Sequence[Piece]) -> Iterator[str]:
    prefixes = {**v.PREFIXES, **declared(found)}
    for piece in found:
        if (iri := _iri(piece, prefixes)) is not None and iri.startswith(v.NS) and iri != v.NS:
            yield iri.removeprefix(v.NS)


def _iri(piece: Piece, prefixes: Mapping[str, str]) -> str | None:
    if piece.kind == "iri":
        return piece.text[1:-1]
    prefix, _, local = piece.text.partition(":")
    return prefixes[prefix] + local.replace("\\", "") if piece.kind == "name" and prefix in prefixes else None


def _unknown_term(name: str) -> str:
    near = nearest(name, _TERMS, 1)
    return f"pg:{name} is no term of the vocabulary{f', the nearest is pg:{near[0]}' if near else ''}"


# --- faults: the piece, what is wrong with it, what to write instead -----------------------------------

Fault = tuple[Piece, str, str]


def _prefix(found: Sequence[Piece]) -> Fault | None:
    known = {**v.PREFIXES, **declared(found), "_": ""}
    for before, piece in pairwise((Piece("", "", 0), *found)):
        prefix = piece.text.partition(":")[0]
        if piece.kind == "name" and prefix not in known and before.text.upper() != "PREFIX":
            return piece, f"no prefix is called '{prefix}:'", _declaration(prefix)
    return None


def _declaration(prefix: str) -> str:
    if prefix in _KNOWN_PREFIXES:
        return f"declare it before the query: PREFIX {prefix}: <{_KNOWN_PREFIXES[prefix]}>"
    near = " or ".join(f"{name}:" for name in _alike(prefix, v.PREFIXES))
    return f"write {near}, or declare it: PREFIX {prefix}: <...>" if near else f"declare it: PREFIX {prefix}: <...>"


def _text(found: Sequence[Piece]) -> Fault | None:
    for piece in found:
        if piece.kind == "sign" and piece.text in ("'", '"'):
            return piece, f"the text that begins with {piece.text} is not closed", f"close it with {piece.text}"
    return None


def _function(found: Sequence[Piece]) -> Fault | None:
    for piece, after in pairwise(found):
        name = piece.text.upper()
        is_called = piece.kind == "word" and after.text == "(" and after.start == piece.start + len(piece.text)
        if is_called and name not in _WORDS:
            near = [_OTHERWISE[name]] if name in _OTHERWISE else _alike(name, _FUNCTIONS)
            hint = f"write {' or '.join(near)}" if near else "use a function of SPARQL 1.1"
            return piece, f"no function is called {piece.text}", hint
    return None


def _word(found: Sequence[Piece]) -> Fault | None:
    for piece in found:
        if piece.kind == "word" and piece.text.upper() not in _WORDS:
            return piece, f"{piece.text!r} is no word of SPARQL", _instead(piece.text)
    return None


def _instead(word: str) -> str:
    name = word.upper()
    near = [_OTHERWISE[name]] if name in _OTHERWISE else [f"pg:{word}"] if word in _TERMS else _alike(name, _WORDS)
    return f"write {' or '.join(near)}" if near else "a variable begins with ?, a name with its prefix: pg:Brand"


def _alike(word: str, known: Iterable[str]) -> list[str]:
    """Return the known words that are written most like one: a letter or two apart.

    >>> _alike("OPTINAL", _WORDS), _alike("pq", v.PREFIXES), _alike("x", _WORDS)
    (['OPTIONAL'], ['pg'], [])
    """
    from rapidfuzz.distance import OSA  # lazy: only an error needs it

    most = min(2, len(word) // 2)
    apart = {one: OSA.distance(word, one, score_cutoff=most) for one in known if len(one) > most}
    least = min(apart.values(), default=most + 1)
    return [one for one, distance in apart.items() if distance == least <= most]


def _bracket(found: Sequence[Piece]) -> Fault | None:
    opened: list[Piece] = []
    for piece in found:
        if piece.kind != "sign":
            continue
        if piece.text in _CLOSED_BY:
            opened.append(piece)
        elif piece.text in _CLOSED_BY.values():
            if not opened:
                return piece, f"the {piece.text} closes nothing", "remove it"
            if _CLOSED_BY[opened[-1].text] != piece.text:
                break
            opened.pop()
    if opened:
        return opened[-1], f"the {opened[-1].text} is not closed", f"close it with {_CLOSED_BY[opened[-1].text]}"
    return None


def _custom_function(found: Sequence[Piece]) -> Fault | None:
    """Return a function by IRI that is none of the casts that every engine has, if there is one alone."""
    prefixes = {**v.PREFIXES, **declared(found)}
    casts = {v.XSD + cast for cast in _CASTS}
    called = [
        piece
        for piece, after in pairwise(found)
        if after.text == "(" and _iri(piece, prefixes) not in {None, *casts} and after.start == _end(piece)
    ]
    if len({piece.text for piece in called}) != 1:
        return None
    near = nearest(called[0].text.partition(":")[2], _CASTS, 1)
    hint = f"write xsd:{near[0]}" if near else "use a function of SPARQL 1.1"
    return called[0], f"no function is called {called[0].text}", hint


def _end(piece: Piece) -> int:
    return piece.start + len(piece.text)


# --- what is neither grouped nor summed up ------------------------------------------------------------


def _ungrouped(found: Sequence[Piece]) -> Fault | None:
    faults = (_ungrouped_in(clause, modifiers) for clause, modifiers in _selects(found))
    return next((fault for fault in faults if fault is not None), None)


def _selects(found: Sequence[Piece]) -> list[tuple[list[Piece], list[Piece]]]:
    """Return of each SELECT what stands between the word and its braces, and what after them up to its end."""
    selects: list[tuple[list[Piece], list[Piece]]] = []
    groups: list[tuple[list[Piece], list[Piece]]] = [([], [])]  # each with what takes its pieces: now, after braces
    for piece in found:
        now, after = groups[-1]
        if piece.text == "{":
            groups[-1] = after, after
            groups.append(([], []))
        elif piece.text == "}":
            groups.pop()
            groups = groups or [([], [])]
        elif piece.text.upper() == "SELECT":
            groups[-1] = [], []
            selects.append(groups[-1])
        else:
            now.append(piece)
    return selects


def _ungrouped_in(clause: Sequence[Piece], modifiers: Sequence[Piece]) -> Fault | None:
    """Return the fault of one SELECT."""
    grouped = _grouping(modifiers)
    if grouped is None and not any(piece.text.upper() in _AGGREGATES for piece in clause):
        return None
    if clause and clause[0].text == "*":
        return clause[0], "SELECT * does not go with GROUP BY", "name the variables"
    known = {piece.text[1:] for piece in grouped or ()}
    for piece, is_free in _variables(clause):
        if is_free and piece.text[1:] not in known:
            hint = f"add it to GROUP BY, or take one of many: (SAMPLE({piece.text}) AS ?one)"
            return piece, f"{piece.text} is not grouped", hint
        known.add(piece.text[1:])
    return None


def _grouping(modifiers: Sequence[Piece]) -> list[Piece] | None:
    """Return the variables of GROUP BY; ``None`` without one."""
    words = [piece.text.upper() for piece in modifiers]
    if "GROUP" not in words:
        return None
    rest = modifiers[words.index("GROUP") + 1 :]
    end = next((n for n, piece in enumerate(rest) if piece.text.upper() in _AFTER_GROUP_BY), None)
    return [piece for piece in rest[:end] if piece.kind == "variable"]


def _variables(clause: Sequence[Piece]) -> Iterator[tuple[Piece, bool]]:
    """Yield the variables of a clause outside aggregates; the flag: it is read there, not named by AS."""
    depth, summed = 0, 0
    before = Piece("", "", 0)
    for piece in clause:
        if piece.text == "(":
            depth += 1
            summed = summed or (depth if before.text.upper() in _AGGREGATES else 0)
        elif piece.text == ")":
            summed = 0 if depth == summed else summed
            depth -= 1
        elif piece.kind == "variable" and not summed:
            yield piece, before.text.upper() != "AS"
        before = piece


_WHEN_PARSED: Final = (_prefix, _text, _function, _word, _bracket, _ungrouped)
_WHEN_ANSWERED: Final = (_custom_function,)
