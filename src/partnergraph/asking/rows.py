"""What every answer is: rows to go through, a table for data frames, and sentences with quotes in a notebook."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, TypeVar, overload

from partnergraph.errors import MissingPackageError

if TYPE_CHECKING:
    from partnergraph.exclusivity import Quote

R = TypeVar("R")
Table = tuple[Sequence[str], Sequence[Sequence[object]]]
"""The names of columns, and the cells row by row."""
Told = Iterable[tuple[str, "Sequence[Quote]"]]
"""Sentences, each with the passages that it rests on."""


class Rows(Sequence[R]):
    """An answer as a sequence of its rows.

    In a notebook it is shown in sentences with quotes, at the prompt as the command line prints it.
    """

    __slots__ = ()

    @abstractmethod
    def _rows(self) -> Sequence[R]:
        """Return the rows."""

    @abstractmethod
    def table(self) -> Table:
        """Return the names of the columns, and the rows with names in place of addresses."""

    @abstractmethod
    def lines(self) -> Sequence[str]:
        """Return the answer as the command line prints it."""

    def _told(self) -> Told:
        """Return what is shown under the first lines in a notebook."""
        return ()

    def __len__(self) -> int:
        return len(self._rows())

    def __iter__(self) -> Iterator[R]:
        return iter(self._rows())

    @overload
    def __getitem__(self, place: int) -> R: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[R]: ...
    def __getitem__(self, place: int | slice) -> R | Sequence[R]:
        return self._rows()[place]

    def __bool__(self) -> bool:
        return True  # "nothing collides" is an answer

    def to_pandas(self) -> Any:
        """Return the rows as a data frame. Raises `MissingPackageError` where pandas is not installed."""
        names, rows = self.table()
        return _library("pandas").DataFrame(list(map(list, rows)), columns=list(names))

    def to_polars(self) -> Any:
        """Return the rows as a data frame. Raises `MissingPackageError` where polars is not installed."""
        names, rows = self.table()
        return _library("polars").DataFrame(list(map(list, rows)), schema=list(names), orient="row", strict=False)

    def __repr__(self) -> str:
        return "\n".join(self.lines())

    def _repr_html_(self) -> str:
        told = list(self._told())
        if not told:
            return _html_table(*self.table())
        items = "".join(f"<li>{escape(text)}{''.join(map(_html_quote, quotes))}</li>" for text, quotes in told)
        return f"<div><p>{escape(self._head())}</p><ul>{items}</ul></div>"

    def _head(self) -> str:
        return " ".join(self.lines()[0].split())


def _library(name: str) -> Any:
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError:
        raise MissingPackageError(name, "data frames") from None


def _html_quote(quote: Quote) -> str:
    source = escape(f"{quote.source}, {quote.date}" if quote.date else quote.source)
    words = f"<q>{escape(quote.quote)}</q> " if quote.quote else ""
    return f"<br><small>{words}<cite>{source}</cite></small>"


def _html_table(names: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    def row(cells: Iterable[object], tag: str) -> str:
        texts = ("" if cell is None else escape(str(cell)) for cell in cells)
        return f"<tr>{''.join(f'<{tag}>{text}</{tag}>' for text in texts)}</tr>"

    return (
        f"<table><thead>{row(names, 'th')}</thead><tbody>{''.join(row(cells, 'td') for cells in rows)}</tbody></table>"
    )
