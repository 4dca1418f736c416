"""One served store: its pool of workers, its changes, and the settings it was started with."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from partnergraph.errors import InputError, PartnerGraphError, Problem, StoreError
from partnergraph.server.checkpoint import Checkpoint, make_checkpoint, seen_from_outside
from partnergraph.server.indexing import make_index
from partnergraph.server.limits import Limits
from partnergraph.server.logs import LOG
from partnergraph.server.metrics import Metrics
from partnergraph.server.pool import Pool
from partnergraph.server.scratch import Scratch
from partnergraph.server.worker_reply import Reply, ended, problem
from partnergraph.store import open_store
from partnergraph.store.copies import remove_leftovers


@dataclass(frozen=True, slots=True)
class Settings:
    """How a server is started. ``token``: allows changes to whoever sends it; ``None`` allows none.

    ``calendar_token``: only an address that has it gives the calendar; ``None`` gives it to everybody who reads.

    ``hosts``: names under which browsers may address it, beside those of this machine; ``origins``: pages of other
    hosts that may use it; ``proxies``: addresses or networks that pass on the addresses of their clients.
    """

    location: str
    token: str | None = None
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    proxies: tuple[str, ...] = ()
    calendar_token: str | None = None


def check(settings: Settings) -> None:
    """Refuse a store that cannot be served as asked. Raises `StoreError`, `InputError`."""
    location = settings.location
    if location.startswith(("http://", "https://")):
        raise StoreError(location, "is served by another engine already", "serve a store directory or an RDF file")
    open_store(location).close()
    if settings.token is not None and not Path(location).is_dir():
        raise StoreError(location, "cannot be changed", "serve a store directory, or without --writable")


def _no_room(error: OSError) -> Problem:
    why = f"the server cannot write what it needs: {error.strerror or error}"
    hint = f"make room there, or name another folder in {'TEMP' if sys.platform == 'win32' else 'TMPDIR'}"
    return Problem(why, hint, file=error.filename)


class Service:
    """Answers and changes of one store."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.limits = settings.limits
        self.metrics = Metrics(self)
        self.folder = Path()
        self.pool: Pool
        self._scratch: Scratch | None = None
        self._stopped = asyncio.Event()
        self.checkpoint: Checkpoint
        self._seen = (0, 0)
        self._writing = asyncio.Lock()
        self._refreshing = asyncio.Lock()
        self._refresh: asyncio.Task[None] | None = None
        self._indexing: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the workers. Raises `StoreError`; `InputError` where the disk is full."""
        try:
            remove_leftovers(self.settings.location)
            self._scratch = Scratch()
            self.folder = self._scratch.path
            self.pool = Pool(self.limits, self.folder)
            await self.refresh()
        except BaseException as error:
            await self.close()
            if isinstance(error, OSError) and not isinstance(error, PartnerGraphError | TimeoutError):
                raise InputError([_no_room(error)]) from None
            raise

    def stop(self) -> None:
        """End what runs, at once; what waits for it gets an error."""
        self._stopped.set()
        self.pool.stop()

    async def close(self) -> None:
        """End the workers and remove what they left."""
        if self._refresh is not None:
            self._refresh.cancel()
            with suppress(asyncio.CancelledError):
                await self._refresh
        await self._stop_indexing()
        if self._scratch is not None:
            await self.pool.close()
            self._scratch.remove()

    async def refresh(self) -> None:
        """Answer from the store as it is now."""
        async with self._refreshing:
            seen = seen_from_outside(self.settings.location)
            checkpoint = await asyncio.to_thread(make_checkpoint, self.settings.location, self.folder)
            await self.pool.use(checkpoint)
            self._seen, self.checkpoint = seen, checkpoint
            await self._stop_indexing()
            if checkpoint.is_large:
                self._indexing = asyncio.ensure_future(make_index(checkpoint, self.settings.location))

    async def _stop_indexing(self) -> None:
        if self._indexing is not None:
            self._indexing.cancel()
            await asyncio.wait({self._indexing})
            self._indexing = None

    def notice_changes(self) -> None:
        """Go over to a new state that another process wrote, soon and beside what is asked meanwhile."""
        busy = self._refresh is not None and not self._refresh.done()
        if not busy and not self._refreshing.locked() and seen_from_outside(self.settings.location) != self._seen:
            self._refresh = asyncio.ensure_future(self._refresh_quietly())

    async def _refresh_quietly(self) -> None:
        try:
            await self.refresh()
        except (OSError, RuntimeError) as error:
            LOG.error("the store as it is now cannot be served yet: %s", error)

    async def ask(self, request: dict[str, Any]) -> Reply:
        """Answer a request within the limits."""
        self.notice_changes()
        if request["do"] == "call" and self._indexing is not None:
            await asyncio.wait({self._indexing}, timeout=self.limits.seconds)
            if not self._indexing.done():
                why = "the index of commitments is being made, as once after each change of a large store"
                return {**problem(503, f"{why}\n    ask again"), "retry": 10}
        return await self.pool.ask(request)

    def etag(self, request: dict[str, Any], tag: str | None = None) -> str:
        """Return the tag of an answer: another one wherever the store, the question or the form differs.

        ``tag``: that of the checkpoint which the answer came from; the current one if it was not asked yet.
        """
        asked = sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()[:16]
        return f'W/"{tag or self.checkpoint.tag}-{asked}"'

    async def change(self, request: dict[str, Any]) -> Reply:
        """Change the store, wholly or not at all; one change at a time."""
        async with self._writing:
            reply = await self._written(request)
            if reply["status"] < 300:
                await self._refresh_quietly()
            return reply

    async def _written(self, request: dict[str, Any]) -> Reply:
        before = seen_from_outside(self.settings.location)
        reply = await self._reply_of_writer(request)
        if reply["status"] != 503:
            return reply
        if seen_from_outside(self.settings.location) == before:
            return {**reply, "why": f"{reply['why']}; nothing was changed"}
        hint = "read it before you send the change again"
        return {**reply, "why": f"{reply['why']}; the store was changed, by this or by somebody else", "hint": hint}

    async def _reply_of_writer(self, request: dict[str, Any]) -> Reply:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "partnergraph.server.update.writer"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        own = {"store": self.settings.location, **asdict(self.limits)}
        line = json.dumps({**own, **request}).encode() + b"\n"
        writing = asyncio.ensure_future(process.communicate(line))
        stopped = asyncio.ensure_future(self._stopped.wait())
        in_time: set[Any] = set()
        try:
            in_time, _ = await asyncio.wait(
                {writing, stopped}, timeout=self.limits.write_seconds, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            stopped.cancel()
            if not writing.done():
                with suppress(ProcessLookupError):
                    process.kill()
        output, _ = await writing
        if output.endswith(b"\n"):
            return dict(json.loads(output))
        if self._stopped.is_set():
            return problem(503, "stopped: the server ends\n    send the change again when it runs")
        if not in_time:
            why = f"stopped: the change took longer than {self.limits.write_seconds:g} s"
            return problem(503, f"{why}\n    change less at a time")
        return ended(await process.wait())
