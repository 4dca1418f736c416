"""The published JSON Schema of deal books: made from the models, and true of the shipped books."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema
import pytest
import yaml

from partnergraph.errors import InputError
from partnergraph.graph import example
from partnergraph.ingest.dealbook import parse_dealbook
from partnergraph.ingest.entries import SECTIONS
from partnergraph.ingest.template import DEAL_BOOK
from scripts.make_schema import SCHEMA, schema_text

PUBLISHED = json.loads(SCHEMA.read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(PUBLISHED)


class CoreLoader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: days stay text."""


CoreLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if not tag.endswith("timestamp")]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load(text: str) -> Any:
    return yaml.load(text, Loader=CoreLoader)


def test_the_published_schema_is_the_one_of_the_models() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), "run scripts/make_schema.py"


def test_the_schema_is_a_schema_and_says_what_it_is() -> None:
    jsonschema.Draft202012Validator.check_schema(PUBLISHED)
    assert PUBLISHED["title"] == "Deal book"
    assert all(definition.get("description") for definition in PUBLISHED["$defs"].values())
    assert set(SECTIONS) < set(PUBLISHED["properties"])


@pytest.mark.parametrize("book", PUBLISHED["examples"], ids=str)
def test_its_examples_are_deal_books(book: Any) -> None:
    VALIDATOR.validate(book)
    assert parse_dealbook(json.dumps(book).encode(), is_json=True).statements


@pytest.mark.parametrize("path", sorted(example("").glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_books_are_valid(path: Any) -> None:
    VALIDATOR.validate(load(path.read_text(encoding="utf-8")))


def test_the_template_is_valid() -> None:
    VALIDATOR.validate(load(DEAL_BOOK))


WRONG: list[tuple[tuple[Any, ...], Any]] = [
    (("dealbook",), 2),
    (("colour",), {}),
    (("sources", "s"), {}),
    (("sources", "s", "url"), "javascript:alert(1)"),
    (("organizations", "a b"), "A"),
    (("organizations", "a--b"), "A"),
    (("organizations", "a"), ["A"]),
    (("organizations", "a"), {"nam": "A"}),
    (("organizations", "a"), {"lei": "1"}),
    (("partnerships", "p", "parties"), ["a"]),
    (("partnerships", "p", "parties"), "a"),
    (("partnerships", "p", "status"), "fine"),
    (("partnerships", "p", "territory"), ["EU", "UK"]),
    (("partnerships", "p", "denied"), "maybe"),
    (("partnerships", "p", "evidence"), [{"at": -1, "phrase": "x"}]),
    (("partnerships", "p", "carveouts"), "x"),
    (("commitments", "c", "bound"), "a"),
    (("commitments", "c", "grantee"), {"x": "y"}),
]


@pytest.mark.parametrize(("place", "value"), WRONG, ids=str)
def test_what_the_schema_refuses_the_reader_refuses(place: tuple[Any, ...], value: Any) -> None:
    book: Any = {
        "dealbook": 1,
        "sources": {"s": {"title": "S", "date": "2024-02-28"}},
        "organizations": {"a": "A", "b": "B"},
        "partnerships": {"p": {"parties": ["a", "b"]}},
        "commitments": {"c": {"kind": "grant", "grantor": "a", "grantee": "b"}},
    }
    VALIDATOR.validate(book)
    changed = copy.deepcopy(book)
    node = changed
    for step in place[:-1]:
        node = node[step]
    node[place[-1]] = value
    assert not VALIDATOR.is_valid(changed)
    with pytest.raises(InputError):
        parse_dealbook(json.dumps(changed).encode(), is_json=True)
