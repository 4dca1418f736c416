"""What rows state: identity apart from account, sources, completeness, names."""

from __future__ import annotations

import csv
import random
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnergraph import model as m
from partnergraph.errors import InputError
from partnergraph.graph import PartnerGraph
from partnergraph.ingest.names_file import NamesFile
from partnergraph.ingest.table import TableContent, read_deals, read_table, write_rejects
from partnergraph.rdf import to_rdf

from .conftest import WriteBook, WriteText

HEADER = "Licensor,Licensee,Brand,Territory,Start,End,Exclusive"


def commitments(content: TableContent) -> list[m.Commitment]:
    return [identity for identity in content.data.identities if isinstance(identity, m.Commitment)]


def kinds(content: TableContent) -> list[tuple[str, str, str]]:
    """Return (kind, bound, beneficiary) of every commitment, by name."""
    names = {entity.iri: entity.name for entity in content.data.entities}
    return sorted((c.kind, names[c.bound[0]], names[c.beneficiaries[0]]) for c in commitments(content))


def triples(content: TableContent) -> set[str]:
    return set(map(str, to_rdf(content.data)))


# --- one row -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "strength"),
    [
        ("yes", "unqualified"),
        ("Exclusive", "unqualified"),
        ("X", "unqualified"),
        ("sole", "sole"),
        ("sole and exclusive", "exclusive"),
        ("no", None),
        ("Non-exclusive", None),
        ("", None),
        ("-", None),
    ],
)
def test_words_of_exclusivity(text_file: WriteText, cell: str, strength: str | None) -> None:
    content = read_table(text_file(f"{HEADER}\nAlba,Boreal,Corona,Japan,2024,,{cell}\n"))
    expected = ["grant"] if strength is None else ["exclusivity", "grant"]
    assert [kind for kind, _, _ in kinds(content)] == expected
    assert {s.strength for s in content.data.statements} == {None, strength}


def test_co_exclusive_needs_its_group(text_file: WriteText) -> None:
    with pytest.raises(InputError, match="co-exclusive with whom"):
        read_table(text_file(f"{HEADER}\nAlba,Boreal,Corona,Japan,2024,,co-exclusive\n"))
    with pytest.raises(InputError) as refused:
        read_table(text_file(f"{HEADER}\nAlba,,Corona,Japan,2024,,co-exclusive\n"))
    assert [problem.message for problem in refused.value.problems] == ["is empty"]
    content = read_table(text_file(f"{HEADER}\nAlba,Boreal; Delta,Corona,Japan,2024,,co-exclusive\n"))
    (exclusivity,) = [c for c in commitments(content) if c.kind == "exclusivity"]
    assert len(exclusivity.beneficiaries) == 2


def test_the_other_direction_and_options(text_file: WriteText) -> None:
    content = read_table(
        text_file(
            "Licensor,Licensee,Mark,Exclusivity,Direction,Option\n"
            "Alba,Boreal,Corona,exclusive,licensee,\n"
            "Alba,Delta,Corona,exclusive,both,first refusal\n"
            "Alba,Echo,Corona,,,option to renew for two years\n"
        )
    )
    assert kinds(content) == [
        ("exclusivity", "Alba", "Delta"),
        ("exclusivity", "Boreal", "Alba"),
        ("exclusivity", "Delta", "Alba"),
        ("grant", "Alba", "Boreal"),
        ("grant", "Alba", "Delta"),
        ("grant", "Alba", "Echo"),
        ("option", "Alba", "Delta"),
    ]
    assert any(s.note == "Option: option to renew for two years" for s in content.data.statements)


def test_commitments_are_called_by_what_they_promise_and_the_number_of_their_deal(text_file: WriteText) -> None:
    content = read_table(
        text_file(
            "Deal,Licensor,Licensee,Mark,Exclusivity,Direction,Option,Note\n"
            "D-1,Alba,Boreal; Delta,Corona,exclusive,both,first refusal,seen\n"
            ",Alba,Echo,Corona,,,,\n"
        )
    )
    assert {commitment.label for commitment in commitments(content)} == {
        "Alba licenses Boreal, Delta (D-1)",
        "Alba licenses only Boreal, Delta (D-1)",
        "Boreal, Delta uses only what Alba licenses (D-1)",
        "Alba must offer to Boreal, Delta first (D-1)",
        "Alba licenses Echo",
    }
    noted = {statement.about for statement in content.data.statements if statement.note == "seen"}
    assert [iri.rpartition("/")[2] for iri in noted] == ["d_1"]


@pytest.mark.parametrize("names", [("Great Pact", "great pact"), ("great pact", "Great Pact")])
def test_rows_of_one_partnership_are_about_one(text_file: WriteText, names: tuple[str, str]) -> None:
    rows = f"Alba,Boreal,Corona,{names[0]}\nAlba,Delta,Corona,{names[1]}\nAlba,Echo,Corona,\n"
    data = read_table(text_file(f"Licensor,Licensee,Mark,Partnership\n{rows}")).data
    (partnership,) = [identity for identity in data.identities if isinstance(identity, m.Partnership)]
    assert partnership.label == "Great Pact"
    assert [iri.rpartition("/")[2] for iri in partnership.parties] == ["alba", "boreal", "delta"]
    (said,) = [statement for statement in data.statements if statement.about == partnership.iri]
    assert (said.status, said.territory, said.period) == (None, (), None)


def test_kinds_of_deals(text_file: WriteText) -> None:
    content = read_table(
        text_file(
            "Licensor,Licensee,Mark,Agreement type\n"
            "Alba,Boreal,Corona,Exclusive distribution agreement\n"
            "Alba,Delta,Corona,Option\n"
            "Alba,Echo,Corona,Licence\n"
        )
    )
    assert [(kind, who) for kind, _, who in kinds(content)] == [
        ("exclusivity", "Boreal"),
        ("grant", "Boreal"),
        ("grant", "Echo"),
        ("option", "Delta"),
    ]
    assert {iri.rsplit("/", 1)[-1] for s in content.data.statements for iri in s.acts} == {"distribute"}


@pytest.mark.parametrize(
    ("kind", "exclusivity", "strength"),
    [
        ("Licence", "no", None),
        ("Licence", "sole", "sole"),
        ("Exclusive licence", "", "unqualified"),
        ("Exclusive licence", "yes", "unqualified"),
        ("Exclusive licence", "sole", "sole"),
        ("Sole license", "yes", "sole"),
        ("Sole and exclusive licence", "exclusive", "exclusive"),
        ("Non-exclusive licence", "", None),
        ("Non-exclusive licence", "no", None),
    ],
)
def test_a_kind_of_deal_and_its_exclusivity_agree(
    text_file: WriteText, kind: str, exclusivity: str, strength: str | None
) -> None:
    content = read_table(
        text_file(f"Licensor,Licensee,Mark,Deal type,Exclusivity\nAlba,Boreal,Corona,{kind},{exclusivity}\n")
    )
    assert [deal.strength for deal in content.reading.first] == [strength]
    assert [kind for kind, _, _ in kinds(content)] == (["exclusivity"] if strength else []) + ["grant"]


@pytest.mark.parametrize(
    ("kind", "exclusivity", "field", "message"),
    [
        ("Exclusive licence", "no", "E 'Exclusivity'", "does not agree with the kind of deal, 'Exclusive licence'"),
        ("Non-exclusive licence", "X", "E 'Exclusivity'", "does not agree with the kind of deal, 'Non-exclusive licence'"),
        ("Exclusivity", "no", "E 'Exclusivity'", "does not agree with the kind of deal, 'Exclusivity'"),
        ("Exclusive sole licence", "", "D 'Deal type'", "is no kind of deal"),
        ("Licence to kill", "", "D 'Deal type'", "is no kind of deal"),
    ],
)  # fmt: skip
def test_a_kind_of_deal_that_says_two_things_is_refused(
    text_file: WriteText, kind: str, exclusivity: str, field: str, message: str
) -> None:
    path = text_file(f"Licensor,Licensee,Mark,Deal type,Exclusivity\nAlba,Boreal,Corona,{kind},{exclusivity}\n")
    with pytest.raises(InputError) as refused:
        read_table(path)
    assert [(p.line, p.field, p.message) for p in refused.value.problems] == [(2, field, message)]


@pytest.mark.parametrize(
    ("direction", "bound"),
    [
        ("", ["Alba"]), ("grantor", ["Alba"]), ("alba", ["Alba"]), ("user", ["Boreal"]), ("BOREAL", ["Boreal"]),
        ("mutual", ["Alba", "Boreal"]), ("Delta", None),
    ],
)  # fmt: skip
def test_who_is_bound_may_be_named(text_file: WriteText, direction: str, bound: list[str] | None) -> None:
    path = text_file(f"Licensor,Licensee,Mark,Exclusivity,Direction\nAlba,Boreal,Corona,yes,{direction}\n")
    if bound is None:
        with pytest.raises(InputError, match="does not say who is bound") as refused:
            read_table(path)
        assert [(p.line, p.field, p.value) for p in refused.value.problems] == [(2, "E 'Direction'", "Delta")]
    else:
        assert [who for kind, who, _ in kinds(read_table(path)) if kind == "exclusivity"] == bound


def test_a_licence_without_an_option_or_affiliates(text_file: WriteText) -> None:
    header = "Licensor,Licensee,Mark,Option,Affiliates\n"
    content = read_table(
        text_file(f"{header}Alba,Boreal,Corona,no,no\nAlba,Delta,Corona,yes,yes\nAlba,Echo,Corona,,\n")
    )
    assert [(deal.option, deal.affiliates) for deal in content.reading.first] == [
        (False, False),
        (True, True),
        (False, None),
    ]
    with pytest.raises(InputError) as refused:
        read_table(text_file(f"{header}Alba,Boreal,Corona,maybe,perhaps\n"))
    assert [(p.field, p.message) for p in refused.value.problems] == [
        ("D 'Option'", "is no option that is known"),
        ("E 'Affiliates'", "is neither yes nor no"),
    ]


@pytest.mark.parametrize(("header", "cell", "read"), [
    ("Sublicensing", "yes", "allowed"), ("Right to sublicense", "No", "forbidden"),
    ("Sublizenz", "nein", "forbidden"), ("Sublicensing", "with consent", "with-consent"),
    ("Unterlizenzierung", "nur mit Zustimmung des Lizenzgebers", "with-consent"),
    ("Sub-licensing", "subject to prior written approval", "with-consent"), ("Sublicensing", "", None),
    ("Sublicensing allowed?", "not permitted", "forbidden"),
])  # fmt: skip
def test_the_right_to_sublicense(text_file: WriteText, header: str, cell: str, read: str | None) -> None:
    content = read_table(text_file(f"Licensor,Licensee,Mark,{header}\nAlba,Boreal,Corona,{cell}\n"))
    (statement,) = content.data.statements
    assert statement.sublicensing == read


def test_a_right_to_sublicense_that_is_not_understood(text_file: WriteText) -> None:
    with pytest.raises(InputError) as refused:
        read_table(text_file("Licensor,Licensee,Mark,Sublicensing\nAlba,Boreal,Corona,only once\n"))
    (problem,) = refused.value.problems
    assert (problem.field, problem.value) == ("D 'Sublicensing'", "only once")
    assert problem.hint == "write yes, no or with consent"


def test_rights_columns_hold_acts_or_exclusivity(text_file: WriteText) -> None:
    content = read_table(
        text_file("Licensor,Licensee,Mark,Rights\nAlba,Boreal,Corona,exclusive\nAlba,Delta,Corona,sell\n")
    )
    assert [(kind, who) for kind, _, who in kinds(content)] == [
        ("exclusivity", "Boreal"),
        ("grant", "Boreal"),
        ("grant", "Delta"),
    ]


def test_licence_as_an_act_is_left_out_with_a_warning(text_file: WriteText) -> None:
    content = read_table(text_file("Licensor,Licensee,Mark,Act\nAlba,Boreal,Corona,license\n"))
    assert content.data.statements[0].acts == ()
    assert any("says nothing of the act" in w.message for w in content.warnings)


def test_unknown_fields_stay_the_users_own(text_file: WriteText) -> None:
    content = read_table(text_file("Licensor,Licensee,Mark,Field\nAlba,Boreal,Corona,smartphnes; tablets\n"))
    (own,) = [entity for entity in content.data.entities if isinstance(entity, m.Term)]
    assert (own.name, own.broader) == ("smartphnes", None)
    (warning,) = [w for w in content.warnings if w.value == "smartphnes"]
    assert "smartphones" in (warning.hint or "")
    assert len(content.data.statements[0].fields) == 2


@pytest.mark.parametrize("fields", [("looms", "Looms"), ("Looms", "looms")])
def test_a_term_of_ones_own_has_one_spelling_whatever_the_order_of_rows(
    text_file: WriteText, fields: tuple[str, str]
) -> None:
    rows = "".join(f"Alba,{who},Corona,{field}\n" for who, field in zip(("Boreal", "Delta"), fields, strict=True))
    content = read_table(text_file(f"Licensor,Licensee,Mark,Field\n{rows}"))
    assert [entity.name for entity in content.data.entities if isinstance(entity, m.Term)] == ["Looms"]


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("headphones and earphones", ["headphones"]),
        ("tablets & laptops", ["laptop", "tablet"]),
        ("phones, tablets", ["mobile-phone", "tablet"]),
    ],
)
def test_lists_of_fields(text_file: WriteText, cell: str, codes: list[str]) -> None:
    content = read_table(text_file(f'Licensor,Licensee,Mark,Field\nAlba,Boreal,Corona,"{cell}"\n'))
    assert [iri.rsplit("/", 1)[-1] for iri in content.data.statements[0].fields] == codes


def test_excluded_territory_is_taken_out(text_file: WriteText) -> None:
    content = read_table(
        text_file("Licensor,Licensee,Mark,Territory,Excluded territory\nAlba,Boreal,Corona,World,Japan; South Korea\n")
    )
    (rule,) = content.data.statements[0].territory
    assert (rule.includes, rule.excludes) == (("001",), ("JP", "KR"))
    with pytest.raises(InputError, match="taken out of none"):
        read_table(text_file("Licensor,Licensee,Mark,Territory,Excluded territory\nAlba,Boreal,Corona,,Japan\n"))


def test_subjects_of_several_kinds(text_file: WriteText) -> None:
    content = read_table(
        text_file(
            "Licensor,Licensee,Subject\nAlba,Boreal,Corona; product: Phone X; right: Patent 12\nAlba,Delta,AT&T\n"
        )
    )
    assert {type(e).__name__ for e in content.data.entities} == {"Organization", "Brand", "Model", "Right"}


def test_names_that_name_nobody(text_file: WriteText) -> None:
    with pytest.raises(InputError, match="names nobody"):
        read_table(text_file(f"{HEADER}\nAlba,Boreal; TBD,Corona,Japan,2024,,no\n"))
    with pytest.raises(InputError, match="grants to itself"):
        read_table(text_file(f"{HEADER}\nAlba,ALBA,Corona,Japan,2024,,no\n"))


# --- identity and account ------------------------------------------------------------------------------------


_PARTIES = st.sampled_from(["Alba", "Boreal", "Corona", "Delta"])
_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["Alba", "alba"]),
        st.sampled_from(["Boreal", "Delta", "BOREAL", "小米"]),
        st.sampled_from(["Corona", "AT&T"]),
        st.sampled_from(["Japan", "World except Japan", "JP"]),
        st.sampled_from(["2022", "2023-05-01", ""]),
        st.sampled_from(["", "perpetual", "2024"]),
        st.sampled_from(["yes", "no", "sole"]),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(rows=_ROWS, seed=st.integers(0, 1000))
def test_the_order_of_rows_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], seed: int
) -> None:
    directory = tmp_path_factory.mktemp("orders")
    shuffled = random.Random(seed).sample(rows, len(rows))
    contents = []
    for order in (rows, shuffled):
        path = directory / "deals.csv"
        path.write_text("\n".join([HEADER, *map(",".join, order)]) + "\n", encoding="utf-8")
        contents.append(read_table(path))
    assert triples(contents[0]) == triples(contents[1])


def test_two_sources_that_differ_speak_of_one_deal(text_file: WriteText) -> None:
    content = read_table(
        text_file(
            "Licensor,Licensee,Product,Territory,End,Exclusive,Source,Source date\n"
            "Apple,AT&T,iPhone,US,2012,yes,Magazine,2010-05-10\n"
            "Apple,AT&T,iPhone,US,2010,yes,Blog,2009-04-01\n"
        )
    )
    assert len(commitments(content)) == 2
    assert len(content.data.statements) == 4
    assert {s.title for s in content.data.sources} == {"Magazine", "Blog"}


def test_renewals_in_one_source_are_two_deals(text_file: WriteText) -> None:
    rows = "Alba,Boreal,Corona,Japan,2018,2020,no\nAlba,Boreal,Corona,Japan,2021,2023,no\n"
    content = read_table(text_file(f"{HEADER}\n{rows}"))
    assert len({c.iri for c in commitments(content)}) == 2


def test_a_row_twice_is_read_once(text_file: WriteText) -> None:
    content = read_table(text_file(f"{HEADER}\n" + "Alba,Boreal,Corona,Japan,2018,2020,no\n" * 2))
    assert len(commitments(content)) == 1
    assert any("the same as row 2" in w.message for w in content.warnings)


def test_one_number_for_two_deals_is_refused(text_file: WriteText) -> None:
    path = text_file("Deal,Licensor,Licensee,Mark\nD-1,Alba,Boreal,Corona\nD-1,Alba,Delta,Corona\n")
    with pytest.raises(InputError, match="other parties in row 2"):
        read_table(path)


def test_a_deal_number_gives_the_key(text_file: WriteText) -> None:
    one = read_table(text_file("Deal,Licensor,Licensee,Mark,Territory\nD-1,Alba,Boreal,Corona,Japan\n"))
    other = read_table(text_file("Deal,Licensor,Licensee,Mark,Territory\nD-1,Alba,Boreal,Corona,Brazil\n", "other.csv"))
    assert commitments(one) == commitments(other)


def test_dated_and_undated_mentions_of_a_document_are_one_source(text_file: WriteText) -> None:
    rows = "Alba,Boreal,Corona,Report,2023-05-01\nAlba,Delta,Corona,Report,\n"
    content = read_table(text_file(f"Licensor,Licensee,Mark,Source,Source date\n{rows}"))
    assert [(s.title, s.date) for s in content.data.sources] == [("Report", date(2023, 5, 1))]


def test_a_document_of_two_days_is_no_source_of_either_where_no_day_is_named(text_file: WriteText) -> None:
    rows = "Alba,Boreal,Corona,Report,2023-05-01\nAlba,Delta,Corona,Report,2023-06-01\nAlba,Echo,Corona,Report,\n"
    content = read_table(text_file(f"Licensor,Licensee,Mark,Source,Source date\n{rows}"))
    days = sorted(str(source.date) for source in content.data.sources)
    assert days == ["2023-05-01", "2023-06-01", "None"]


def test_a_source_needs_a_day(text_file: WriteText) -> None:
    path = text_file(f"{HEADER}\nAlba,Boreal,Corona,Japan,2024,,no\n")
    assert any("has no date" in w.message for w in read_table(path).warnings)
    content = read_table(path, as_of=date(2024, 2, 28))
    assert not any("has no date" in w.message for w in content.warnings)
    assert (content.data.sources[0].date, content.data.sources[0].as_of) == (date(2024, 2, 28), date(2024, 2, 28))


def test_a_document_without_a_day_is_not_told_to_use_the_day_of_the_table(text_file: WriteText) -> None:
    path = text_file("Licensor,Licensee,Mark,Source\nAlba,Boreal,Corona,Report\nAlba,Delta,Corona,\n")
    hints = {w.value: str(w.hint) for w in read_table(path).warnings if w.message == "has no date"}
    assert "--as-of" in hints["deals.csv"]
    assert "'source date'" in hints["Report"]
    assert "--as-of" not in hints["Report"]
    dated = read_table(path, as_of=date(2024, 2, 28)).warnings
    assert {w.value for w in dated if w.message == "has no date"} == {"Report"}


# --- completeness and bad rows ---------------------------------------------------------------------------------


def test_completeness_is_declared_for_pairs(text_file: WriteText) -> None:
    path = text_file(
        f"{HEADER}\nAlba,Boreal,Corona,Japan,2024,,no\nAlba,Boreal,Lumen,Japan,2024,,no\n"
        "Zeta,Boreal,Zodiac,Japan,2024,,no\n"
    )

    def pairs(*names: str) -> set[tuple[str, str]]:
        content = read_table(path, as_of=date(2024, 2, 28), complete_for=names)
        return {(g.rsplit("/", 1)[-1], s.rsplit("/", 1)[-1]) for s in content.data.sources for g, s in s.complete_for}

    assert pairs("alba") == {("alba", "corona"), ("alba", "lumen")}
    assert pairs("Zeta") == {("zeta", "zodiac")}
    assert pairs("Lumen") == {("alba", "lumen")}
    assert pairs("Corona", "Zodiac") == {("alba", "corona"), ("zeta", "zodiac")}
    assert pairs("Alba: Lumen") == {("alba", "lumen")}
    assert pairs("Alba: Unlisted") == {("alba", "unlisted")}
    with pytest.raises(InputError, match="nearest: Corona"):
        pairs("Corono")
    for name in ("Alba:", "Alba Lumen", "Delta: Lumen", ": Lumen"):
        with pytest.raises(InputError) as refused:
            pairs("Alba", name)
        said = [(p.field, p.value, p.message) for p in refused.value.problems]
        assert said == [("--complete-for", name, "is no licensor or subject of the table")]
    with pytest.raises(InputError, match="as of which day"):
        read_table(path, complete_for=["Alba"])


def test_bad_rows_are_left_out_on_request(text_file: WriteText, tmp_path: Path) -> None:
    rows = "Alba,Boreal,Corona,Japan,2024,,no\nAlba,Delta,Lumen,Narnia,2024,,no\n,Echo,,Japan,2024,,no\n"
    path = text_file(f"{HEADER}\n{rows}")
    with pytest.raises(InputError):
        read_table(path)
    content = read_table(path, skip_bad=True, as_of=date(2024, 2, 28), complete_for=["Alba"])
    assert [reject.row for reject in content.rejects] == [3, 4]
    assert all(not source.complete_for for source in content.data.sources)
    assert any("affected: Lumen; rows 4 may be about any" in w.message for w in content.warnings)
    mended = write_rejects(content, tmp_path / "rejects.csv").read_text(encoding="utf-8-sig")
    mended = mended.replace("Narnia", "Norway").replace("\n,Echo,,", "\nAlba,Echo,Corona,")
    assert len(commitments(read_table(text_file(mended, "rejects.csv")))) == 2


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["Alba,Delta,Lumen,Narnia"], "1 row is left out (row 3); affected: Lumen"),
        (
            ["Alba,Delta,Lumen,Narnia", "Alba,,Corona,Japan"],
            "2 rows are left out (rows 3-4); affected: Corona, Lumen",
        ),
        (["Alba,,,Japan"], "1 row is left out (row 3); affected: no subject that can be read; rows 3 may be about any"),
        ([",Delta"], "1 row is left out (row 3); affected: no subject that can be read; rows 3 may be about any"),
        (
            ["Alba,,Corona,Japan", "Alba,Delta,Corona,Japan", ",Echo,,Japan"],
            "2 rows are left out (rows 3, 5); affected: Corona; rows 5 may be about any",
        ),
    ],
)
@pytest.mark.parametrize("declared", [True, False])
def test_what_is_left_out_is_said_in_one_sentence(
    text_file: WriteText, rows: list[str], message: str, declared: bool
) -> None:
    lines = "\n".join(["Licensor,Licensee,Brand,Territory", "Alba,Boreal,Corona,Japan", *rows])
    complete = ["Alba"] if declared else []
    content = read_table(text_file(lines), skip_bad=True, as_of=date(2024, 2, 28), complete_for=complete)
    (said,) = [w for w in content.warnings if "left out" in w.message]
    assert said.message == message
    assert ("--complete-for is withdrawn" in (said.hint or "")) == declared


def test_refused_rows_are_written_as_they_stood_with_their_problems(workbook: WriteBook, tmp_path: Path) -> None:
    rows = [
        ("Licensor", None, "Licensee", "Brand", "Territory"),
        ("Alba", None, "Boreal", "Corona", "Japan"),
        ("Alba", None, "Delta", "Lumen", "Narnia", None, "seen"),
        ("Alba", "x", None, "Lumen"),
    ]
    content = read_table(workbook({"Deals": rows}), skip_bad=True)
    with write_rejects(content, tmp_path / "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *refused = csv.reader(file)
    assert header == ["Licensor", "", "Licensee", "Brand", "Territory", "", "", "row in the table", "problems"]
    assert [row[:-1] for row in refused] == [
        ["Alba", "", "Delta", "Lumen", "Narnia", "", "seen", "3"],
        ["Alba", "x", "", "Lumen", "", "", "", "4"],
    ]
    assert refused[0][-1].startswith("E 'Territory' 'Narnia': ")
    assert refused[1][-1].startswith("C 'Licensee' '': is empty (write it in each row; row 3 has 'Delta'")


def test_a_file_of_rejects_that_was_mended_is_kept(text_file: WriteText, tmp_path: Path) -> None:
    path = text_file(f"{HEADER}\nAlba,Boreal,Corona,Japan,2024,,no\nAlba,Delta,Lumen,Narnia,2024,,no\n")
    content = read_table(path, skip_bad=True)
    first = write_rejects(content, tmp_path / "rejects.csv")
    assert write_rejects(content, tmp_path / "rejects.csv") == first == tmp_path / "rejects.csv"
    mended = first.read_text(encoding="utf-8-sig").replace("Narnia", "Norway", 1)
    first.write_text(mended, encoding="utf-8")
    assert write_rejects(content, tmp_path / "rejects.csv") == tmp_path / "rejects-2.csv"
    assert write_rejects(content, tmp_path / "rejects.csv") == tmp_path / "rejects-2.csv"
    assert first.read_text(encoding="utf-8") == mended


def test_the_columns_of_rejects_are_no_columns_of_a_deal(text_file: WriteText, tmp_path: Path) -> None:
    path = text_file(f"{HEADER}\nAlba,Boreal,Corona,Japan,2024,,no\nAlba,Delta,Lumen,Narnia,2024,,no\n")
    rejects = write_rejects(read_table(path, skip_bad=True), tmp_path / "rejects.csv")
    rejects.write_text(rejects.read_text(encoding="utf-8-sig").replace("Narnia", "Norway", 1), encoding="utf-8")
    content = read_table(rejects, as_of=date(2024, 2, 28))
    assert content.warnings == ()
    assert len(commitments(content)) == 1
    other = text_file("Licensor,Licensee,Mark,problems\nAlba,Boreal,Corona,late\n")
    assert any("not read" in w.message for w in read_table(other).warnings)


def test_only_bad_rows_are_an_error_even_then(text_file: WriteText) -> None:
    with pytest.raises(InputError, match="Narnia"):
        read_table(text_file(f"{HEADER}\nAlba,Delta,Lumen,Narnia,2024,,no\n"), skip_bad=True)


# --- names -----------------------------------------------------------------------------------------------------


def test_near_names_are_said_and_stay_apart(text_file: WriteText) -> None:
    path = text_file(
        f"{HEADER}\nLeica Camera AG,Xiaomi,Leica,Japan,2024,,no\nLeica Camera,Xiaomi,Leica,Brazil,2024,,no\n"
    )
    content = read_table(path)
    assert sum(isinstance(e, m.Organization) for e in content.data.entities) == 3
    assert any("the same but for the legal form" in w.message for w in content.warnings)
    names = NamesFile.of(organizations={"Leica Camera AG": "Leica Camera"})
    joined = read_table(path, names=names)
    assert sum(isinstance(e, m.Organization) for e in joined.data.entities) == 2
    (described,) = [d for d in joined.data.descriptions if d.name == "Leica Camera"]
    assert described.aliases == ("Leica Camera AG",)


def test_spellings_that_were_replaced_are_kept_as_aliases(text_file: WriteText) -> None:
    names = NamesFile.of(organizations={"Alba": "Zeta", "Yankee": "Boreal", "delta": "Delta"})
    content = read_table(text_file(f"{HEADER}\nAlba,Yankee; delta,Corona,Japan,2024,,no\n"), names=names)
    aliases = {described.name: described.aliases for described in content.data.descriptions}
    assert aliases == {"Zeta": ("Alba",), "Boreal": ("Yankee",), "Delta": (), "Corona": ()}


def test_difficult_names_get_nodes_of_their_own(text_file: WriteText) -> None:
    names = ["AT&T", "C++ Ltd", "小米", "Ørsted", "vivo", "Ricoh", "Ricoh Imaging", "Vivo"]
    rows = "".join(f"Alba,{name},Corona,Japan,2024,,no\n" for name in names)
    content = read_table(text_file(f"{HEADER}\n{rows}"))
    organizations = [e for e in content.data.entities if isinstance(e, m.Organization)]
    assert len(organizations) == len(names) + 1 - 1  # Alba is one more, vivo and Vivo are one
    assert len({e.iri for e in organizations}) == len(organizations)


# --- in a store ------------------------------------------------------------------------------------------------


def test_a_table_in_a_store(text_file: WriteText) -> None:
    path = text_file(
        "Licensor,Licensee,Mark,Field,Act,Territory,Start,End,Exclusivity\n"
        "Alba,Boreal,Corona,smartphones,brand on product,World except Japan,2022-01-01,2030-12-31,sole and exclusive\n"
        "Alba,Delta,Corona,tablets,brand on product,Japan,2022-01-01,2030-12-31,no\n"
    )
    graph = PartnerGraph()
    built = graph.build(path, as_of=date(2024, 2, 28))
    assert (built.sources, built.statements) == (("deals",), 3)
    assert not graph.validate().count("Violation")
    market = {"subject": "brand:Corona", "field": "smartphone", "on": "2023-05-01", "parties": "Boreal, Delta"}
    answers = {row["party"]: row["answer"] for row in graph.query("who-may", market="BR", **market)}
    assert answers["Boreal"] == "yes"
    assert answers["others"] == "no"


def test_building_again_replaces_and_removing_leaves_nothing(text_file: WriteText) -> None:
    graph = PartnerGraph()
    text = f"{HEADER}\nAlba,Boreal,Corona,Japan,2024,,yes\nAlba,Delta,Corona,Brazil,2024,,no\n"
    graph.build(text_file(text))
    first = graph.info().counts
    graph.build(text_file(text))
    assert graph.info().counts == first
    graph.remove("deals.csv")
    assert graph.info().counts["stated triples"] == 0


def test_names_that_look_like_names_in_the_store(text_file: WriteText) -> None:
    graph = PartnerGraph()
    graph.build(text_file(f"{HEADER}\nLeica Camera,Xiaomi,Leica,Japan,2024,,no\n", "first.csv"))
    built = graph.build(text_file(f"{HEADER}\nLeica Camera AG,Xiaomi,Leica,Brazil,2024,,no\n", "second.csv"))
    assert [(w.value, "in the store" in w.message) for w in built.warnings if w.field == "company"] == [
        ("Leica Camera AG", True)
    ]


# --- what is the same from one version to the next ---------------------------------------------------------------


def test_addresses_are_those_of_the_version_before(text_file: WriteText) -> None:
    content = read_table(
        text_file(
            "Deal,Licensor,Licensee,Brand,Territory,Start,Exclusive,Quote\n"
            ",Alba Optical Works of Upper Saxony,Boreal,Corona,Japan,2024,yes,sole right in Japan\n"
            "D-1,Alba,Boreal,Corona,Japan,2024,,\n"
            "D-1,Alba,Boreal,Corona,France,2024,,\n"
        )
    )
    assert [each.iri.rpartition("/")[2] for each in (*commitments(content), *content.data.evidence)] == [
        "alba-optical-works-of-up-boreal-4ecec51af8e552e9",
        "alba-optical-works-of-up-boreal-4ecec51af8e552e9-exclusivity",
        "d_1-489f6875",
        "d_1-5ea02eba",
        "deals-238315ff78ad",
    ]


# --- what the reading is said to be --------------------------------------------------------------------------------


def test_what_was_read_in_words(text_file: WriteText) -> None:
    header = "Licensor,Licensee,Brand,Field,Territory,Start,Term,Exclusive,Status,Colour,Remarks,Source date\n"
    path = text_file(
        header
        + "Alba,Boreal,Corona; product: P9,smartphones; looms,World except Japan,01/02/2024,three years,sole,planned,red,keep,2024-01-05\n"
        + header
        + "Total,,,,,,,,,,,\n,Boreal,Corona,,,,,,,,,\n"
    )
    reading = read_table(path, skip_bad=True, dates="dmy").reading
    assert reading.as_text().removeprefix(f"{reading.place}: ") == dedent(
        """\
        utf-8 text separated by commas; header in row 1; 1 deal, 1 row refused

        A   'Licensor'                   licensor
        B   'Licensee'                   licensee
        C   'Brand'                      subject
        D   'Field'                      field
        E   'Territory'                  territory
        F   'Start'                      start (day first, as declared)
        G   'Term'                       term
        H   'Exclusive'                  exclusivity
        I   'Status'                     status
        J   'Colour'                     not read
        K   'Remarks'                    note
        L   'Source date'                source date (day first, as declared)

        passed over, the header again: row 3
        passed over, a total: row 4

        row 2
          licensor     Alba
          licensee     Boreal
          subject      brand Corona; model P9
          field        smartphones; looms (own term)
          territory    World except Japan
          period       since 1 February 2024, for 3 years (to 31 January 2027)
          commitments  grant, exclusivity
          strength     sole
          status       planned
          source       this file, 2024-01-05
          note         keep"""
    )


def test_what_was_read_of_several_sheets_and_deals_in_words(workbook: WriteBook) -> None:
    deals = [("Alba", f"Licensee {n}", "Corona", "both" if n == 2 else None, "first offer" if n == 2 else None,
              "ongoing" if n == 3 else None) for n in range(2, 8)]  # fmt: skip
    header = ("Name", "Name", "Mark", "Exclusivity binds", "Option", "End")
    rows = [("Licensor", "Licensee", None, None, None, None), header, *deals]
    path = workbook({"Notes": [("Read me",)], "Deals": rows})
    reading = read_table(path, mapping={"Mark": "subject"}).reading
    first, *rest = reading.as_text().splitlines()
    assert first == f"{path} [Deals]: workbook; header in row 1 and 2; 6 deals, 0 rows refused"
    assert rest[:3] == [
        "sheet 'Notes' is not read: has no header of a deal table",
        "",
        "A   'Licensor Name'              licensor",
    ]
    assert "C   'Mark'                       subject" in rest
    assert [line for line in rest if line.startswith("row ")] == [f"row {number}" for number in range(3, 8)]
    assert "  commitments  grant, option" in rest
    assert "  present      holds when this is written" in rest


def test_both_sides_of_an_exclusivity_in_words(text_file: WriteText) -> None:
    path = text_file("Licensor,Licensee,Mark,Exclusivity,Direction\nAlba,Boreal,Corona,yes,both\n")
    assert "  commitments  grant, exclusivity, exclusivity of the user\n" in read_table(path).reading.as_text()


def test_rows_of_a_sheet_and_the_deals_in_them(text_file: WriteText) -> None:
    rows = ["Alba,Delta,Corona,2024", "Alba,Boreal,Corona,2025"]
    path = text_file("\n".join(["Overview,,,", "Licensor,Licensee,Brand,Start", *rows, "Total,2,,"]))
    found = read_deals(path)
    assert (found.file, found.worksheet, found.header_row) == (str(path), None, 2)
    assert [number for number, _ in found.rows] == [1, 2, 3, 4, 5]
    assert [(deal.row, deal.licensees) for deal in found.deals] == [(3, ("Delta",)), (4, ("Boreal",))]
    assert found.warnings == ()


def test_the_source_of_a_worksheet_is_named_by_file_and_sheet(workbook: WriteBook) -> None:
    rows = [("Licensor", "Licensee", "Brand", "Territory"), ("Alba", "Boreal", "Corona", "Japan")]
    sources = [read_table(workbook({"List 2023": rows}, name=name)).data.sources for name in ("a.xlsx", "b.xlsx")]
    assert [source.iri.rpartition("/")[2] for (source,) in sources] == ["a-list-2023", "b-list-2023"]
    assert [source.title for (source,) in sources] == ["a.xlsx, sheet List 2023", "b.xlsx, sheet List 2023"]


def test_progress_is_told_every_thousand_rows(text_file: WriteText) -> None:
    told: list[tuple[str, int]] = []
    path = text_file(f"{HEADER}\nAlba,Boreal,Corona,Japan,2024,,\n" + ",,,,,,\n" * 2_500)
    read_table(path, progress=lambda what, count: told.append((what, count)))
    assert told == [("rows read", 1_000), ("rows read", 2_000)]
