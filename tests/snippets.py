"""Runs the snippets of a Markdown page in order, in one folder: what a reader would type and see.

* A block ``yaml file=NAME`` (any language) becomes the file NAME.
* ``console``: lines after ``$`` are commands, the lines below them what is printed; a line ``...`` stands for any lines.
  ``console keys=bd`` presses these keys where a command asks for some.
* ``python``: run in one namespace for the whole page; a ``text`` block right after it is what it prints.
* ``sparql``: a query that has answers on the Xiaomi-Leica example.

Other blocks are only read.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from click.testing import CliRunner

import partnergraph as pg
from partnergraph.cli import main

_FENCE = re.compile(r"^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=indent)``` *$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Snippet:
    """One fenced block: its language, the file that it is, its text, the line on which it begins, keys to press."""

    language: str
    file: str | None
    text: str
    line: int
    keys: str = ""


def snippets_of(page: Path) -> list[Snippet]:
    """Return the fenced blocks of a page."""
    text = page.read_text(encoding="utf-8")
    found = []
    for fence in _FENCE.finditer(text):
        words = fence["info"].split()
        given = dict(word.split("=", 1) for word in words if "=" in word)
        line = text.count("\n", 0, fence.start()) + 1
        language = words[0] if words else ""
        found.append(Snippet(language, given.get("file"), fence["body"], line, given.get("keys", "")))
    return found


def run_page(page: Path) -> Iterator[tuple[Snippet, str, str]]:
    """Run a page in the current folder; yield each snippet that prints, what it should print, and what it printed."""
    names: dict[str, Any] = {"__name__": "__page__"}
    blocks = snippets_of(page)
    for number, block in enumerate(blocks):
        if block.file is not None:
            Path(block.file).write_text(block.text, encoding="utf-8", newline="")
        elif block.language == "console":
            yield block, block.text, "".join(_session(block.text, block.keys))
        elif block.language == "python":
            after = blocks[number + 1] if number + 1 < len(blocks) else None
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                exec(compile(block.text, f"{page.name}:{block.line}", "exec"), names)
            if after is not None and after.language == "text" and after.file is None:
                yield after, after.text, printed.getvalue()
        elif block.language == "sparql":
            yield block, "answers", "answers" if len(_seed().sparql(block.text)) else "no answers"


@cache
def _seed() -> pg.PartnerGraph:
    graph = pg.PartnerGraph()
    graph.build(pg.example("xiaomi-leica.yaml"))
    return graph


def _session(text: str, keys: str) -> Iterator[str]:
    for line in text.splitlines(keepends=True):
        if line.startswith("$ "):
            yield line
            yield _output(line[2:].strip(), keys)


def _output(command: str, keys: str) -> str:
    program, *arguments = shlex.split(command)
    assert program == "partnergraph", f"{command!r}: only partnergraph is run here"
    result = CliRunner().invoke(main, arguments, input=keys, prog_name="partnergraph")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


def same(expected: str, printed: str) -> bool:
    """Say whether what was printed is what the page shows; ``...`` on a line stands for any lines."""
    parts = [re.escape(_bare(part)) for part in re.split(r"(?m)^\.\.\.\n?", expected)]
    return re.fullmatch(r"(?:.*\n)*?".join(parts), _bare(printed)) is not None


def _bare(text: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())
