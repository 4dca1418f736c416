"""Names to IRIs: what is one node, what stays apart."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from partnergraph.errors import PhraseError, Problem, printable
from partnergraph.model import Brand, Organization
from partnergraph.names import check_name, entity_iri, fold, local_name, nearest, node_iri, slug

NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("one", "other"),
    [("vivo", " VIVO "), ("Straße", "STRASSE"), ("ＡＢＣ", "abc"), ("Leica\u00a0Camera", "leica  camera"), ("ﬁ", "FI")],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert slug(one) == slug(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Coca-Cola", "Coca Cola"),
        ("Leica", "Leica\u200f"),
        ("Leitz", "Leica"),
        ("Zürich", "Zurich"),
        ("AT&T", "AT T"),
        ("小米", "大米"),
        ("a_b", "a-b"),
        ("A.B.", "AB"),
        ("Ricoh", "Ricoh Imaging"),
        ("x" * 90 + "a", "x" * 90 + "b"),
    ],
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert slug(one) != slug(other)


def test_a_faithful_name_cannot_take_the_slug_of_a_hashed_one() -> None:
    hashed = slug("AT&T")
    assert slug(hashed.replace("-", " ")) != hashed


@given(NAMES)
@settings(max_examples=300, deadline=None)
def test_every_name_has_one_short_ascii_slug(name: str) -> None:
    found = slug(name)
    assert re.fullmatch(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", found)
    assert len(found) <= 93
    assert quote(found) == found
    assert NamedNode(entity_iri(Brand, name)).value.endswith(found)


@given(NAMES)
@settings(max_examples=300, deadline=None)
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(NAMES, NAMES)
@settings(max_examples=300, deadline=None)
def test_slugs_are_equal_only_where_folded_names_are(one: str, other: str) -> None:
    assert (slug(one) == slug(other)) == (fold(one) == fold(other))


def test_a_company_and_its_brand_are_two_nodes() -> None:
    assert entity_iri(Organization, "Leica") != entity_iri(Brand, "Leica")
    assert entity_iri(Organization, "Leica", "https://example.org/") == "https://example.org/organization/leica"
    assert local_name(node_iri("source", "s")) == "s"


def test_names_of_ten_thousand_characters() -> None:
    assert len(slug("é" * 10_000)) < 100


def test_near_names_and_none() -> None:
    assert nearest("Xiomi", ["Xiaomi", "Sharp", "Xiaomi"]) == ["Xiaomi"]
    assert nearest("qqqq", ["Xiaomi", "Sharp"]) == []
    assert nearest("", []) == []


@given(NAMES)
@settings(max_examples=300, deadline=None)
def test_a_name_that_is_taken_stands_on_a_screen_as_it_is(name: str) -> None:
    try:
        taken = check_name(name)
    except PhraseError:
        return
    assert check_name(taken) == printable(taken) == taken
    assert "\n" not in taken


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_what_is_printed_moves_no_cursor_and_turns_no_text(text: str) -> None:
    shown = str(Problem(text, hint=text, file=text, field=text, value=text))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
