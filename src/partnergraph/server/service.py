"""One served store: its pool of workers, its changes, and the settings it was started with."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from partnergraph.errors import StoreError
from partnergraph.server.checkpoint import Checkpoint, make_checkpoint, remove_leftovers, seen_from_outside
from partnergraph.server.figures import Figures
from partnergraph.server.indexing import make_index
from partnergraph.server.limits import Limits
from partnergraph.server.pool import Pool
from partnergraph.server.worker import Reply, problem
from partnergraph.store import open_store


@dataclass(frozen=True, slots=True)
class Settings:
    """How a server is started. ``token``: allows changes to whoever sends it; ``None`` allows none.

    ``hosts``: names under which browsers may address it, beside those of this machine; ``origins``: pages of other
    hosts that may use it.
    """

    location: str
    token: str | None = None
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)


def check(settings: Settings) -> None:
    """Refuse a store that cannot be served as asked. Raises `StoreError`, `InputError`."""
    location = settings.location
    if location.startswith(("http://", "https://")):
        raise StoreError(location, "is served by another engine already", "serve a store directory or an RDF file")
    open_store(location).close()
    if settings.token is not None and not Path(location).is_dir():
        raise StoreError(location, "cannot be changed", "serve a store directory, or without --writable")


class Service:
    """Answers and changes of one store."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.limits = settings.limits
        self.figures = Figures(self)
        self.folder = Path()
        self.pool: Pool
        self.checkpoint: Checkpoint
        self._seen = (0, 0)
        self._writing = asyncio.Lock()
        self._refreshing = asyncio.Lock()
        self._refresh: asyncio.Task[None] | None = None
        self._indexing: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the workers. Raises `StoreError`."""
        remove_leftovers(self.settings.location)
        self.folder = Path(tempfile.mkdtemp(prefix="partnergraph-answers-"))
        self.pool = Pool(self.limits, self.folder)
        try:
            await self.refresh()
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """End the workers and remove what they left."""
        if self._refresh is not None:
            self._refresh.cancel()
            with suppress(asyncio.CancelledError):
                await self._refresh
        await self._stop_indexing()
        await self.pool.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    async def refresh(self) -> None:
        """Answer from the store as it is now."""
        async with self._refreshing:
            self._seen = seen_from_outside(self.settings.location)
            checkpoint = await asyncio.to_thread(make_checkpoint, self.settings.location)
            await self.pool.use(checkpoint)
            self.checkpoint = checkpoint
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
        with suppress(StoreError):
            await self.refresh()

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
                await self.refresh()
            return reply

    async def _written(self, request: dict[str, Any]) -> Reply:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "partnergraph.server.writer"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        own = {"store": self.settings.location, **asdict(self.limits)}
        line = json.dumps({**own, **request}).encode() + b"\n"
        try:
            output, _ = await asyncio.wait_for(process.communicate(line), self.limits.write_seconds)
        except TimeoutError:
            why = f"stopped: the change took longer than {self.limits.write_seconds:g} s; nothing was changed"
            return problem(503, f"{why}\n    change less at a time")
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if not output.endswith(b"\n"):
            return problem(503, "stopped: the change is more than the engine can bear; nothing was changed")
        return dict(json.loads(output))
