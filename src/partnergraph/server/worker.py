"""A worker: a process that answers requests from a read-only checkpoint, one at a time.

Requests and replies are lines of JSON on the standard streams; the body of a reply is a file. The process may end at
any time: it is killed at a deadline, by the memory limit, or by a query that the engine cannot bear. Nothing is lost
with it.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import traceback
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from partnergraph.server.worker_reply import Reply, reply_to

STACK = 512 * 1024 * 1024
_IDLE = STACK + 1024 * 1024 * 1024
"""Address space of a process that does nothing yet, where it cannot be read: libraries, arenas, the stack."""
_LATER = 512 * 1024 * 1024
"""Address space that is reserved later and hardly used: modules, threads, an arena for each of them."""


def main() -> None:
    """Answer requests until the standard input ends, which it does with the process that started this one."""
    settings = json.loads(sys.argv[1])
    threading.stack_size(STACK)  # queries nested in earnest overflow the usual one
    requests: SimpleQueue[dict[str, Any]] = SimpleQueue()
    threading.Thread(target=_serve, args=(settings, requests), daemon=True).start()
    for line in sys.stdin.buffer:
        requests.put(json.loads(line))
    os._exit(0)  # at once, in whatever query: nobody is left to kill it


def limit_memory(size: int) -> None:
    """Bound the address space of this process: ``size`` beside what it has reserved so far. Not on Windows."""
    if sys.platform != "win32":
        import resource

        bound = _address_space() + size + _LATER
        resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _address_space() -> int:
    """Return how much is reserved; it differs from start to start by some hundred megabytes."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return _IDLE
    return pages * os.sysconf("SC_PAGE_SIZE")


def _serve(settings: dict[str, Any], requests: SimpleQueue[dict[str, Any]]) -> None:
    from partnergraph.server.answers import Answers

    try:
        answers = Answers(settings)
        limit_memory(settings["memory_bytes"])
        _say({"ready": True})
        while True:
            request = requests.get()
            _say(reply_to(lambda request=request: answers.reply(request)))  # type: ignore[misc]
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def _say(reply: Reply) -> None:
    sys.stdout.buffer.write(json.dumps(reply).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
