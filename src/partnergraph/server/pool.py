"""Worker processes: how many, on which checkpoint, until when."""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from partnergraph.server.checkpoint import Checkpoint
from partnergraph.server.limits import Limits
from partnergraph.server.logs import LOG
from partnergraph.server.worker_reply import Reply, ended, problem

_LINE = 4 * 1024 * 1024
_START_SECONDS = 60.0
_PATIENCE = 10.0
"""Seconds to wait for a worker beside the limit of a query: those that were killed are being replaced."""

_ENDING = problem(503, "stopped: the server ends\n    ask it again when it runs")
_PAUSE = 1.0
"""Seconds until a worker that could not start is started again: the machine may be short of memory for a while."""


class Worker:
    """One process on one checkpoint."""

    def __init__(self, process: asyncio.subprocess.Process, checkpoint: Checkpoint) -> None:
        self._process = process
        self.checkpoint = checkpoint

    @classmethod
    async def start(cls, checkpoint: Checkpoint, limits: Limits) -> Worker:
        """Start a process and wait until it can answer."""
        settings = {
            "checkpoint": str(checkpoint.path),
            "stamp": asdict(checkpoint.stamp),
            **asdict(limits),
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "partnergraph.server.worker", json.dumps(settings)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=_LINE,
        )
        worker = cls(process, checkpoint)
        try:
            ready = await asyncio.wait_for(worker._read(), _START_SECONDS)
        except BaseException:
            await worker.stop()
            raise
        if not ready:
            raise RuntimeError("a worker ended before it was ready")
        return worker

    async def ask(self, request: dict[str, Any]) -> Reply | None:
        """Answer a request; ``None`` if the process ended instead."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            await self._process.stdin.drain()
        except ConnectionError:
            return None
        return await self._read()

    async def _read(self) -> Reply | None:
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        return json.loads(line) if line.endswith(b"\n") else None

    async def why_ended(self) -> Reply:
        """Return what is known of a process that ended although nobody here told it to."""
        return ended(await self._process.wait())

    def kill(self) -> None:
        """Tell the process to end at once."""
        with suppress(ProcessLookupError):
            self._process.kill()

    async def stop(self) -> None:
        """End the process at once, and wait until it has."""
        self.kill()
        await self._process.wait()


class Pool:
    """Workers on the current checkpoint. A request that finds too many others waiting is turned away."""

    def __init__(self, limits: Limits, folder: Path) -> None:
        self.limits = limits
        self._folder = folder
        self._idle: asyncio.Queue[Worker | None] = asyncio.Queue()
        self._numbers = itertools.count(1)
        self._all: set[Worker] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._checkpoint: Checkpoint | None = None
        self.waiting = 0
        self.busy = 0
        self.killed = 0
        self._closed = False

    async def use(self, checkpoint: Checkpoint) -> None:
        """Answer from another checkpoint from now on; requests that are under way end on theirs."""
        before, self._checkpoint = self._checkpoint, checkpoint
        await asyncio.gather(*(self._add() for _ in range(self.limits.workers)))
        old = [self._idle.get_nowait() for _ in range(self._idle.qsize())]
        for worker in old:
            if worker is None or worker.checkpoint is checkpoint:
                self._idle.put_nowait(worker)
            else:
                await self._retire(worker)
        if before is not None:
            self._forget(before)

    async def _add(self) -> None:
        checkpoint = self._checkpoint
        assert checkpoint is not None
        worker = await Worker.start(checkpoint, self.limits)
        self._all.add(worker)
        self._put_back(worker)

    def _put_back(self, worker: Worker) -> None:
        if worker.checkpoint is self._checkpoint and not self._closed:
            self._idle.put_nowait(worker)
        else:
            self._later(self._retire(worker))

    async def _retire(self, worker: Worker) -> None:
        self._all.discard(worker)
        await worker.stop()
        self._forget(worker.checkpoint)

    def _forget(self, checkpoint: Checkpoint) -> None:
        if checkpoint is not self._checkpoint and all(w.checkpoint is not checkpoint for w in self._all):
            checkpoint.remove()

    def _later(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def ask(self, request: dict[str, Any]) -> Reply:
        """Answer a request within the limits, or say why not."""
        if self._closed:
            return _ENDING
        if self.waiting >= self.limits.waiting:
            return {**problem(429, "too many queries are waiting\n    try again later"), "retry": 1}
        self.waiting += 1
        try:
            worker = await asyncio.wait_for(self._idle.get(), self.limits.seconds + _PATIENCE)
        except TimeoutError:
            return {**problem(429, "no worker became free in time\n    try again later"), "retry": 1}
        finally:
            self.waiting -= 1
        if worker is None:
            return _ENDING
        self.busy += 1
        try:
            return await self._ask(worker, request)
        finally:
            self.busy -= 1

    async def _ask(self, worker: Worker, request: dict[str, Any]) -> Reply:
        path = self._folder / f"answer-{next(self._numbers)}"
        reply: Reply | None = None
        try:
            reply = await asyncio.wait_for(worker.ask({**request, "path": str(path)}), self.limits.seconds)
            failed = None if reply else await worker.why_ended()
        except TimeoutError:
            failed = problem(503, f"stopped: it ran longer than {self.limits.seconds:g} s\n    ask for less")
        finally:
            # Also where the client has gone: nobody would read the answer.
            if reply is not None:
                self._put_back(worker)
            else:
                self.killed += 1
                self._later(self._replace(worker, path))
        if reply is None:
            return _ENDING if self._closed else dict(failed or {})
        return {**reply, "tag": worker.checkpoint.tag}

    async def _replace(self, worker: Worker, begun: Path) -> None:
        await self._retire(worker)
        begun.unlink(missing_ok=True)
        while not self._closed:
            try:
                return await self._add()
            except (RuntimeError, TimeoutError, OSError) as error:
                LOG.error("no worker starts: %s; trying again", error or "it takes too long")
                await asyncio.sleep(_PAUSE)

    def stop(self) -> None:
        """End all workers at once: what they were asked is answered with an error, as is whatever comes later."""
        self._closed = True
        for worker in self._all:
            worker.kill()
        for _ in range(self.waiting):
            self._idle.put_nowait(None)

    async def close(self) -> None:
        """End all workers, and wait until they have."""
        self.stop()
        self._checkpoint, last = None, self._checkpoint
        under_way = tuple(self._tasks)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        for worker in list(self._all):
            await self._retire(worker)
        if last is not None:
            last.remove()
