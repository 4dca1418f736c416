"""Names files: spellings to names, suggestions, and never a merge on a guess."""

from __future__ import annotations

import pytest

from partnergraph import model as m
from partnergraph.errors import InputError
from partnergraph.ingest.names_file import near_names, read_names

from .conftest import WriteText


def test_spellings_of_each_kind(text_file: WriteText) -> None:
    organizations = "organizations:\n  Leica Camera AG: Leica\n  小米: Xiaomi\n"
    names = read_names(text_file(f"{organizations}brands:\n  LEICA®: Leica\n", "names.yaml"))
    assert names.name(m.Organization, "leica camera ag") == "Leica"
    assert names.name(m.Organization, "小米") == "Xiaomi"
    assert names.name(m.Brand, "Leica®") == "Leica"
    assert names.name(m.Organization, "Leica®") == "Leica®"


def test_every_problem_of_a_names_file(text_file: WriteText) -> None:
    path = text_file(
        "companies:\n  A: B\norganizations:\n  Alba AG: Alba\n  alba ag: Alba SA\n  Boreal: Borealis\n  Borealis: Nord\n  Empty:\n",
        "names.yaml",
    )
    with pytest.raises(InputError) as refused:
        read_names(path)
    said = {(p.line, p.message) for p in refused.value.problems}
    assert said == {
        (1, "is not a section of a names file"),
        (5, "stands here already"),
        (8, "needs one name"),
        (3, "is itself replaced by another name"),
    }


def test_a_names_file_that_is_absent_or_no_mapping(text_file: WriteText) -> None:
    with pytest.raises(InputError, match="name a YAML file"):
        read_names("nowhere/names.yaml")
    with pytest.raises(InputError, match="must hold"):
        read_names(text_file("- a\n- b\n", "names.yaml"))


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Zai Lab Ltd.", "Zai Lab", "legal form"),
        ("The Coca-Cola Company", "Coca Cola", "legal form"),
        ("Starbukcs", "Starbucks", "spelled nearly"),
        ("Ricoh Imaging", "Ricoh", "begins with"),
    ],
)
def test_names_that_look_alike(one: str, other: str, why: str) -> None:
    (near,) = near_names([one, other])
    assert (near.name, near.like) == (one, other)
    assert why in near.why
    assert near_names([one], known=[other]) == [near]
    assert near_names([], known=[one, other]) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("Leica", "Leitz"), ("Xiaomi 13", "Xiaomi 14"), ("vivo", "Vivo"), ("AT&T", "AT1T"), ("小米", "小木")],
)
def test_names_that_do_not(one: str, other: str) -> None:
    assert near_names([one, other]) == []


def test_many_names_are_compared_in_a_bounded_way() -> None:
    names = [f"Company {chr(97 + i % 26)}{chr(97 + i // 26 % 26)}{chr(97 + i // 676)} Trading" for i in range(3000)]
    assert ("Zzyzx Tradingg", "Zzyzx Trading") in {
        (n.name, n.like) for n in near_names([*names, "Zzyzx Trading", "Zzyzx Tradingg"])
    }
