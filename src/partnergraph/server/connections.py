"""Connections: how many from one address, how long a request may take to come, and an answer to be taken.

A client that opens many and sends nothing, or a letter now and then, would shut everybody else out; one that takes
nothing would keep its answer on the disk.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from ipaddress import ip_address, ip_network
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from partnergraph.server.worker_reply import Reply, problem, problem_text

MOST_CONNECTIONS: Final = 1_000
MOST_FROM_ONE: Final = 200
"""Connections, and requests behind a proxy, that one address has at a time; a browser has six."""

SECONDS: Final = 20.0
"""In which a request has to be there, head and body; a long one has one more for each `BYTES_A_SECOND`.

In as many, what waits to be sent has to be taken."""

BYTES_A_SECOND: Final = 1_000
_IPV4: Final = 4
_MAPPED: Final = 96
"""Bits before those of an IPv4 address in an IPv6 address that stands for it."""

_DESCRIPTORS: Final = 4_096
_OWN_DESCRIPTORS: Final = 100
"""Files and pipes beside those of connections."""


class Shares:
    """How much each address has of something, up to a limit.

    >>> shares = Shares(1)
    >>> shares.take("127.0.0.1"), shares.take("127.0.0.1"), shares.take("127.0.0.2")
    (True, False, True)
    >>> shares.give_back("127.0.0.1")
    >>> shares.take("127.0.0.1")
    True
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: Counter[str] = Counter()

    def take(self, address: str) -> bool:
        """Take one; ``False`` if the address has as many as it may."""
        if self._taken[address] >= self._most:
            return False
        self._taken[address] += 1
        return True

    def give_back(self, address: str) -> None:
        """Give one back that was taken."""
        self._taken[address] -= 1
        if not self._taken[address]:
            del self._taken[address]


class Admission:
    """Who may connect. ``proxies``: addresses or networks that stand for many clients; they may have any number."""

    def __init__(self, proxies: Sequence[str] = ()) -> None:
        self._proxies = [ip_network(proxy) for proxy in in_both_forms(proxies)]
        self._most, self._open, self._shares = room_for_connections(), 0, Shares(MOST_FROM_ONE)

    def enter(self, address: str) -> Reply | None:
        """Count a connection; a reply that says why there is to be none."""
        if self._open >= self._most:
            return problem(503, "too many connections\n    try again later")
        if not self._is_proxy(address) and not self._shares.take(address):
            why = f"{address} has {MOST_FROM_ONE} connections already"
            return problem(429, f"{why}\n    close some; if it is a proxy, start the server with --proxy {address}")
        self._open += 1
        return None

    def leave(self, address: str) -> None:
        """Count one less."""
        self._open -= 1
        if not self._is_proxy(address):
            self._shares.give_back(address)

    def _is_proxy(self, address: str) -> bool:
        try:
            return any(ip_address(address) in network for network in self._proxies)
        except ValueError:  # of a socket that has no address
            return False


def in_both_forms(networks: Sequence[str]) -> list[str]:
    """Return addresses or networks, those of IPv4 also as a socket shows them that takes IPv6 too.

    >>> in_both_forms(["10.0.0.0/8", "::1"])
    ['10.0.0.0/8', '::ffff:10.0.0.0/104', '::1']
    """
    found = []
    for given in networks:
        network = ip_network(given)
        found.append(given)
        if network.version == _IPV4:
            found.append(f"::ffff:{network.network_address}/{_MAPPED + network.prefixlen}")
    return found


def room_for_connections() -> int:
    """Return how many connections there can be, each with a file; the process may open more files afterwards."""
    if sys.platform == "win32":
        return MOST_CONNECTIONS
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _DESCRIPTORS if hard == resource.RLIM_INFINITY else min(_DESCRIPTORS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    room = MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else (soft - _OWN_DESCRIPTORS) // 2
    return max(1, min(MOST_CONNECTIONS, room))


class Connection(H11Protocol):
    """A connection that is closed where its request does not come, is not HTTP, or is one too many."""

    def __init__(self, *args: Any, admission: Admission, **more: Any) -> None:
        super().__init__(*args, **more)
        self._admission = admission
        self._admitted = False
        self._waiting: asyncio.TimerHandle | None = None
        self._begun, self._received = 0.0, 0
        self._untaken: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let a client in, and wait for its request."""
        super().connection_made(transport)
        refused = self._admission.enter(self._address)
        self._admitted = refused is None
        if refused is not None:
            self._close(refused)
        else:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the client."""
        self._stop_waiting()
        self.resume_writing()
        if self._admitted:
            self._admission.leave(self._address)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take a part of a request."""
        if self.transport.is_closing():
            return
        if self._waiting is None:
            self._wait()
        self._received += len(data)
        super().data_received(data)
        if not self._is_awaited:
            self._stop_waiting()

    def on_response_complete(self) -> None:
        """Go on; of the next request a part can be there already, for the rest of which nobody waits yet."""
        super().on_response_complete()
        is_begun = self.conn.their_state == h11.SEND_BODY or (self._is_awaited and self.conn.trailing_data[0])
        if is_begun and self._waiting is None and not self.transport.is_closing():
            self._wait()

    def pause_writing(self) -> None:
        """Write no more until the client took what is written; give it up where it does not."""
        super().pause_writing()
        seconds = SECONDS + self.transport.get_write_buffer_size() / BYTES_A_SECOND
        self._untaken = self.loop.call_later(seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Write on."""
        if self._untaken is not None:
            self._untaken.cancel()
            self._untaken = None
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP."""
        self._close(problem(400, "the request is not HTTP as it should be"))

    @property
    def _address(self) -> str:
        return self.client[0] if self.client else ""

    @property
    def _is_awaited(self) -> bool:
        return self.conn.their_state in (h11.IDLE, h11.SEND_BODY)

    def _wait(self) -> None:
        self._begun, self._received = self.loop.time(), 0
        self._waiting = self.loop.call_later(SECONDS, self._look)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _look(self) -> None:
        end = self._begun + SECONDS + self._received / BYTES_A_SECOND
        if end > self.loop.time():
            self._waiting = self.loop.call_at(end, self._look)
        else:
            self._close(problem(408, f"the request was not there within {SECONDS:g} s\n    send it faster"))

    def _close(self, reply: Reply) -> None:
        """Say why, where nothing was said yet, and close; the application sees that the client is gone."""
        self._stop_waiting()
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            self.transport.write(_last_response(reply))
        if self.cycle is not None:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.close()


def _last_response(reply: Reply) -> bytes:
    body = problem_text(reply).encode()
    head = f"HTTP/1.1 {reply['status']} \r\nContent-Type: application/problem+json\r\nContent-Length: {len(body)}\r\n"
    return f"{head}Connection: close\r\n\r\n".encode() + body
