"""The errors of pydantic in our words: why, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, get_args

from pydantic import BaseModel

from partnergraph.errors import PhraseError
from partnergraph.names import nearest

_NOT_A_PLACE = ("must be a whole number, 0 or more", "count the code points before the phrase")
_ALWAYS: dict[str, tuple[str, str | None]] = {
    "string_type": ("must be text", "write one value, in quotes if needed"),
    "string_too_short": ("is empty", "write something, or leave the field out"),
    "tuple_type": ("must be a list", "write [one, two], or each on a line of its own after '- '"),
    "bool_parsing": ("must be true or false", None),
    "bool_type": ("must be true or false", None),
    "int_parsing": _NOT_A_PLACE,
    "int_parsing_size": _NOT_A_PLACE,
    "int_type": _NOT_A_PLACE,
    "greater_than_equal": _NOT_A_PLACE,
}
_FORMS = {
    "sha256": "write its 64 hexadecimal digits, in small letters",
    "lei": "an LEI has 18 capital letters or digits, then 2 digits",
    "wikidata": "write it as Q42",
}


def in_words(error: Any, kind: type[BaseModel]) -> tuple[str, str | None]:
    """Return message and hint for one of the errors that checking an entry of ``kind`` gave."""
    context, where = error.get("ctx", {}), error["loc"]
    raised = context.get("error")
    if isinstance(raised, PhraseError):
        return raised.why, raised.hint
    match error["type"]:
        case "missing":
            return "is missing", f"add '{where[-1]}: ...'" if where else None
        case "extra_forbidden":
            fields = _fields_at(kind, where[:-1])
            near = nearest(str(where[-1]), fields, 1)
            return "is not a field here", f"did you mean {near[0]!r}?" if near else choices(fields)
        case "literal_error":
            return "is not a choice", f"write {context['expected']}"
        case "model_type" | "model_attributes_type" | "dict_type":
            return "must be a mapping of fields", choices(_fields_at(kind, where))
        case "too_short":
            return f"names {context['actual_length']}", f"name at least {context['min_length']}"
        case "string_too_long":
            return f"has more than {context['max_length']:,} characters", "say it shorter"
        case "string_pattern_mismatch":
            return "is not written as it should be", _FORMS.get(str(where[-1]))
        case "greater_than_equal" | "int_type" | "int_parsing" if where[-1] == "at_most":
            return "must be a whole number, 1 or more", "where nobody may act, write 'kind: holdback'"
        case "greater_than_equal" | "int_type" | "int_parsing" if where[-1] == "response_days":
            return "is no number of days", "write how many days its holder has to answer: 1 or more"
        case known:
            return _ALWAYS.get(known, (error["msg"].lower(), None))


def choices(names: Iterable[str]) -> str:
    """Return a hint that lists names."""
    return "one of: " + ", ".join(sorted(names))


def _fields_at(kind: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    """Return the fields of the entry at a path inside another."""
    for step in path:
        if isinstance(step, str) and step in kind.model_fields:
            kind = next(_entries_in(kind.model_fields[step].annotation), kind)
    return list(kind.model_fields)


def _entries_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _entries_in(inner)
