"""Speaking HTTP to a SPARQL endpoint: addresses, credentials, limits of time, what may be sent again, errors."""

from __future__ import annotations

import io
import os
import re
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx

from partnergraph.errors import QueryError, RefusedQueryError, StoreError, StoreUnreachableError

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 300.0
ATTEMPTS = 3
_LONGEST_WAIT = 10.0
_LONGEST_ANSWER = 400
_BUSY = (429, 502, 503, 504)

_UPDATE_OF = (
    (re.compile(r"/query$"), "/update"),  # Oxigraph, Fuseki, Stardog
    (re.compile(r"(/repositories/[^/]+)$"), r"\1/statements"),  # RDF4J, GraphDB
)
_GRAPHS_OF = (
    (re.compile(r"^/query$"), "/store"),  # Oxigraph
    (re.compile(r"^(/repositories/[^/]+)$"), r"\1/rdf-graphs/service"),  # RDF4J, GraphDB
)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where an engine answers queries, takes updates and, if ``graphs`` is given, whole graphs."""

    query: str
    update: str
    graphs: str | None = None


def addresses_of(address: str, environment: Mapping[str, str] = os.environ) -> Addresses:
    """Return the addresses of an engine from that of its query endpoint.

    ``PARTNERGRAPH_UPDATE`` and ``PARTNERGRAPH_GRAPHS`` name the others; without them they are known for Oxigraph,
    Fuseki, Stardog, RDF4J and GraphDB, and elsewhere updates go where queries go. Raises `StoreError`.

    >>> addresses_of("http://127.0.0.1:7878/query", {}).update
    'http://127.0.0.1:7878/update'
    """
    found = [address, environment.get("PARTNERGRAPH_UPDATE"), environment.get("PARTNERGRAPH_GRAPHS")]
    for one in found:
        if one is not None:
            _check(one)
    query = found[0] or ""
    return Addresses(query, found[1] or _beside(query, _UPDATE_OF) or query, found[2] or _beside(query, _GRAPHS_OF))


def _check(address: str) -> None:
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise StoreError("address", "is no http address", "write it as http://host:port/path") from None
    if parts.username is not None or parts.password is not None:
        hint = "put them into PARTNERGRAPH_USER and PARTNERGRAPH_PASSWORD, or into ~/.netrc"
        raise StoreError(parts.hostname or "address", "holds a name or password, which logs would show", hint)
    if not usable:
        raise StoreError(address, "is no http address", "write it as http://host:port/path")


def _beside(address: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> str | None:
    parts = urlsplit(address)
    for pattern, path in rules:
        if pattern.search(parts.path):
            return urlunsplit(parts._replace(path=pattern.sub(path, parts.path)))
    return None


class _Challenged(httpx.Auth):
    """Sends name and password only in the way that the engine asks for: digest, or basic."""

    def __init__(self, user: str, password: str) -> None:
        self._known = (user, password)
        self._chosen: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._chosen is None:
            response = yield request
            if response.status_code != 401:
                return
            asked = response.headers.get("www-authenticate", "").lower()
            self._chosen = (httpx.DigestAuth if asked.startswith("digest") else httpx.BasicAuth)(*self._known)
        yield from self._chosen.auth_flow(request)


def _credentials(address: str, environment: Mapping[str, str]) -> httpx.Auth | None:
    user, password = environment.get("PARTNERGRAPH_USER"), environment.get("PARTNERGRAPH_PASSWORD")
    if user is not None and password is not None:
        return _Challenged(user, password)
    found = _from_netrc(urlsplit(address).hostname or "", environment)
    return _Challenged(*found) if found else None


def _from_netrc(host: str, environment: Mapping[str, str]) -> tuple[str, str] | None:
    import netrc

    try:
        known = netrc.netrc(environment.get("NETRC")).authenticators(host)
    except FileNotFoundError:
        return None
    except (OSError, netrc.NetrcParseError):
        raise StoreError("netrc", "cannot be read", "mend it, or use PARTNERGRAPH_USER") from None
    return (known[0], known[2] or "") if known else None


def _seconds(environment: Mapping[str, str]) -> float:
    text = environment.get("PARTNERGRAPH_TIMEOUT", "")
    try:
        seconds = float(text or ANSWER_SECONDS)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 1e6:
        raise StoreError("PARTNERGRAPH_TIMEOUT", f"{text!r} is no number of seconds", "write it as 300")
    return seconds


class Connection:
    """One engine. Every request here may be sent again: queries change nothing, writes are made to allow it."""

    def __init__(self, address: str, environment: Mapping[str, str] = os.environ) -> None:
        self.address = address
        self.host = urlsplit(address).netloc
        headers = {"User-Agent": "partnergraph"}
        token = environment.get("PARTNERGRAPH_TOKEN")
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self._client = httpx.Client(
            auth=None if token else _credentials(address, environment),
            headers=headers,
            timeout=httpx.Timeout(_seconds(environment), connect=CONNECT_SECONDS),
        )

    def close(self) -> None:
        """Let go of sockets."""
        self._client.close()

    def send(self, method: str, address: str, what: str, **request: Any) -> httpx.Response:
        """Send a request and read the whole answer; ``what`` names the question in errors."""
        with self.stream(method, address, what, **request) as response, self._translated():
            response.read()
        return response

    @contextmanager
    def stream(self, method: str, address: str, what: str, **request: Any) -> Iterator[httpx.Response]:
        """Send a request; its answer is read as it comes. Raises `QueryError` and `StoreError`."""
        response = self.start(method, address, what, **request)
        try:
            yield response
        finally:
            response.close()

    def start(self, method: str, address: str, what: str, **request: Any) -> httpx.Response:
        """Send a request and return the answer, opened, once the engine says that all is well."""
        for attempt in range(1, ATTEMPTS + 1):
            wait: float | None = 0.0
            with self._translated(again=attempt < ATTEMPTS):
                response = self._client.send(self._client.build_request(method, address, **request), stream=True)
                if response.is_success:
                    return response
                response.read()
                response.close()
                wait = _asked_to_wait(response)
                if attempt == ATTEMPTS or wait is None:
                    raise self._refusal(response, what)
            time.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    @contextmanager
    def _translated(self, *, again: bool = False) -> Iterator[None]:
        try:
            yield
        except httpx.TimeoutException:
            hint = "ask for less, or set PARTNERGRAPH_TIMEOUT to more seconds"
            raise StoreUnreachableError(self.host, "did not answer in time", hint) from None
        except httpx.ConnectError as error:
            raise StoreUnreachableError(self.host, f"cannot be reached: {error}", "is the engine running?") from None
        except httpx.TransportError as error:
            # The engine closed a connection that was kept open: a new one is made by the next attempt.
            if not again:
                why = f"broke off: {error or type(error).__name__}"
                raise StoreUnreachableError(self.host, why, "look into the engine's log") from None

    def _refusal(self, response: httpx.Response, what: str) -> StoreError | QueryError:
        status, answer = response.status_code, said(response)
        if status in (401, 403):
            hint = "set PARTNERGRAPH_USER and PARTNERGRAPH_PASSWORD, or PARTNERGRAPH_TOKEN, or write a ~/.netrc"
            return StoreError(self.host, f"does not let us in ({status})", hint)
        if response.is_redirect:
            return StoreError(self.host, f"has moved to {response.headers.get('location')}", "use that address")
        if status in (404, 405):
            return StoreError(
                str(response.url.copy_with(query=None)),
                f"is no SPARQL endpoint ({status})",
                "name the address of the query endpoint; PARTNERGRAPH_UPDATE names that of updates",
            )
        if status in _BUSY:
            return StoreUnreachableError(self.host, f"is busy ({status}): {answer}", "try again later")
        return RefusedQueryError(
            f"{self.host} cannot answer {what} ({status}): {answer}",
            "ask it of an embedded store ('partnergraph build' into a directory), or write it in a simpler way",
        )


def _asked_to_wait(response: httpx.Response) -> float | None:
    """Return for how long an engine that is busy asks us to wait, if it does and it is not long."""
    asked = response.headers.get("retry-after", "")
    if response.status_code not in _BUSY or not re.fullmatch("[0-9]{1,4}", asked):
        return None
    return float(asked) if float(asked) <= _LONGEST_WAIT else None


def said(response: httpx.Response) -> str:
    """Return what an engine answered as one short line."""
    text = " ".join(re.sub(r"<[^>]{0,200}>", " ", response.text).split())
    printable = "".join(character for character in text if character.isprintable())
    return printable[:_LONGEST_ANSWER] or response.reason_phrase


class Body(io.RawIOBase):
    """The body of an answer as a file; closing it ends the request."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self._chunks = response.iter_bytes()
        self._rest = b""

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer with what came next; 0 at the end."""
        while not self._rest:
            found = next(self._chunks, None)
            if found is None:
                return 0
            self._rest = found
        count = min(len(buffer), len(self._rest))
        buffer[:count], self._rest = self._rest[:count], self._rest[count:]
        return count

    def close(self) -> None:
        """End the request."""
        self._response.close()
        super().close()
