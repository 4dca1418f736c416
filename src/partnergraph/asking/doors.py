"""From a question's declaration to a method of the facade, and to its answer for every other door."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from partnergraph.asking.rows import Rows
from partnergraph.errors import QueryError, UnknownNameError
from partnergraph.questions import KNOWN_BY, Parameter, Question, exclusivity_questions
from partnergraph.questions.given import as_given, given_to, is_nothing, refuse_without, renamed

if TYPE_CHECKING:
    from partnergraph.asking.facade import Answers

P = ParamSpec("P")
R = TypeVar("R")
G = TypeVar("G", bound="Answers")


def asks(method: Callable[P, R]) -> Callable[P, R]:
    """Let a method take what other doors take, and tell in its help of every parameter that its question declares.

    Asked with ``known_by``, it is the method of the graph as known on that day.
    """
    name = method.__name__
    question = exclusivity_questions()["clear" if name == "propose" else name]
    asked = [p for p in question.parameters if name != "propose" or p.name not in ("reading", KNOWN_BY.name)]

    @wraps(method)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        named = in_python(question, renamed(question, kwargs))
        if unknown := named.keys() - signature.parameters.keys():
            raise TypeError(f"{name}() got an unexpected keyword argument {min(unknown)!r}")
        bound = signature.bind_partial(*args, **named)
        given = bound.arguments
        for parameter in asked:
            if not is_nothing(value := given.get(parameter.in_python)):
                given[parameter.in_python] = as_given(parameter, value)
        empty = [p for p in asked if p.in_python in given and is_nothing(given[p.in_python])]
        refuse_without(question, [p for p in empty if p.required])
        for parameter in empty:
            del given[parameter.in_python]
        with asked_of(given["self"], given.pop(KNOWN_BY.name, None)) as given["self"]:
            found = method(*bound.args, **bound.kwargs)
        told: tuple[str, ...] = given["self"].told
        return replace(found, notes=(*told, *found.notes)) if told and isinstance(found, Rows) else found  # type: ignore

    signature = _signature(method, asked)
    ask.__signature__ = signature  # type: ignore[attr-defined]
    told = "\n".join(f"- ``{p.in_python}``: {p.help}" for p in asked)
    ask.__doc__ = f"{inspect.getdoc(method)}\n\n{told}"
    return ask


def _signature(method: Callable[..., object], asked: Iterable[Parameter]) -> inspect.Signature:
    """Return a method's signature, in place of ``**`` the parameters that it has not named itself."""
    own = inspect.signature(method)
    kept = [p for p in own.parameters.values() if p.kind is not p.VAR_KEYWORD]
    known, takes_more = {p.name for p in kept}, len(kept) < len(own.parameters)
    more = [p.in_python for p in asked if p.in_python not in known and (takes_more or p is KNOWN_BY)]
    made = [inspect.Parameter(n, inspect.Parameter.KEYWORD_ONLY, default=None, annotation="Names | None") for n in more]
    return own.replace(parameters=[*kept, *made])


@contextmanager
def asked_of(graph: G, known_by: Any = None) -> Iterator[G]:
    """Give the graph, or what was known of it on a day.

    Raises `QueryError` for a name that is recorded, and was not known then.
    """
    if is_nothing(known_by):
        yield graph
        return
    view = graph.as_known_on(as_given(KNOWN_BY, known_by))
    try:
        yield view
    except UnknownNameError as error:
        if not _names(graph, error.name):
            raise
        why = f"{error}".partition("\n")[0]
        raise QueryError(f"{why} as known on {view.known_on}", "later sources name it: ask with a later day") from None


def _names(graph: Answers, name: str) -> bool:
    try:
        return bool(graph.lookup.find_all(name))
    except UnknownNameError:
        return False


def in_python(question: Question, named: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was given with the names that Python has for it: ``from_``."""
    spelt = {parameter.name: parameter.in_python for parameter in question.parameters}
    return {spelt.get(name, name): value for name, value in named.items()}


def answer(graph: Answers, name: str, given: Mapping[str, Any]) -> Any:
    """Answer a question that Python answers, from what a door was given. Raises `QueryError` and what the method does.

    >>> from partnergraph import PartnerGraph, example
    >>> graph = PartnerGraph()
    >>> _ = graph.build(example("xiaomi-leica.yaml"))
    >>> answer(graph, "gaps", {"subject": ["Leica"]}).to_json()
    {'notes': [], 'gaps': []}
    """
    question = exclusivity_questions()[name]
    return getattr(graph, name)(**in_python(question, given_to(question, given)))
