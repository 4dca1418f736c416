"""YAML and JSON read as text with the place of every value; nothing is interpreted on the way.

Scalars stay text: YAML's ``NO`` is not false, ``2024-02-30`` is not a crash, ``1.50`` keeps its zero.
Duplicate keys, aliases, several documents and bottomless nesting are refused with their place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

from partnergraph.errors import InputError, Problem

Place: TypeAlias = tuple[int, int]
"""Line and column, both from 1."""

DEEPEST = 32


@dataclass(slots=True)
class Located:
    """A value with the place where it stands and, in a mapping, the place of its key."""

    value: str | list[Located] | dict[str, Located] | None
    place: Place
    key_place: Place | None = None

    def plain(self) -> Any:
        """Return the value without places."""
        if isinstance(self.value, dict):
            return {key: item.plain() for key, item in self.value.items()}
        if isinstance(self.value, list):
            return [item.plain() for item in self.value]
        return self.value

    def at(self, path: tuple[str | int, ...]) -> Located:
        """Return the value at a path, or the deepest one on the way that exists."""
        node = self
        for step in path:
            if isinstance(node.value, dict) and step in node.value:
                node = node.value[str(step)]
            elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
            else:
                break
        return node


def read_text(content: bytes, file: str) -> str:
    """Decode UTF-8, with or without byte order mark. Raises `InputError` with the line of a wrong byte."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        wrong = f"byte 0x{content[error.start]:02x} is not UTF-8"
        raise InputError([Problem(wrong, "save the file as UTF-8", file=file, line=line)]) from None


def parse_yaml(text: str, file: str) -> Located:
    """Read one YAML document. Raises `InputError` with line and column.

    >>> parse_yaml("country: NO", "x").plain()
    {'country': 'NO'}
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Builder(file).build(yaml.parse(text, Loader=loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        hint = "check indentation, quotes and colons"
        raise InputError([Problem(f"not YAML: {error.problem}", hint, file=file, line=line, column=column)]) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n") + 1, error.position - before.rfind("\n")
        problem = Problem(
            f"character {error.character!r} is not allowed", "remove it", file=file, line=line, column=column
        )
        raise InputError([problem]) from None


class _Builder:
    """Builds the tree from parser events with a stack of its own, so that deep input cannot overflow ours."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.open: list[Located] = []
        self.keys: list[Located | None] = []
        self.root: Located | None = None

    def build(self, events: Iterator[yaml.Event]) -> Located:
        documents = 0
        for event in events:
            mark: Any = event.start_mark
            place = (mark.line + 1, mark.column + 1)
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse("a second document starts here", "keep one document a file", place)
            elif isinstance(event, yaml.AliasEvent):
                self.refuse(f"alias *{event.anchor}", "aliases are not read; repeat the value", place)
            elif isinstance(event, yaml.ScalarEvent):
                empty = not event.style and event.value in ("", "~", "null")
                self.add(Located(None if empty else event.value, place))
            elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                self.start(Located({} if isinstance(event, yaml.MappingStartEvent) else [], place))
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self.open.pop()
                self.keys.pop()
        return self.root or Located(None, (1, 1))

    def start(self, node: Located) -> None:
        self.add(node)
        self.open.append(node)
        self.keys.append(None)
        if len(self.open) > DEEPEST:
            self.refuse(f"nested more than {DEEPEST} deep", "a deal book needs five levels", node.place)

    def add(self, node: Located) -> None:
        if not self.open:
            self.root = node
            return
        into = self.open[-1].value
        if isinstance(into, list):
            into.append(node)
        elif isinstance(into, dict):
            self.add_to_mapping(into, node)

    def add_to_mapping(self, into: dict[str, Located], node: Located) -> None:
        key = self.keys[-1]
        if key is None:
            if not isinstance(node.value, str):
                self.refuse("a key must be text", "quote it", node.place)
            if node.value in into:
                first = into[str(node.value)].key_place or (0, 0)
                self.refuse(f"key {node.value!r} again (first in line {first[0]})", "merge the two entries", node.place)
            self.keys[-1] = node
        else:
            node.key_place = key.place
            into[str(key.value)] = node
            self.keys[-1] = None

    def refuse(self, message: str, hint: str, place: Place) -> None:
        raise InputError([Problem(message, hint, file=self.file, line=place[0], column=place[1])])


_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})")


def _join_surrogates(text: str) -> str:
    """Replace escaped surrogate pairs, which YAML does not know, by their character."""
    return _PAIR.sub(lambda found: found[1] + json.loads(f'"{found[2]}"'), text)


def parse_json(text: str, file: str) -> Located:
    """Read JSON. Raises `InputError` with line and column.

    >>> node = parse_json('{"a": [1.50, true]}', "x")
    >>> node.plain(), node.at(("a", 1)).place
    ({'a': ['1.50', 'true']}, (1, 14))
    """
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        problem = Problem(f"not JSON: {error.msg}", file=file, line=error.lineno, column=error.colno)
        raise InputError([problem]) from None
    except RecursionError:
        raise InputError([Problem("nested too deep", "a deal book needs five levels", file=file)]) from None
    # Valid JSON is YAML but for tabs, which in valid JSON stand only between values, and surrogate pairs.
    return parse_yaml(_join_surrogates(text.replace("\t", " ")), file)
