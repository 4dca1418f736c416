"""The SPARQL 1.1 Protocol at ``/sparql``: queries, updates and, to whoever asks nothing, the service description."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from partnergraph.queries import LONGEST_QUERY
from partnergraph.questions import KNOWN_BY
from partnergraph.server.description import description
from partnergraph.server.formats import TRIPLES, content_type
from partnergraph.server.negotiation import choose
from partnergraph.server.replies import (
    RefusedError,
    accepted,
    answer,
    body_text,
    check_token,
    respond,
    service_of,
)

_FORM = "application/x-www-form-urlencoded"
_DIRECT = {"application/sparql-query": "query", "application/sparql-update": "update"}
_GRAPHS = {
    "query": ("default-graph-uri", "named-graph-uri"),
    "update": ("using-graph-uri", "using-named-graph-uri"),
}


@dataclass(frozen=True, slots=True)
class Operation:
    """What a request wants: ``kind`` is query or update; the graphs are those it names.

    ``accept``: the forms that a field of a form names; ``None`` without one. ``known_by``: the day as known on which a
    query is answered.
    """

    kind: str
    text: str
    default: tuple[str, ...]
    named: tuple[str, ...]
    accept: str | None = None
    known_by: str | None = None


async def sparql(request: Request) -> Response:
    """Answer a request to the endpoint."""
    parameters = pairs(request.url.query)
    accept = accepted(request, parameters)
    if request.method == "POST":
        operation = await _posted(request, parameters)
    elif any(name == "update" for name, _ in parameters):
        raise RefusedError(400, "an update is sent with POST\n    GET changes nothing")
    elif any(name == "query" for name, _ in parameters):
        operation = _operation("query", parameters)
    elif any(name != "format" for name, _ in parameters):
        raise RefusedError(400, "there is no query\n    send it as the parameter 'query'")
    else:
        return _described(request, accept)
    if operation.kind == "update":
        return await _update(request, operation)
    return await answer(
        request,
        {
            "do": "sparql",
            "query": operation.text,
            "accept": operation.accept or accept,
            "default": operation.default,
            "named": operation.named,
            "base": _base(request),
            **({KNOWN_BY.name: operation.known_by} if operation.known_by is not None else {}),
        },
    )


def pairs(text: str) -> list[tuple[str, str]]:
    """Return the parameters of a form or of an address. Raises `RefusedError`."""
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=200)
    except (UnicodeDecodeError, ValueError):
        raise RefusedError(400, "the parameters cannot be read\n    write them in UTF-8, percent-encoded") from None


async def _posted(request: Request, parameters: list[tuple[str, str]]) -> Operation:
    media_type, charset = _media_type(request)
    if charset not in ("", "utf-8"):
        raise RefusedError(415, f"the charset {charset!r} is not read\n    write in UTF-8")
    if media_type == _FORM:
        fields = pairs(await body_text(request)) + [
            pair for pair in parameters if pair[0].endswith("graph-uri") or pair[0] == KNOWN_BY.name
        ]
        kinds = {name for name, _ in fields if name in ("query", "update")}
        if len(kinds) != 1:
            raise RefusedError(400, "a form holds one of: query, update")
        operation = _operation(kinds.pop(), fields)
        is_named = any(name == "format" for name, _ in fields)
        return replace(operation, accept=accepted(request, fields)) if is_named else operation
    if media_type not in _DIRECT:
        known = ", ".join((_FORM, *_DIRECT))
        raise RefusedError(415, f"a body of {media_type or 'no type'} is not read\n    send one of: {known}")
    if any(name in ("query", "update") for name, _ in parameters):
        raise RefusedError(400, "there is a query or update in the address and one in the body\n    send one")
    kind = _DIRECT[media_type]
    return _operation(kind, [*parameters, (kind, await body_text(request))])


def _media_type(request: Request) -> tuple[str, str]:
    name, *parameters = request.headers.get("content-type", "").split(";")
    values = dict(p.strip().lower().partition("=")[::2] for p in parameters)
    return name.strip().lower(), values.get("charset", "").strip('"')


def _operation(kind: str, fields: list[tuple[str, str]]) -> Operation:
    texts = [value for name, value in fields if name == kind]
    if len(texts) != 1:
        raise RefusedError(400, f"there is more than one {kind}\n    send one")
    if kind == "query" and len(texts[0]) > LONGEST_QUERY:
        raise RefusedError(413, f"the query has {len(texts[0]):,} characters\n    write at most {LONGEST_QUERY:,}")
    default, named = (tuple(v for n, v in fields if n == wanted) for wanted in _GRAPHS[kind])
    for graph in (*default, *named):
        check_iri(graph)
    days = [value for name, value in fields if name == KNOWN_BY.name]
    if len(days) > 1 or (days and kind == "update"):
        why = (
            "is given more than once\n    give it once"
            if days[1:]
            else "is for queries: an update changes what is there"
        )
        raise RefusedError(400, f"{KNOWN_BY.name!r} {why}")
    return Operation(kind, texts[0], default, named, known_by=days[0] if days else None)


def check_iri(text: str) -> None:
    """Refuse what is no absolute IRI. Raises `RefusedError`."""
    scheme, colon, rest = text.partition(":")
    wrong = set('<>"{}|\\^`') & set(text) or any(c <= " " or "\ud800" <= c <= "\udfff" for c in text)
    if wrong or not colon or not rest or not (scheme[:1].isalpha() and scheme.isascii()):
        raise RefusedError(400, f"{text!r} is no absolute IRI")


async def _update(request: Request, operation: Operation) -> Response:
    check_token(request)
    service = service_of(request)
    asked: dict[str, Any] = {
        "do": "update",
        "update": operation.text,
        "default": operation.default,
        "named": operation.named,
        "base": _base(request),
    }
    return respond(service, await service.change(asked))


def _base(request: Request) -> str:
    return str(request.url.replace(query="", fragment=""))


def _described(request: Request, accept: str | None) -> Response:
    media_type = choose(accept, [*TRIPLES, "text/html"])
    if media_type is None:
        raise RefusedError(406, f"no form that is accepted is known\n    accept one of: {', '.join(TRIPLES)}")
    if media_type == "text/html":
        return RedirectResponse("./query/", 303)
    content = description(
        _base(request), writable=service_of(request).settings.token is not None, form=TRIPLES[media_type]
    )
    return Response(content, headers={"Content-Type": content_type(media_type), "Vary": "Accept"})
