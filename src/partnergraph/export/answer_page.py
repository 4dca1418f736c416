"""An answer as one HTML page to read, print and pass on: no script, nothing fetched, light and dark."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Item:
    """A part of an answer. ``facts``: labels and texts; ``quotes``: passages (``None`` for none) with their sources."""

    badge: str
    title: str
    sentence: str
    facts: tuple[tuple[str, str], ...] = ()
    quotes: tuple[tuple[str | None, str], ...] = ()


def build_answer_page(title: str, head: Sequence[str], items: Sequence[Item]) -> str:
    """Return a whole HTML document, to be written as UTF-8; two builds are equal. Safe for any text.

    >>> "&lt;b&gt;" in build_answer_page("Nothing", ["<b>"], [])
    True
    """
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    style = _own("answer_page.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(_own("answer_page.html.jinja"))
    return template.render(title=title, head=head, items=items, style=Markup(style), digest=digest)


@lru_cache(maxsize=4)
def _own(name: str) -> str:
    """Return a file beside this one, as browsers hash it: with LF alone."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8").replace("\r\n", "\n")
