"""Named questions, exclusivity answers and things over HTTP, with their OpenAPI description."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from importlib.util import find_spec
from math import isfinite
from pathlib import Path
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from partnergraph import __version__, queries
from partnergraph import vocabulary as v
from partnergraph.export.html.page import VIS_NETWORK
from partnergraph.names import full_iri
from partnergraph.questions import exclusivity_questions
from partnergraph.questions.words import today
from partnergraph.server.formats import ANSWER_FORMS
from partnergraph.server.negotiation import choose
from partnergraph.server.openapi import described_question, description
from partnergraph.server.replies import (
    RefusedError,
    accepted,
    answer,
    body_text,
    check_calendar_token,
    service_of,
)
from partnergraph.server.sparql import check_iri, pairs

EXPLORER: Final = Path(__file__).parent / "explorer"
_PAGE: Final = Path(__file__).parents[1] / "export" / "html"
_LONGEST_TEXT: Final = 200
_JSON_NAMES: Final[Mapping[type, str]] = {list: "list", dict: "object"}


def _vis_network() -> Path:
    found = find_spec("pyvis")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "templates" / VIS_NETWORK


SHARED: Final[Mapping[str, Callable[[], Path]]] = {
    "vis-network.js": _vis_network,
    "page.css": lambda: _PAGE / "page.css",
    "world.json": lambda: _PAGE / "world.json",
    "core.js": lambda: _PAGE / "script" / "core.js",
    "glyphs.js": lambda: _PAGE / "script" / "glyphs.js",
    "bars.js": lambda: _PAGE / "script" / "bars.js",
    "atlas.js": lambda: _PAGE / "script" / "atlas.js",
}
"""Files of the interactive page and of pyvis that the SPARQL tab uses too."""


async def list_questions(_: Request) -> Response:
    """List the named questions."""
    return JSONResponse({"questions": [described_question(question) for question in queries.questions().values()]})


async def question(request: Request) -> Response:
    """Answer a named question."""
    name, parameters = request.path_params["name"], pairs(request.url.query)
    if name not in queries.questions():
        raise RefusedError(404, f"no question is called {name!r}\n    /questions lists them")
    given = _listed((key, value) for key, value in parameters if key != "format")
    asked = {"do": "question", "name": name, "parameters": given, "accept": accepted(request, parameters)}
    return await answer(request, asked)


def _listed(parameters: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the values of each parameter."""
    given: dict[str, list[str]] = {}
    for key, value in parameters:
        given.setdefault(key, []).append(value)
    return given


async def call(request: Request) -> Response:
    """Answer one of the exclusivity questions."""
    name, parameters = request.url.path.rsplit("/", 1)[-1], pairs(request.url.query)
    forms = {ANSWER_FORMS[form]: form for form in ("json", *exclusivity_questions()[name].forms)}
    given = _listed((key, value) for key, value in parameters if value)  # of a form, what was filled in
    asked = {"do": "call", "name": name, "parameters": given}
    if len(forms) > 1:
        given.pop("format", None)
        media_type = choose(accepted(request, parameters), list(forms))
        if media_type is None:
            raise RefusedError(406, f"no form that is accepted is known\n    accept one of: {', '.join(forms)}")
        asked["form"] = forms[media_type]
    return _with_own_policy(await answer(request, asked), asked.get("form") == "html")


def _with_own_policy(found: Response, is_page: bool = True) -> Response:
    """Leave a page to the policy that it brings."""
    if is_page:
        found.headers["Content-Security-Policy"] = "frame-ancestors 'self'"
    return found


async def calendar(request: Request) -> Response:
    """Give what expires as a calendar, to subscribe to; its parameters are those of ``expiring``."""
    given = _listed((key, value) for key, value in pairs(request.url.query) if value)
    if service_of(request).settings.calendar_token is not None:
        check_calendar_token(request, given.pop("token", []))
    given.setdefault("on", [today().isoformat()])  # the tag of an answer must differ from day to day
    asked = {"do": "call", "name": "expiring", "parameters": given, "form": "ics", "fixed": True}
    found = await answer(request, asked)
    if "Content-Disposition" in found.headers:
        found.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    return found


async def thing(request: Request) -> Response:
    """Tell what is known of a thing: HTML for people, RDF for tools."""
    iri = full_iri(request.path_params["path"])
    check_iri(iri)
    accept = accepted(request, pairs(request.url.query))
    return await answer(request, {"do": "thing", "iri": iri, "accept": accept})


async def page(request: Request) -> Response:
    """Give the interactive page of the store as it is now."""
    return _with_own_policy(await answer(request, {"do": "page", "title": "Partnerships"}))


async def search(request: Request) -> Response:
    """Suggest things whose names hold some letters."""
    text = dict(pairs(request.url.query)).get("text", "")
    return await answer(request, {"do": "search", "text": text[:_LONGEST_TEXT]})


async def neighbourhood(request: Request) -> Response:
    """Give the page's tables of what is around some things."""
    body = await _body(request, of=list, places=dict)
    for identifier in (*body["of"], *body["places"]):
        if not isinstance(identifier, str):
            raise RefusedError(400, f"{identifier!r} is no identifier\n    send texts")
        check_iri(full_iri(identifier))
    if not all(map(_is_place, body["places"].values())):
        raise RefusedError(400, "a place is not two numbers\n    send {identifier: [x, y]}")
    return await answer(request, {"do": "neighbourhood", **body})


def _is_place(place: object) -> bool:
    axes = place if isinstance(place, list) else []
    return len(axes) == 2 and all(isinstance(axis, int | float) and isfinite(axis) for axis in axes)


async def recognize(request: Request) -> Response:
    """Say which texts of an answer are names of things, which are territories, and what nodes are."""
    body = await _body(request, texts=list, nodes=list)
    if not all(isinstance(text, str) for text in (*body["texts"], *body["nodes"])):
        raise RefusedError(400, "a text is no text\n    send a list of them")
    for iri in body["nodes"]:
        check_iri(iri)
    return await answer(request, {"do": "recognize", **body})


async def _body(request: Request, **wanted: type) -> dict[str, Any]:
    """Return the JSON object of a request's body, its parts of the kinds that are wanted. Raises `RefusedError`."""
    try:
        body = json.loads(await body_text(request))
    except (ValueError, RecursionError):
        raise RefusedError(400, "the body is not JSON") from None
    for name, kind in wanted.items():
        if not isinstance(body, dict) or not isinstance(body.setdefault(name, kind()), kind):
            raise RefusedError(400, f"{name!r} is not as it should be\n    send a JSON {_JSON_NAMES[kind]}")
    return {name: body[name] for name in wanted}


async def shared(request: Request) -> Response:
    """Give a part that the SPARQL tab has in common with the page."""
    name = request.path_params["name"]
    if name not in SHARED:
        raise HTTPException(404)
    return FileResponse(SHARED[name](), headers={"Cache-Control": "no-cache"})


async def editor(_: Request) -> Response:
    """Say whether the SPARQL editor was there when the package was built, and which prefixes are declared."""
    there = (EXPLORER / "editor" / "LICENSES.txt").is_file()
    return JSONResponse({"editor": there, "prefixes": v.PREFIXES})


async def health(request: Request) -> Response:
    """Say that answers are given, and from what."""
    service = service_of(request)
    service.notice_changes()
    stamp = service.checkpoint.stamp
    found = {
        "status": "ok",
        "version": __version__,
        "revision": stamp.revision,
        "writable": bool(service.settings.token),
    }
    return JSONResponse(found, headers={"Cache-Control": "no-store"})


async def metrics(request: Request) -> Response:
    """Give the metrics of the server."""
    text = service_of(request).metrics.text()
    return Response(text, headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})


async def openapi(request: Request) -> Response:
    """Describe everything but SPARQL, which describes itself."""
    return JSONResponse(description(str(request.base_url).rstrip("/")))
