"""The command ``serve``."""

from __future__ import annotations

import errno
import math
import os
import re
from typing import TYPE_CHECKING

import click

from partnergraph.cli.group import main, store_option
from partnergraph.cli.printing import say
from partnergraph.errors import InputError

if TYPE_CHECKING:
    import socket

_SHORTEST_TOKEN = 16
TOKEN = "PARTNERGRAPH_TOKEN"
CALENDAR_TOKEN = "PARTNERGRAPH_CALENDAR_TOKEN"


@main.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 for a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Address to listen at.")
@click.option("--host-name", "names", multiple=True, metavar="NAME", help="A name under which browsers find it.")
@click.option(
    "--cors",
    "origins",
    multiple=True,
    metavar="ORIGIN",
    callback=lambda *given: _origins(given[2]),
    help="Pages that may use it: https://deals.example",
)
@click.option(
    "--proxy",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    callback=lambda *given: _proxies(given[2]),
    help="A proxy before it, whose word on the addresses of clients is taken; as 10.0.0.7 or 10.0.0.0/8.",
)
@click.option("--writable", is_flag=True, help=f"Take changes from whoever sends the token in ${TOKEN}.")
@click.option(
    "--allow-service",
    "reachable",
    multiple=True,
    metavar="HOST",
    callback=lambda *given: _hosts(given[2]),
    help="A host that SERVICE and LOAD may reach, as HOST or HOST:PORT; none unless given.",
)
@click.option(
    "--seconds", default=30.0, show_default=True, type=click.FloatRange(0.1, 3600), help="A query may run so long."
)
@click.option(
    "--rows", default=1_000_000, show_default=True, type=click.IntRange(1), help="An answer may have so many."
)
@click.option(
    "--memory",
    default=2048,
    show_default=True,
    type=click.IntRange(64),
    metavar="MB",
    help="An answer may need so much.",
)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 256), help="Queries at one time.")
@store_option
def serve(
    port: int, host: str, names: tuple[str, ...], origins: tuple[str, ...], proxies: tuple[str, ...], writable: bool,
    reachable: tuple[str, ...], seconds: float, rows: int, memory: int, workers: int, store: str | None,
) -> None:  # fmt: skip
    """Serve the store: an explorer for browsers, SPARQL at /sparql, named questions, an API at /openapi.json.

    It listens on this machine only and changes nothing, unless told otherwise. What expires is a calendar to subscribe
    to at /calendar.ics; with $PARTNERGRAPH_CALENDAR_TOKEN only at /calendar.ics?token=...

    \b
    Examples: partnergraph serve
              partnergraph serve --store deals.store --port 8080 --writable
    """
    try:
        from partnergraph.server.app import make_app
        from partnergraph.server.run import run
        from partnergraph.server.service import Settings, check
    except ModuleNotFoundError as error:
        raise InputError(
            f"{error.name} is not installed", "install it with: pip install 'partnergraph[serve]'"
        ) from None
    from partnergraph.server.limits import Limits
    from partnergraph.store import default_location

    location = store or default_location()
    limits = Limits(seconds=seconds, rows=rows, memory_bytes=memory * 1024 * 1024, workers=workers, reachable=reachable)
    token, calendar_token = _token(TOKEN, "--writable") if writable else None, None
    if os.environ.get(CALENDAR_TOKEN):
        calendar_token = _token(CALENDAR_TOKEN, "the calendar")
    settings = Settings(location, token, (*names, host), origins, limits, proxies, calendar_token)
    check(settings)
    if not math.isfinite(seconds):
        raise click.BadParameter(f"{seconds} is no number of seconds", param_hint="--seconds")
    with _listening(host, port) as listening:
        address = f"http://{host}:{listening.getsockname()[1]}/"
        say(f"serving {location} at {address} (stop with Ctrl+C)")
        run(make_app(settings), listening)


def _listening(host: str, port: int) -> socket.socket:
    import socket

    try:
        return socket.create_server((host, port), reuse_port=False)
    except OSError as error:
        why = error.strerror.partition(" (")[0] if error.strerror else str(error)
        hint = (
            "name another --port, or end what listens there"
            if error.errno == errno.EADDRINUSE
            else "name another --host or --port"
        )
        raise InputError(f"cannot listen at {host}, port {port}: {why}", hint) from None


def _origins(given: tuple[str, ...]) -> tuple[str, ...]:
    for origin in given:
        if not re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]+)?", origin):
            raise click.BadParameter(f"{origin!r} is no origin: write https://deals.example, in small letters, no path")
    return given


def _proxies(given: tuple[str, ...]) -> tuple[str, ...]:
    from ipaddress import ip_network

    for proxy in given:
        try:
            ip_network(proxy)
        except ValueError:
            raise click.BadParameter(f"{proxy!r} is no address: write 10.0.0.7, or a network as 10.0.0.0/8") from None
    return given


def _hosts(given: tuple[str, ...]) -> tuple[str, ...]:
    for host in given:
        if not re.fullmatch(r"[A-Za-z0-9.-]+(:[0-9]+)?", host):
            raise click.BadParameter(f"{host!r} is no host: write example.org or example.org:3030, without http://")
    return tuple(host.lower() for host in given)


def _token(name: str, what: str) -> str:
    token = os.environ.get(name, "")
    if len(token) < _SHORTEST_TOKEN:
        hint = f"set it to at least {_SHORTEST_TOKEN} characters that nobody can guess, as from 'openssl rand -hex 16'"
        raise InputError(f"{what} needs a token in {name}", hint)
    return token
