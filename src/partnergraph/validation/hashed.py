"""The shapes' own queries with every pattern looked up apart and joined by hashes.

An engine on disk that looks up the next triple of every row reads here and there; on 100,000 deals that takes ten
times as long as reading each predicate in order. The shapes cannot be written like this themselves: SHACL allows
neither MINUS nor subqueries that leave ``$this`` out.
"""

from __future__ import annotations

import re

_TERM = r'(?:\?\w+|<[^>]*>|[\w-]*:[\w-]+|"[^"]*"|true|a)'
_PAIRS = rf"{_TERM} {_TERM}(?: , {_TERM})*"
_STAR = re.compile(rf"(\?\w+) ({_PAIRS}(?: ; {_PAIRS})*) \.")
_NONE = re.compile(r"FILTER NOT EXISTS \{([^{}()]*(?:\{[^{}()]*\}[^{}()]*)?)\}")
"""Conditions that hold no filter: one could speak of variables outside, which MINUS does not see."""


def apart(variables: str, pattern: str) -> str:
    """Return a pattern as a subquery, which engines evaluate on its own."""
    return f"{{ SELECT {variables} WHERE {{ {pattern} }} }}"


def hashed(pattern: str) -> str:
    """Return a group pattern that finds the same, each part of it looked up apart.

    >>> hashed("?this pg:day ?day ; pg:endless true .")
    '{ SELECT ?day ?this WHERE { { SELECT ?day ?this WHERE { ?this pg:day ?day } } { SELECT ?this WHERE { ?this pg:endless true } } } }'
    >>> hashed("?this pg:bound ?party . FILTER NOT EXISTS { ?this pg:field ?value . }")
    '{ SELECT ?party ?this WHERE { ?this pg:bound ?party } } MINUS { { SELECT ?this ?value WHERE { ?this pg:field ?value } } }'
    """  # noqa: E501
    text = " ".join(pattern.split())
    text = _NONE.sub(lambda found: f"MINUS {{{found[1].replace('FILTER EXISTS', '')}}}", text)
    return _STAR.sub(lambda found: _star(found[1], found[2]), text)


def predicates(pattern: str) -> frozenset[str]:
    """Return prefixed names of predicates of which each must occur for a group pattern to find anything.

    >>> sorted(predicates("?this pg:owner ?value ; pg:owned ?other . { ?this pg:day ?day . }"))
    ['pg:owned', 'pg:owner']
    """
    text, outside = " ".join(pattern.split()), ""
    depth = 0
    for letter in text:
        depth += (letter == "{") - (letter == "}")
        outside += letter if depth == 0 else ""
    pairs = (pair for found in _STAR.finditer(outside) for pair in found[2].split(" ; "))
    return frozenset(name for pair in pairs if (name := pair.split()[0]) != "a")


def _star(subject: str, pairs: str) -> str:
    triples = [
        f"{subject} {predicate} {value}"
        for pair in pairs.split(" ; ")
        for predicate, _, values in (pair.partition(" "),)
        for value in values.split(" , ")
    ]
    parts = [apart(_variables(triple), triple) for triple in triples]
    return parts[0] if len(parts) == 1 else apart(_variables(" ".join(triples)), " ".join(parts))


def _variables(pattern: str) -> str:
    return " ".join(sorted(set(re.findall(r"\?\w+", pattern))))
