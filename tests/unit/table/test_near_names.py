"""Names that look alike are told, in few words; the members of a series are not."""

from __future__ import annotations

import pytest
import yaml

from partnergraph import model as m
from partnergraph.ingest.near_names import Near, near_names
from partnergraph.ingest.table import read_table

from .conftest import WriteText

HEADER = "Licensor,Licensee,Mark,Territory,Start,End,Exclusive"


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Zai Lab Ltd.", "Zai Lab", "legal form"),
        ("The Coca-Cola Company", "Coca Cola", "legal form"),
        ("Starbukcs", "Starbucks", "spelled nearly"),
        ("Ricoh Imaging", "Ricoh", "begins with"),
        ("I.B.M.", "IBM", "signs"),
        ("Nestlé", "Nestle", "accents"),
        ("Nestlé S.A.", "Nestle SA", "accents"),
        ("Nestlé S. A.", "Nestle", "legal form"),
        ("Mueller", "Müller", "accents"),
        ("Müller", "Muller", "accents"),
        ("Ørsted A/S", "Orsted", "legal form"),
        ("Coca-Cola", "Coca Cola", "spaces"),
        ("Procter and Gamble", "Procter & Gamble", "signs"),
        ("Apple Inc.", "Apple", "legal form"),
        ("Alba GmbH & Co. KG", "Alba", "legal form"),
        ("Sony Corporation", "Sony Corp.", "legal form"),
        ("Grupo Alba S.A. de C.V.", "Grupo Alba", "legal form"),
        ("Alba Sp. z o.o.", "Alba", "legal form"),
        ("株式会社任天堂", "任天堂", "legal form"),
        ("ООО Яндекс", "Яндекс", "legal form"),
        ("Samsung Elektronics", "Samsung Electronics", "spelled nearly"),
    ],
)
def test_names_that_look_alike(one: str, other: str, why: str) -> None:
    (near,) = near_names([one, other])
    assert {near.name, near.like} == {one, other}
    assert why in near.why
    assert near_names([one], known=[other]) == [near]
    assert near_names([], known=[one, other]) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Leica", "Leitz"),
        ("Xiaomi 13", "Xiaomi 14"),
        ("vivo", "Vivo"),
        ("AT&T", "AT1T"),
        ("小米", "小木"),
        ("Mark A", "Mark B"),
        ("MarkA", "MarkB"),
        ("Licensee 1", "Licensee 2"),
        ("Licensee", "Licensee B"),
        ("Phase I", "Phase II"),
        ("Model 12", "Model 1.2"),
        ("North Trading", "South Trading"),
    ],
)
def test_names_that_do_not(one: str, other: str) -> None:
    assert near_names([one, other]) == []


def test_many_names_are_compared_in_a_bounded_way() -> None:
    names = [f"Company {chr(97 + i % 26)}{chr(97 + i // 26 % 26)}{chr(97 + i // 676)} Trading" for i in range(3000)]
    assert ("Zzyzx Tradingg", "Zzyzx Trading") in {
        (n.name, n.like) for n in near_names([*names, "Zzyzx Trading", "Zzyzx Tradingg"])
    }


def test_a_series_is_no_list_of_misspellings() -> None:
    names = [f"{word} {n}" for word in ("Licensee", "Phase", "Model") for n in range(300)]
    names += [f"Mark {chr(65 + n)}" for n in range(26)]
    assert near_names([*names, "Starbukcs", "Starbucks"]) == [Near("Starbukcs", "Starbucks", "spelled nearly the same")]


def test_many_near_names_are_one_warning(text_file: WriteText) -> None:
    words = ["Alba", "Corona", "Delta", "Foxtrot", "Golf", "Hotel", "India", "Kilo", "Lima", "Mike", "Oscar", "Papa"]
    rows = "".join(f"{word} {form},Borealis,Lumen,Japan,2024,,no\n" for word in words for form in ("AG", "S.A."))
    warnings = [w for w in read_table(text_file(f"{HEADER}\n{rows}")).warnings if w.field == "company"]
    (told,) = warnings
    assert told.message.startswith("12 pairs of names look alike")
    assert len(str(told).splitlines()) < 16
    assert "and 2 more" in str(told)


def test_the_suggestion_can_be_pasted_into_a_names_file(text_file: WriteText) -> None:
    names = ["Müller", "Mueller", "Muller", "A: B #1 Ltd", "A: B #1", "I.B.M.", "IBM"]
    rows = "".join(f'"{name}",Borealis,Lumen,Japan,2024,,no\n' for name in names)
    path = text_file(f"{HEADER}\n{rows}")
    (told,) = [w for w in read_table(path).warnings if w.field == "company"]
    _, *lines = str(told.hint).replace("\n    ", "\n").split("\n")
    pasted = text_file("\n".join(lines), "names.yaml")
    assert set(yaml.safe_load(pasted.read_text(encoding="utf-8"))) == {"organizations"}
    from partnergraph.ingest.names_file import read_names

    content = read_table(path, names=read_names(pasted))
    assert sum(isinstance(e, m.Organization) for e in content.data.entities) == 4
    assert [w for w in content.warnings if w.field == "company"] == []
