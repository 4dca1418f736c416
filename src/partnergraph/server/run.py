"""Listening until the process is told to end."""

from __future__ import annotations

import asyncio
import socket
from functools import partial
from typing import Any, Final, cast

import uvicorn
from starlette.applications import Starlette

from partnergraph.errors import InputError
from partnergraph.server.connections import Admission, Connection, in_both_forms
from partnergraph.server.logs import LOG, log_to_stderr
from partnergraph.server.service import Service

_GRACE: Final = 1.0
"""Seconds in which answers that are on their way may still go out."""


def run(app: Starlette, listening: socket.socket) -> None:
    """Serve an application on a socket that listens already. Raises `InputError` if it cannot start."""
    log_to_stderr()
    # Taken over by every connection; without it the parts of an answer wait 40 ms for each other.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    service: Service = app.state.service
    proxies = service.settings.proxies
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, lifespan="off", ws="none",
        http=cast(Any, partial(Connection, admission=Admission(proxies))),
        forwarded_allow_ips=in_both_forms(proxies) or None, timeout_graceful_shutdown=3,
    )  # fmt: skip
    try:
        _Server(config, service).run(sockets=[listening])
    except (RuntimeError, TimeoutError) as error:
        LOG.error("%s: %s", type(error).__name__, error or "it takes too long")
        raise InputError("the server could not start", "its log, above, says why") from None


class _Server(uvicorn.Server):
    """Starts the workers before it listens, and ends what runs when it is told to end."""

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self._service = service

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await self._service.start()
        await super().startup(sockets)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._service.stop()
        asyncio.get_running_loop().call_later(_GRACE, self._cut_off)
        try:
            await super().shutdown(sockets)
        finally:
            await self._service.close()

    def _cut_off(self) -> None:
        for connection in list(self.server_state.connections):
            cast(Connection, connection).transport.abort()
