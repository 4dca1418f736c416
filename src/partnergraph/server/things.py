"""Named questions, exclusivity answers and things over HTTP, with their OpenAPI description."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from partnergraph import __version__, queries
from partnergraph import vocabulary as v
from partnergraph.server.exclusivity import CALLS
from partnergraph.server.openapi import described_question, description
from partnergraph.server.replies import RefusedError, answer, service_of
from partnergraph.server.sparql import check_iri, pairs


async def list_questions(_: Request) -> Response:
    """List the named questions."""
    return JSONResponse({"questions": [described_question(question) for question in queries.questions().values()]})


async def question(request: Request) -> Response:
    """Answer a named question."""
    name, parameters = request.path_params["name"], pairs(request.url.query)
    if name not in queries.questions():
        raise RefusedError(404, f"no question is called {name!r}\n    /questions lists them")
    if len(dict(parameters)) != len(parameters):
        raise RefusedError(400, "a parameter is given twice")
    asked = {"do": "question", "name": name, "parameters": dict(parameters), "accept": request.headers.get("accept")}
    return await answer(request, asked)


async def call(request: Request) -> Response:
    """Answer one of the exclusivity questions."""
    name = request.url.path.rsplit("/", 1)[-1]
    assert name in CALLS
    given: dict[str, list[str]] = {}
    for key, value in pairs(request.url.query):
        given.setdefault(key, []).append(value)
    return await answer(request, {"do": "call", "name": name, "parameters": given})


async def thing(request: Request) -> Response:
    """Tell what is known of a thing: HTML for people, RDF for tools."""
    iri = v.DEFAULT_BASE + request.path_params["path"]
    check_iri(iri)
    return await answer(request, {"do": "thing", "iri": iri, "accept": request.headers.get("accept")})


async def page(request: Request) -> Response:
    """Give the interactive page of the store as it is now."""
    found = await answer(request, {"do": "page", "title": "Partnerships"})
    found.headers["Content-Security-Policy"] = "frame-ancestors 'self'"  # the page brings a policy of its own
    return found


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
    """Give the figures of the server."""
    text = service_of(request).figures.text()
    return Response(text, headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})


async def openapi(request: Request) -> Response:
    """Describe everything but SPARQL, which describes itself."""
    return JSONResponse(description(str(request.base_url).rstrip("/")))
