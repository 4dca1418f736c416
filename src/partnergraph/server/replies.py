"""From requests to what workers are asked, and from their replies to responses."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import quote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from partnergraph.server.formats import NAMED, accept_of, content_type
from partnergraph.server.service import Service
from partnergraph.server.unpacking import ENCODINGS, Unpacker
from partnergraph.server.worker_reply import Reply, problem, problem_text

_PLAIN = "".join(map(chr, range(0x20, 0x7F))).replace("%", "")
_SMALL = 1024 * 1024
ROW_LIMIT = "Partnergraph-Row-Limit"
NOTE = "Partnergraph-Note"


class RefusedError(Exception):
    """A request that is refused; carries the reply that says why."""

    def __init__(self, status: int, text: str, **headers: str) -> None:
        super().__init__(text)
        self.reply = problem(status, text)
        self.headers = headers


def accepted(request: Request, parameters: Sequence[tuple[str, str]]) -> str | None:
    """Return which forms of an answer a request accepts: by its parameter ``format``, else by its header.

    ``None``: all. Raises `RefusedError`.
    """
    names = [value for name, value in parameters if name == "format"]
    if not names:
        return ", ".join(request.headers.getlist("accept")) or None
    accept = accept_of(names[0])
    if accept is None or len(names) > 1:
        why = "the format is given twice" if accept else f"no format is called {names[0]!r}"
        raise RefusedError(400, f"{why}\n    write one of: {', '.join(NAMED)}")
    return accept


def service_of(request: Request) -> Service:
    """Return the service that a request is for."""
    found: Service = request.app.state.service
    return found


async def answer(request: Request, asked: dict[str, Any]) -> Response:
    """Ask a worker and give its answer; nothing is asked if the client has it already."""
    service = service_of(request)
    service.notice_changes()  # also for a client that always has the answer already
    tag = service.etag(asked)
    known = request.headers.get("if-none-match", "")
    if request.method in ("GET", "HEAD") and tag in (part.strip() for part in known.split(",")):
        return Response(status_code=304, headers=_headers(service, tag))
    reply = await _unless_gone(request, service.ask(asked))
    fixed = request.method in ("GET", "HEAD") and reply.get("fixed")
    return respond(service, reply, service.etag(asked, reply["tag"]) if fixed else None)


async def _unless_gone(request: Request, work: Any) -> Reply:
    """Wait for a reply; stop what makes it when the client goes away."""
    asked = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({asked, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not asked.done():
            raise ClientDisconnect
        return dict(asked.result())
    finally:
        gone.cancel()
        asked.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _headers(service: Service, tag: str | None) -> dict[str, str]:
    headers = {
        "Vary": "Accept, Origin",
        "Cache-Control": "no-cache",
        ROW_LIMIT: str(service.limits.rows),
    }
    return {**headers, "ETag": tag} if tag else headers


def respond(service: Service, reply: Reply, tag: str | None = None) -> Response:
    """Return the response of a reply."""
    if reply["status"] >= 400:
        return problem_response(reply)
    if "path" not in reply:
        return Response(status_code=reply["status"])
    path, headers = Path(reply["path"]), _headers(service, tag)
    if "note" in reply:
        headers[NOTE] = quote(reply["note"], safe=_PLAIN)
    if "name" in reply and reply["type"] != "text/html":
        headers["Content-Disposition"] = f'attachment; filename="{reply["name"]}"'
    media_type = content_type(reply["type"])
    if path.stat().st_size > _SMALL:
        return _Spooled(path, media_type=media_type, headers=headers)
    content = path.read_bytes()
    path.unlink()
    return Response(content, headers={**headers, "Content-Type": media_type})


class _Spooled(FileResponse):
    """An answer in a file that is removed when it was sent, or when its client went away."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            Path(self.path).unlink(missing_ok=True)


def problem_response(reply: Reply, **headers: str) -> Response:
    """Return an error as RFC 9457 wants it."""
    if "retry" in reply:
        headers["Retry-After"] = str(reply["retry"])
    return Response(problem_text(reply), reply["status"], headers, media_type="application/problem+json")


def check_token(request: Request) -> None:
    """Refuse whoever may not change the store. Raises `RefusedError`."""
    token = service_of(request).settings.token
    if token is None:
        raise RefusedError(403, "this server is for reading\n    start it with --writable")
    if not _is_token(_bearer(request), token):
        raise RefusedError(
            401, "changes need the server's token\n    send it as Authorization: Bearer ...", **_CHALLENGE
        )


def check_calendar_token(request: Request, given: Sequence[str]) -> None:
    """Refuse whoever may not read the calendar, by what is ``given`` in its address, else by header.

    Raises `RefusedError`. Clients of calendars send an address and nothing else.
    """
    token = service_of(request).settings.calendar_token
    if token is not None and not _is_token(given[0] if len(given) == 1 else _bearer(request), token):
        raise RefusedError(
            401, "the calendar needs its token\n    write it into the address: /calendar.ics?token=...", **_CHALLENGE
        )


_CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="partnergraph"'}


def _bearer(request: Request) -> str:
    """Return the token in the header of a request; empty where there is none."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    return given.strip() if scheme.lower() == "bearer" else ""


def _is_token(given: str, token: str) -> bool:
    """Compare in a time that tells nothing of the token."""
    return hmac.compare_digest(given.encode(), token.encode())


async def chunks(request: Request) -> AsyncIterator[bytes]:
    """Yield the body of a request, unpacked, up to the limit, which is that of what comes packed too.

    Raises `RefusedError`.
    """
    most = service_of(request).limits.body_bytes
    too_long = RefusedError(413, f"the body is longer than {most:,} bytes\n    send it in parts")
    unpack = _unpacking(request)
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > most:
        raise too_long
    left = left_packed = most
    async for packed in request.stream():
        left_packed -= len(packed)
        if left_packed < 0:  # what unpacks to nothing can go on for ever
            raise too_long
        for chunk in unpack(packed):
            left -= len(chunk)
            if left < 0:
                raise too_long
            yield chunk
            await asyncio.sleep(0)


def _unpacking(request: Request) -> Callable[[bytes], Iterator[bytes]]:
    """Return what unpacks the parts of a body, one after the other; the last is empty. Raises `RefusedError`."""
    named = ", ".join(request.headers.getlist("content-encoding")).lower().replace("x-gzip", "gzip").strip()
    if named in ("", "identity"):
        return lambda part: iter((part,))
    if named not in ENCODINGS:
        why = f"a body packed as {named!r} is not read"
        known = ", ".join(ENCODINGS)
        raise RefusedError(415, f"{why}\n    send it plain, or as {known}", **{"Accept-Encoding": known})
    unpacker = Unpacker()

    def unpack(part: bytes) -> Iterator[bytes]:
        try:
            yield from unpacker.parts(part)
        except ValueError:
            raise RefusedError(400, f"the body is not {named}, or not all of it\n    send it plain") from None

    return unpack


async def body_text(request: Request) -> str:
    """Return the body of a request as text. Raises `RefusedError`."""
    content = b"".join([chunk async for chunk in chunks(request)])
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise RefusedError(400, "the body is not UTF-8\n    write it in UTF-8") from None


async def body_to_file(request: Request, file: IO[bytes]) -> None:
    """Write the body of a request to a file. Raises `RefusedError`."""
    async for chunk in chunks(request):
        file.write(chunk)
