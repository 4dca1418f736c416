"""Around every request: names of hosts, pages of other origins, headers of safety, metrics, one line of log."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from partnergraph.server.connections import MOST_FROM_ONE, Shares
from partnergraph.server.logs import LOG
from partnergraph.server.metrics import Metrics
from partnergraph.server.replies import NOTE, ROW_LIMIT, problem_response
from partnergraph.server.worker_reply import problem

_OURSELVES = ("localhost", "127.0.0.1", "::1")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_EXPOSED = f"ETag, Location, Retry-After, {ROW_LIMIT}, {NOTE}"


class Guard:
    """Lets through what is addressed to this server by a name of its own, and by no page of another host.

    A name that is not ours means that a browser was led here by a foreign name service; an origin that is not ours
    means that a foreign page sent the request.
    """

    def __init__(self, app: ASGIApp, hosts: Sequence[str], origins: Sequence[str], metrics: Metrics) -> None:
        self._app = app
        self._hosts = {*_OURSELVES, *(host.lower() for host in hosts)}
        self._origins = set(origins)
        self._metrics = metrics
        self._shares = Shares(MOST_FROM_ONE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start, headers = time.perf_counter(), Headers(scope=scope)
        seen: dict[str, Any] = {"status": 500, "bytes": 0}
        origin = headers.get("origin")

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                self._add_headers(MutableHeaders(scope=message), origin)
            seen["bytes"] += len(message.get("body", b""))
            await send(message)

        address = scope["client"][0] if scope.get("client") else ""
        is_in = self._shares.take(address)
        try:
            refused = self._refusal(scope, headers) if is_in else _too_many(address)
            await (refused or self._app)(scope, receive, sending)
        finally:
            if is_in:
                self._shares.give_back(address)
            self._note(scope, seen, time.perf_counter() - start)

    def _refusal(self, scope: Scope, headers: Headers) -> ASGIApp | None:
        if "transfer-encoding" in headers and "content-length" in headers:
            return _two_lengths()
        host, origin = headers.get("host", ""), headers.get("origin")
        if len(headers.getlist("host")) != 1 or _name(f"//{host}") not in self._hosts:
            return problem_response(
                problem(421, f"no host here is called {host!r}\n    start the server with --host-name")
            )
        if origin is None or origin in self._origins or origin.partition("://")[2] == host:
            if scope["method"] == "OPTIONS" and origin in self._origins:
                return Response(status_code=204)
            return None
        return problem_response(
            problem(403, "pages of other hosts may not ask\n    start the server with --cors ORIGIN")
        )

    def _add_headers(self, headers: MutableHeaders, origin: str | None) -> None:
        headers.setdefault("Content-Security-Policy", POLICY)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Cross-Origin-Resource-Policy"] = "cross-origin" if self._origins else "same-origin"
        if origin in self._origins:
            headers["Access-Control-Allow-Origin"] = str(origin)
            headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, PUT, DELETE, OPTIONS"
            headers["Access-Control-Allow-Headers"] = "Accept, Authorization, Content-Type, If-None-Match"
            headers["Access-Control-Expose-Headers"] = _EXPOSED

    def _note(self, scope: Scope, seen: dict[str, Any], seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "none")
        self._metrics.count(route, seen["status"], seconds)
        milliseconds = round(seconds * 1000, 1)
        answered = {"method": scope["method"], "path": scope["path"], **seen, "ms": milliseconds}
        LOG.info("request", extra={"answered": answered})


def _too_many(address: str) -> Response:
    why = f"{address} has {MOST_FROM_ONE} requests under way already"
    return problem_response({**problem(429, f"{why}\n    ask one after the other"), "retry": 1})


def _two_lengths() -> Response:
    """Refuse what another server before this one could take for two requests, and read nothing that follows."""
    why = "the request has a Content-Length and a Transfer-Encoding"
    return problem_response(problem(400, f"{why}\n    send one of them"), Connection="close")


def _name(address: str) -> str | None:
    try:
        found = urlsplit(address)
        return found.hostname if found.port is None or found.port else None
    except ValueError:
        return None
