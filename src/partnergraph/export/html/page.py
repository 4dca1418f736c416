"""One HTML document from a dataset: pyvis holds the network and brings vis-network, everything else is ours."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from partnergraph import model as m
from partnergraph.export.html.answers import MapAnswers
from partnergraph.export.html.columns import Packer
from partnergraph.export.html.layout import place
from partnergraph.export.html.opening import opening
from partnergraph.export.html.view import View, drawn_participants, make_view
from partnergraph.model import Iri
from partnergraph.wording.references import visible

SCRIPTS = (
    "core", "data", "state", "filter", "glyphs", "paint", "path", "viewport", "collapsed", "graph", "panel", "search",
    "legend", "timebar", "bars", "timeline", "table", "atlas", "worldmap", "tabs", "picture", "keys", "served", "main",
)  # fmt: skip
"""Files under ``script/`` in the order in which they stand on the page."""

VIS_NETWORK = "lib/vis-9.1.2/vis-network.min.js"
MOST_TURTLE = 24_000_000
"""Characters of Turtle that a page carries before compression; above, the page says that it has none."""

MOST_PLAIN = 300_000
"""Characters of data that stand on the page as they are, readable; more is compressed, to about a fifth."""

OPTIONS: dict[str, Any] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "nodes": {"shape": "custom", "size": 10, "font": {"size": 0}, "chosen": False, "shadow": False},
    "edges": {"smooth": False, "width": 1.4, "selectionWidth": 0, "hoverWidth": 0, "chosen": False,
              "arrows": {"to": {"enabled": False, "scaleFactor": 0.55}}, "color": {"inherit": False}},
    "interaction": {"hover": True, "hideEdgesOnDrag": False, "hideEdgesOnZoom": False, "tooltipDelay": 1e9,
                    "keyboard": False, "multiselect": False, "selectConnectedEdges": False, "zoomSpeed": 0.7},
}  # fmt: skip


def build_page(
    data: m.Dataset,
    *,
    derived: Sequence[m.DerivedBound] = (),
    title: str = "Partnerships",
    positions: MutableMapping[Iri, tuple[float, float]] | None = None,
    turtle: Callable[[Iri], str] | None = None,
    answers: MapAnswers | None = None,
    sparql: str | None = None,
) -> str:
    """Return a whole HTML document, to be written as UTF-8; it makes no request and two builds are equal.

    * ``derived``: inferred bounds, shown apart from what sources say.
    * ``positions``: places from an earlier page, kept; those of new marks are put in beside them.
    * ``turtle``: the Turtle of one fact or description by IRI, for copying; without it there is none on the page.
    * ``answers``: what the map knows; without them the map shows only where facts are recorded.
    * ``sparql``: the address of a SPARQL tab beside the page, where it is served.

    Safe for any text: names and quotes are data of the page, never part of its program.

    >>> from partnergraph.model import Dataset
    >>> build_page(Dataset(), title="Nothing yet").startswith("<!doctype html>")
    True
    """
    view = make_view(data, derived)
    placed = place(view, positions or {})
    if positions is not None:
        positions.update(placed)
    columns = Packer(view, placed).pack(answers)
    return _render(_network(view, placed), title, columns, _packed_turtle(view, turtle), sparql=sparql)


def build_served_page(*, title: str = "Partnerships", sparql: str | None = None) -> str:
    """Return the page with nothing in it yet: it asks the server that it came from, and no other, for its tables.

    >>> "connect-src" in build_served_page()
    True
    """
    view = make_view(m.Dataset())
    return _render(_network(view, {}), title, Packer(view, {}).pack(), "", sparql=sparql, served=True)


def build_columns(
    data: m.Dataset,
    *,
    derived: Sequence[m.DerivedBound] = (),
    positions: Mapping[Iri, tuple[float, float]] | None = None,
) -> dict[str, Any]:
    """Return the tables of a page and what it opens on, for a page that is there already.

    ``positions`` are kept; new marks find places beside them.

    >>> build_columns(m.Dataset())["opening"]
    {'nodes': [], 'facts': []}
    """
    view = make_view(data, derived)
    placed = place(view, positions or {})
    network = _network(view, placed)
    opening = {"nodes": [node["id"] for node in network.nodes], "facts": [edge["id"] for edge in network.edges]}
    return {"columns": Packer(view, placed).pack(), "opening": opening}


def _network(view: View, placed: Mapping[Iri, tuple[float, float]]) -> Any:
    """Return a pyvis network of the opening marks.

    Dicts go straight into its lists: ``add_node`` and ``add_edge`` are quadratic and drop parallel edges.
    """
    from pyvis.network import Network

    thing = {iri: number for number, iri in enumerate(view.things)}
    fact = {iri: number for number, iri in enumerate(view.facts)}
    network = Network(cdn_resources="in_line", directed=True)
    things, facts = opening(view)
    for iri in things:
        x, y = placed[iri]
        network.nodes.append({"id": thing[iri], "label": view.things[iri][1], "x": x, "y": y})
    for iri in facts:
        endpoints = [thing[each] for each in drawn_participants(view.facts[iri])]
        network.edges.append({"id": fact[iri], "from": endpoints[0], "to": endpoints[-1]})
    network.options = OPTIONS
    return network


def _packed_turtle(view: View, turtle: Callable[[Iri], str] | None) -> str:
    """Return the Turtle of all facts, in their order, compressed and in base64; empty where there is none."""
    if turtle is None:
        return ""
    texts, total = [], 0
    for fact in view.facts.values():
        iris = [account.iri for account in fact.accounts] if "#" in fact.iri else [fact.iri]
        texts.append("\n".join(map(turtle, iris)))
        total += len(texts[-1])
        if total > MOST_TURTLE:
            return ""
    return _packed(json.dumps(texts, ensure_ascii=False))


def _packed(text: str) -> str:
    return base64.b64encode(zlib.compress(text.encode("utf-8", "replace"), 6)).decode("ascii")


def _render(
    network: Any, title: str, columns: Mapping[str, Any], turtle: str, *, sparql: str | None, served: bool = False
) -> str:
    from jinja2 import ChoiceLoader, Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    brought = network.templateEnv
    vis = _without_cr(brought.loader.get_source(brought, VIS_NETWORK)[0])
    scripts = [vis, *(_own(f"script/{name}.js") for name in SCRIPTS)]
    style = _own("page.css")
    network.templateEnv = Environment(
        loader=ChoiceLoader([FunctionLoader(_own_template), brought.loader]),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    network.templateEnv.filters["json"] = lambda value: Markup(_json(value))
    data = _json(columns)
    packed = len(data) > MOST_PLAIN
    network.templateEnv.globals |= {
        "page_title": visible(title),
        "columns": Markup(_packed(data) if packed else data),
        "columns_packed": packed,
        "turtle": turtle,
        "world": Markup(_own("world.json").strip()),
        "style": Markup(style),
        "scripts": [Markup(text) for text in scripts],
        "policy": _policy(scripts, style) + ("; connect-src 'self'" if served else ""),
        "served": served,
        "sparql": sparql,
    }
    network.path = "page.html.jinja"
    return str(network.generate_html("page.html"))


def _json(value: Any) -> str:
    """Return JSON that can stand in a script element: nothing in it can end the element or open a comment.

    >>> _json(["</script>"])
    '["\\\\u003c/script>"]'
    """
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _policy(scripts: Sequence[str], style: str) -> str:
    """Return the page's Content-Security-Policy: exactly these texts may run, nothing may be fetched."""
    allowed = " ".join(f"'sha256-{_digest(text)}'" for text in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'sha256-{_digest(style)}'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _without_cr(text: str) -> str:
    """Browsers read CR LF as LF before they hash, so the hash must be of LF too."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


@lru_cache(maxsize=64)
def _own(name: str) -> str:
    return _without_cr(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _own_template(name: str) -> str | None:
    return _own(name) if name == "page.html.jinja" else None
