"""YAML and JSON read as text with the place of every value; nothing is interpreted on the way.

Scalars stay text: YAML's ``NO`` is not false, ``2024-02-30`` is not a crash, ``1.50`` keeps its zero.
Duplicate keys, aliases, tags, several documents and bottomless nesting are refused with their place.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

import yaml

from partnergraph.errors import InputError, Problem
from partnergraph.names import CONTROL

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


def read_file(path: Path, file: str) -> bytes:
    """Return what a file holds. Raises `InputError` where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError([Problem(error.strerror or "cannot be read", file=file)]) from None


def read_text(content: bytes, file: str, *, with_mark: bool = False) -> str:
    """Decode UTF-8, with or without byte order mark. Raises `InputError` with the line of a wrong byte.

    ``with_mark`` keeps the mark: in the text of a source it counts as a code point.
    """
    try:
        return content.decode("utf-8" if with_mark else "utf-8-sig")
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
        if (place := _too_deep(text, line, column)) is not None:
            raise InputError([_nested(place, file)]) from None
        hint = "check indentation, quotes and colons"
        raise InputError([Problem(f"not YAML: {error.problem}", hint, file=file, line=line, column=column)]) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n") + 1, error.position - before.rfind("\n")
        problem = Problem(
            f"character {error.character!r} is not allowed", "remove it", file=file, line=line, column=column
        )
        raise InputError([problem]) from None


def _too_deep(text: str, line: int | None, column: int | None) -> Place | None:
    """Return where brackets before a place are nested too deep; the parser's own limit may come before ours."""
    depth = 0
    for number, content in enumerate(text.splitlines()[:line], 1):
        for at, sign in enumerate(content[:column] if number == line else content, 1):
            depth += (sign in "[{") - (sign in "]}")
            if depth > DEEPEST:
                return number, at
    return None


def _nested(place: Place, file: str) -> Problem:
    message = f"nested more than {DEEPEST} deep"
    return Problem(message, "a deal book needs five levels", file=file, line=place[0], column=place[1])


_YAML = "tag:yaml.org,2002:"
_PLAIN_TAGS = {
    yaml.ScalarEvent: f"{_YAML}str",
    yaml.SequenceStartEvent: f"{_YAML}seq",
    yaml.MappingStartEvent: f"{_YAML}map",
}
"""Tags that say what every value is here anyway."""


def _shown(tag: str) -> str:
    """Return a tag as it is written."""
    return f"!!{tag.removeprefix(_YAML)}" if tag.startswith(_YAML) else tag


class _Builder:
    """Builds the tree with a stack of its own, so that deep input cannot overflow ours."""

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
            tag = getattr(event, "tag", None)
            if tag not in (None, _PLAIN_TAGS.get(type(event))):
                self.refuse(f"tag {_shown(tag)}", "tags are not read; write the value without it", place)
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse("a second document starts here", "keep one document a file", place)
            elif isinstance(event, yaml.AliasEvent):
                self.refuse(f"alias *{event.anchor}", "aliases are not read; repeat the value", place)
            elif isinstance(event, yaml.ScalarEvent):
                empty = not event.style and not tag and event.value in ("", "~", "null")
                self.add(Located(None if empty else event.value, place))
            elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                self.start(Located({} if isinstance(event, yaml.MappingStartEvent) else [], place))
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self.end()
        return self.root or Located(None, (1, 1))

    def start(self, node: Located) -> None:
        self.add(node)
        self.open.append(node)
        self.keys.append(None)
        if len(self.open) > DEEPEST:
            raise InputError([_nested(node.place, self.file)])

    def end(self) -> None:
        self.open.pop()
        self.keys.pop()

    def add(self, node: Located) -> None:
        wrong = CONTROL.search(node.value) if isinstance(node.value, str) else None
        if wrong:
            self.refuse(f"holds the control character U+{ord(wrong[0]):04X}", "remove it", node.place)
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

    def refuse(self, message: str, hint: str | None, place: Place) -> NoReturn:
        raise InputError([Problem(message, hint, file=self.file, line=place[0], column=place[1])])


def parse_json(text: str, file: str) -> Located:
    """Read JSON. Raises `InputError` with line and column.

    >>> node = parse_json('{"a": [1.50, true]}', "x")
    >>> node.plain(), node.at(("a", 1)).place
    ({'a': ['1.50', 'true']}, (1, 14))
    """
    return _JsonReader(text, file).read()


_JSON_TOKEN = re.compile(
    r"""[ \t\r\n]*(?: (?P<mark>[{}\[\],:]) | (?P<quote>") |
        (?P<plain>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\w.+-]) | (?:true|false|null)(?!\w)) |
        (?P<end>\Z))""",
    re.VERBOSE,
)
_CLOSES = {"{": "}", "[": "]"}


class _JsonReader:
    """Reads JSON by the grammar of RFC 8259, without recursion; numbers and words stay as they are written.

    Not by way of YAML: that folds U+0085 to a space, and refuses some keys and characters that JSON allows.
    """

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.builder = _Builder(file)
        self.at = 0
        self.start = 0
        self.lines = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text))]

    def read(self) -> Located:
        """Read one value and nothing after it."""
        open_marks: list[str] = []
        while True:
            token, node = self.value()
            if token in _CLOSES:
                open_marks.append(token)
                self.builder.start(node)
                if not self.closed_at_once(open_marks):
                    self.key(open_marks)
                    continue
            else:
                self.builder.add(node)
            if not self.more(open_marks):
                break
            self.key(open_marks)
        if self.next() != "":
            self.refuse("one value is enough", "remove what follows")
        return self.builder.root or Located(None, (1, 1))

    def value(self) -> tuple[str, Located]:
        token = self.next()
        place = self.place()
        if token == '"':
            return token, Located(self.string(), place)
        if token in _CLOSES:
            return token, Located({} if token == "{" else [], place)
        if token in ("", "}", "]", ",", ":"):
            self.refuse("a value is missing here")
        return "plain", Located(None if token == "null" else token, place)

    def key(self, open_marks: list[str]) -> None:
        """Read a key and its colon where a mapping is open."""
        if open_marks[-1] != "{":
            return
        if self.next() != '"':
            self.refuse("a key in double quotes is missing here")
        place = self.place()
        self.builder.add(Located(self.string(), place))
        if self.next() != ":":
            self.refuse("':' is missing here")

    def closed_at_once(self, open_marks: list[str]) -> bool:
        before = self.at
        if self.next() == _CLOSES[open_marks[-1]]:
            self.close(open_marks)
            return True
        self.at = before
        return False

    def more(self, open_marks: list[str]) -> bool:
        """Read what follows a value; say whether another one does."""
        while open_marks:
            token = self.next()
            if token == ",":
                return True
            if token != _CLOSES[open_marks[-1]]:
                self.refuse(f"',' or '{_CLOSES[open_marks[-1]]}' is missing here")
            self.close(open_marks)
        return False

    def close(self, open_marks: list[str]) -> None:
        open_marks.pop()
        self.builder.end()

    def next(self) -> str:
        """Return the next token, a quote for a string; empty at the end."""
        found = _JSON_TOKEN.match(self.text, self.at)
        if found is None:
            blank = re.compile(r"[ \t\r\n]*").match(self.text, self.at)
            self.start = blank.end() if blank else self.at
            self.refuse(f"{self.text[self.start : self.start + 20]!r} is no JSON value", "quote it")
        self.at = found.end()
        self.start = found.start(found.lastgroup or 0)
        return found[found.lastgroup or 0]

    def string(self) -> str:
        """Read the rest of a string whose quote was read."""
        try:
            content, self.at = scanstring(self.text, self.at, True)
        except json.JSONDecodeError as error:
            self.start = error.pos
            self.refuse(error.msg.lower())
        if any("\ud800" <= character <= "\udfff" for character in content):
            self.refuse("holds half of a surrogate pair", "write the character itself")
        return str(content)

    def place(self) -> Place:
        line = bisect_right(self.lines, self.start)
        return line, self.start - self.lines[line - 1] + 1

    def refuse(self, why: str, hint: str | None = None) -> NoReturn:
        self.builder.refuse(f"not JSON: {why}", hint, self.place())
