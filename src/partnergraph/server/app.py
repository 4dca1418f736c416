"""The ASGI application: routes, and what is around them."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from partnergraph.output import is_full
from partnergraph.questions import exclusivity_questions
from partnergraph.server import things
from partnergraph.server.guard import Guard
from partnergraph.server.logs import LOG
from partnergraph.server.replies import RefusedError, problem_response
from partnergraph.server.service import Service, Settings
from partnergraph.server.sparql import sparql
from partnergraph.server.update.graph_store import graphs
from partnergraph.server.worker_reply import not_written, problem

_GRAPH_METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE"]


def make_app(settings: Settings) -> Starlette:
    """Return the application that serves a store; whoever runs it starts and ends its service."""
    service = Service(settings)

    app = Starlette(
        routes=_routes(),
        middleware=[
            Middleware(Guard, hosts=settings.hosts, origins=settings.origins, metrics=service.metrics),
            Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5),
        ],
        exception_handlers={
            RefusedError: _refused,
            HTTPException: _http_error,
            ClientDisconnect: _gone,
            OSError: _not_written,
            Exception: _failed,
        },
    )
    app.state.service = service
    return app


def _routes() -> list[Route | Mount]:
    return [
        Route("/sparql", sparql, methods=["GET", "HEAD", "POST"]),
        Route("/graphs", graphs, methods=_GRAPH_METHODS),
        Route("/graphs/{path:path}", graphs, methods=_GRAPH_METHODS),
        Route("/questions", things.list_questions),
        Route("/questions/{name}", things.question),
        *(Route(f"/{name}", things.call) for name in exclusivity_questions()),
        Route("/calendar.ics", things.calendar),
        Route("/id/{path:path}", things.thing),
        Route("/", things.page),
        Route("/page", things.page),
        Route("/search", things.search),
        Route("/neighbourhood", things.neighbourhood, methods=["POST"]),
        Route("/recognize", things.recognize, methods=["POST"]),
        Route("/query/editor.json", things.editor),
        Route("/query/shared/{name}", things.shared),
        Route("/health", things.health),
        Route("/metrics", things.metrics),
        Route("/openapi.json", things.openapi),
        Mount("/query", StaticFiles(directory=things.EXPLORER, html=True)),
    ]


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)
    return problem_response(error.reply, **error.headers)


async def _http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem_response(problem(error.status_code, error.detail), **dict(error.headers or {}))


async def _gone(_: Request, error: Exception) -> Response:
    return problem_response(problem(499, "the client went away"))


async def _not_written(request: Request, error: Exception) -> Response:
    assert isinstance(error, OSError)
    if not is_full(error):
        return await _failed(request, error)
    LOG.error("an answer failed: %s", error)
    return problem_response(not_written(error))


async def _failed(request: Request, error: Exception) -> Response:
    LOG.error("an answer failed", exc_info=error)
    return problem_response(problem(500, "the server failed; its log says more"))
