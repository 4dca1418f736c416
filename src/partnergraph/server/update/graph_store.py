"""The Graph Store HTTP Protocol at ``/graphs``: one graph by its address, read, replaced, added to, removed."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import Response

from partnergraph import vocabulary as v
from partnergraph.server.formats import READ
from partnergraph.server.replies import (
    RefusedError,
    accepted,
    answer,
    body_to_file,
    check_token,
    chunks,
    respond,
    service_of,
)
from partnergraph.server.sparql import check_iri, pairs


async def graphs(request: Request) -> Response:
    """Answer a request for one graph. ``?default`` is the stated one; what is posted to none becomes a new one."""
    parameters = pairs(request.url.query)
    names = [pair for pair in parameters if pair[0] != "format"]
    is_new = request.method == "POST" and not names and not request.path_params.get("path")
    graph = f"{request.base_url}graphs/{uuid4()}" if is_new else _graph_of(request, names)
    if request.method in ("GET", "HEAD"):
        return await answer(request, {"do": "graph", "graph": graph, "accept": accepted(request, parameters)})
    check_token(request)
    service = service_of(request)
    if request.method == "DELETE":
        return respond(service, await service.change({"do": "drop", "graph": graph}))
    async with _parts(request) as parts:
        asked: dict[str, Any] = {"do": "put", "graph": graph, "replace": request.method == "PUT", "parts": parts}
        response = respond(service, await service.change(asked))
    if is_new and response.status_code == 201:
        response.headers["Location"] = graph
    return response


def _graph_of(request: Request, parameters: list[tuple[str, str]]) -> str:
    path = request.path_params.get("path", "")
    if path:
        if parameters:
            raise RefusedError(400, "a graph is named by its address or by a parameter, not by both")
        return str(request.url.replace(query="", fragment=""))
    names = [name for name, _ in parameters]
    if names == ["default"]:
        return v.GRAPH_STATED
    if names != ["graph"]:
        raise RefusedError(400, "no graph is named\n    write ?graph=IRI, or ?default for the stated graph")
    check_iri(parameters[0][1])
    return parameters[0][1]


@asynccontextmanager
async def _parts(request: Request) -> AsyncIterator[list[dict[str, str]]]:
    """Put the body, or each part of a form, into a file of its own for as long as the block lasts."""
    folder = service_of(request).folder
    name = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    with tempfile.TemporaryDirectory(dir=folder, prefix="body-") as place:
        async with AsyncExitStack() as closing:
            if name == "multipart/form-data":
                yield await _uploads(request, Path(place), closing)
            else:
                path = Path(place) / "body"
                with path.open("wb") as file:
                    await body_to_file(request, file)
                yield [{"path": str(path), "type": _readable(name)}]


async def _uploads(request: Request, folder: Path, closing: AsyncExitStack) -> list[dict[str, str]]:
    parser = MultiPartParser(request.headers, cast(Any, chunks(request)))
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise RefusedError(400, f"the form cannot be read: {error.message}") from None
    closing.push_async_callback(form.close)
    parts = []
    for number, (_, field) in enumerate(form.multi_items()):
        if isinstance(field, UploadFile):
            path = folder / str(number)
            path.write_bytes(await field.read())
            name = (field.content_type or "").partition(";")[0].strip().lower()
            parts.append({"path": str(path), "type": _readable(name)})
    if not parts:
        raise RefusedError(400, "the form holds no file")
    return parts


def _readable(name: str) -> str:
    if name not in READ:
        raise RefusedError(415, f"a body of {name or 'no type'} is not read\n    send one of: {', '.join(READ)}")
    return name
