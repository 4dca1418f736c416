"""Listening until the process is told to end."""

from __future__ import annotations

import socket

import uvicorn
from starlette.applications import Starlette

from partnergraph.errors import InputError
from partnergraph.server.logs import log_to_stderr

_CONNECTIONS = 1_000


def run(app: Starlette, listening: socket.socket) -> None:
    """Serve an application on a socket that listens already. Raises `InputError` if it cannot start."""
    log_to_stderr()
    # Taken over by every connection; without it the parts of an answer wait 40 ms for each other.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, lifespan="on", limit_concurrency=_CONNECTIONS
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except SystemExit:
        raise InputError("the server could not start", "its log, above, says why") from None
