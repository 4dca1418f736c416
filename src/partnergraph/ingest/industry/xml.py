"""XML of the industry, record by record: nothing is fetched, no entity is expanded, what was read is let go."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from os import SEEK_END
from pathlib import Path
from typing import Any, Final, TypeAlias

from partnergraph.errors import InputError, Problem

Element: TypeAlias = Any
"""An element of lxml, which has no types."""
_BETWEEN: Final = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^\[>]|\[.*?\]\s*(?=>))*>", re.DOTALL)
_ROOT: Final = re.compile(r"<(?:([\w.-]+):)?([^\W\d][\w.-]*)([^>]*)")
_SPACE: Final = re.compile(r"""\sxmlns(?::([\w.-]+))?\s*=\s*["']([^"']*)["']""")
_CUT: Final = ("premature end", "end of document", "document is empty")
_EXTRA, _ENCODING = "extra content", "encoding"
_TAIL: Final = 4_096
_MARKS: Final = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


def root_of(start: bytes) -> tuple[str, str] | None:
    """Return the local name of a document's element and its namespace, "" for none; ``None`` where it is no XML.

    >>> root_of(b'<?xml version="1.0"?><!-- a --><e:Message xmlns="urn:a" xmlns:e="urn:e"><a/>')
    ('Message', 'urn:e')
    """
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            start = start.decode(encoding, "replace").encode()
            break
    place = 0
    while (skipped := _BETWEEN.match(start, place)) is not None:
        place = skipped.end()
    found = _ROOT.match(start[place:].decode("utf-8", "replace"))
    if found is None:
        return None
    spaces = dict(_SPACE.findall(found[3]))
    return found[2], spaces.get(found[1] or "", "")


def records(path: Path, tags: Collection[str], file: str = "") -> Iterator[tuple[int, Element]]:
    """Yield the elements of some local names, each with its line, when they end; each is emptied after its turn.

    ``file``: the name in messages. Raises `InputError` for what is cut off or no XML, and for a document that defines
    entities of its own.
    """
    try:
        from lxml import etree
    except ImportError:
        hint = "pip install 'partnergraph[industry]'"
        raise InputError([Problem("needs lxml to be read", hint, file=file or str(path))]) from None
    wanted = [f"{{*}}{tag}" for tag in tags]
    found = etree.iterparse(
        str(path), events=("end",), tag=wanted, resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        first = True
        for _, element in found:
            if first:
                first = False
                _refuse_entities(element, file or str(path))
            yield element.sourceline, element
            _let_go(element)
    except etree.XMLSyntaxError as error:
        raise _broken(error, path, file or str(path)) from None


def _broken(error: Any, path: Path, file: str) -> InputError:
    said = str(error.msg or "").partition(", line ")[0]
    cut = any(sign in said.lower() for sign in _CUT) or (_EXTRA not in said.lower() and not _ends_with_an_element(path))
    message = "is cut off: it ends before its XML does" if cut else f"is no well-formed XML: {said}"
    hint = "get the file again; nothing of it was read"
    if _ENCODING in said.lower():
        hint = 'let its first line say how it is written, such as encoding="ISO-8859-1", or save it as UTF-8'
    return InputError([Problem(message, hint, file=file, line=error.lineno or None)])


def _ends_with_an_element(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-min(_TAIL, path.stat().st_size), SEEK_END)
        return file.read().rstrip(b"\0 \t\r\n").endswith(b">")


def _refuse_entities(element: Element, file: str) -> None:
    dtd = element.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        hint = "write the characters themselves, and leave the declarations out"
        raise InputError([Problem("declares entities of its own, which are not expanded", hint, file=file)])


def _let_go(element: Element) -> None:
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def children(element: Element, name: str) -> list[Element]:
    """Return the children of a local name."""
    return list(element.iterchildren("{*}" + name))


def text(element: Element, *names: str) -> str | None:
    """Return the text at the end of a way of local names, its blanks made single; ``None`` where there is none."""
    for name in names:
        element = next(element.iterchildren("{*}" + name), None)
        if element is None:
            return None
    return " ".join("".join(element.itertext()).split()) or None
