"""Who, clear, conflicts, available, expiring and gaps on the command line, on the shipped examples."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook, load_workbook

from partnergraph.cli import main
from partnergraph.graph import PartnerGraph, example

ID = "https://w3id.org/partnergraph/id/"
WHO = ("who", "--subject", "Leica", "--field", "smartphone", "--act", "brand-on-product")
PARTIES = ("--party", "Xiaomi", "--party", "Sharp", "--party", "Samsung")
DEAL = ("--grantor", "Leica", "--grantee", "Samsung", "--subject", "Leica", "--field", "smartphone")
DAYS = ("2021-06-01", "2022-03-15", "2022-07-31", "2023-05-01", "2024-02-28", "2024-02-29", "2030-01-01")


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("seed") / "store"
    PartnerGraph.open(path).build(example("xiaomi-leica.yaml"))
    return str(path)


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("press") / "store"
    PartnerGraph.open(path).build(example("xiaomi-leica.yaml"), example("press-facts.yaml"))
    return str(path)


def run(store: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--store", store])


def answers(store: str, *arguments: str) -> dict[str, str]:
    result = run(store, *arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    return {one["party"].rsplit("/", 1)[-1]: one["answer"] for one in json.loads(result.stdout)["answers"]}


# --- who -----------------------------------------------------------------------------------------


def test_who_may_in_brazil_and_in_japan(seed: str) -> None:
    expected = {"xiaomi": "yes", "sharp": "no", "samsung": "no", "others": "no"}
    assert answers(seed, *WHO, *PARTIES, "--country", "BR", "--on", "2023-05-01") == expected
    for day in DAYS:
        assert set(answers(seed, *WHO, *PARTIES, "--country", "Japan", "--on", day).values()) == {"unknown"}


@pytest.mark.parametrize(
    ("switches", "expected"),
    [
        ((), "unknown unknown yes yes yes unknown unknown"),
        (("--strict",), "unknown unknown unknown unknown yes unknown unknown"),
        (("--reading", "continues"), "unknown unknown yes yes yes yes yes"),
    ],
)
def test_readings_are_switched(seed: str, switches: tuple[str, ...], expected: str) -> None:
    found = [
        answers(seed, *WHO, "--party", "Xiaomi", "--country", "BR", "--on", day, *switches)["xiaomi"] for day in DAYS
    ]
    assert found == expected.split()


def test_an_unknown_says_what_is_known(seed: str) -> None:
    result = run(seed, *WHO, "--party", "Samsung", "--country", "BR", "--on", "2030-01-01")
    assert max(map(len, result.stdout.splitlines())) <= 80
    told = " ".join(result.stdout.split())
    assert "unknown: no or unknown, never yes; last known: no on 2024-02-28" in told
    assert "in force on 2030-01-01? (decides alone)" in told
    assert '"only Xiaomi phones will sport Leica branding on phones globally"' in told


def test_the_json_of_who(seed: str) -> None:
    asked = run(seed, *WHO, "--party", "Samsung", "--country", "BR", "--on", "2023-05-01", "--format", "json")
    found = json.loads(asked.stdout)
    samsung = found["answers"][0]
    assert set(samsung) == {
        "acts", "acts_names", "party", "party_name", "answer", "could_be", "in_part", "last_known", "decided_by", "conflict_of",
        "reasons", "note",
    }  # fmt: skip
    assert samsung["party"] == f"{ID}organization/samsung"
    (reason,) = samsung["reasons"]
    assert set(reason) == {"commitment", "commitment_name", "why", "countries", "from", "until", "title", "evidence"}
    assert samsung["reasons"][0]["countries"] == "World except Japan"
    assert set(samsung["reasons"][0]["evidence"][0]) == {"source", "quote", "date"}
    assert found["readings_used"] == ["coextensive", "ends-with", "first-release"]


def test_without_an_act_every_recorded_act_is_asked(seed: str) -> None:
    found = run(seed, *WHO[:5], "--party", "Xiaomi", "--country", "BR", "--on", "2023-05-01", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(found.stdout)))
    assert [(row["act"], row["party"], row["answer"]) for row in rows] == [
        ("put the mark on products", "Xiaomi", "yes"),
        ("put the mark on products", "others", "no"),
    ]


def test_an_imprecise_date_means_all_of_it(seed: str) -> None:
    assert answers(seed, *WHO, "--party", "Samsung", "--country", "BR", "--on", "2023")["samsung"] == "no"
    assert answers(seed, *WHO, "--party", "Samsung", "--country", "BR", "--on", "2024-02")["samsung"] == "unknown"


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--subject", "Lecia", "no mark, product or right is called 'Lecia'\n    nearest: Leica"),
        ("--field", "smartphnoe", "no field is called 'smartphnoe'\n    nearest: smartphone"),
        ("--act", "brand-on-prodct", "no act is called 'brand-on-prodct'"),
        ("--country", "Brazill", "Brazil"),
        ("--country", "EU", "is a group of countries"),
        ("--on", "soon", "'soon'"),
        ("--party", "Samsunk", "no organization or person is called 'Samsunk'\n    nearest: Samsung"),
        ("--party", "others", "no organization is called 'others'"),
        ("--reading", "contines", "no reading is called 'contines'\n    nearest: continues"),
    ],
)
def test_a_name_that_is_not_known_is_an_error(seed: str, option: str, value: str, message: str) -> None:
    given = {"--subject": "Leica", "--field": "smartphone", "--country": "BR", "--on": "2023-05-01", option: value}
    result = run(seed, "who", *(part for pair in given.items() for part in pair))
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_a_newcomer_may_be_asked_about(seed: str) -> None:
    asked = run(seed, *WHO, "--party", "Example Newcomer", "--country", "BR", "--on", "2023-05-01")
    assert "Example Newcomer  no" in asked.stdout
    asked = run(seed, *WHO, "--party", "organization:Samsunk", "--country", "BR", "--on", "2023-05-01")
    assert "Samsunk  no" in asked.stdout


NEW = "no organization called {!r} is recorded"


@pytest.mark.parametrize("name", ["小米", "Example Newcomer", "organization:Samsunk"])
def test_a_name_that_is_not_recorded_is_said_to_be_so(seed: str, name: str) -> None:
    asked = ("who", *WHO[1:], "--party", name, "--party", "Xiaomi", "--country", "JP", "--on", "2023-05-01")
    called = name.removeprefix("organization:")
    told = " ".join(run(seed, *asked).stdout.split())
    assert f"{NEW.format(called)}; the answer is that of a newcomer" in told
    assert f"Has anybody allowed {called} to use" in told
    assert "'Xiaomi' is recorded" not in told
    found = json.loads(run(seed, *asked, "--format", "json").stdout)
    assert found["not_recorded"] == [called]
    assert [note.split(";")[0] for note in found["notes"]] == [NEW.format(called)]
    listed = run(seed, *asked, "--format", "csv")
    assert NEW.format(called) in listed.stderr
    assert {row["party"] for row in csv.DictReader(io.StringIO(listed.stdout))} == {called, "Xiaomi", "others"}


def test_the_parties_of_a_deal_that_are_not_recorded(seed: str) -> None:
    deal = ("--subject", "Leica", "--field", "smartphone", "--territory", "Brazil", "--from", "2023", "--until", "2023")
    told = run(seed, "clear", "--grantor", "索尼", "--grantee", "小米", *deal).stdout
    verdict, said = " ".join(told.split()).split(" no organization", 1)
    said = f"no organization{said}"
    assert verdict == "may collide; title not recorded: no source says that the grantor holds all of it"
    assert said.startswith(f"{NEW.format('索尼')}: nothing is known of what it holds or has promised")
    assert f"{NEW.format('小米')}; the answer is that of a newcomer" in said
    assert "whether Leica stands above 索尼: no link is recorded" in said
    found = json.loads(run(seed, "clear", *DEAL[:2], "--grantee", "小米", *deal, "--format", "json").stdout)
    assert (found["verdict"], found["not_recorded"], len(found["notes"])) == ("collides", ["小米"], 1)
    known = json.loads(run(seed, "clear", *DEAL, "--from", "2023", "--format", "json").stdout)
    assert (known["not_recorded"], known["notes"]) == ([], [])


def test_the_rows_of_a_sheet_name_who_is_not_recorded(
    seed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    row = ["小米", *PROPOSALS[0][2:]]
    sheet(tmp_path / "deals.csv", [HEADER, ["Leica", *row], ["索尼", "Samsung", *row[1:]], PROPOSALS[0]])
    told = " ".join(run(seed, "clear", "deals.csv").stdout.split())
    assert told.count("is recorded") == 2
    with (tmp_path / "deals-checked.csv").open(encoding="utf-8-sig", newline="") as file:
        first, second, third = csv.DictReader(file)
    assert first["why"].startswith(NEW.format("小米"))
    assert second["why"].startswith(NEW.format("索尼"))
    assert third["why"].startswith("Collides")
    found = json.loads(run(seed, "clear", "deals.csv", "--format", "json").stdout)
    assert [row["not_recorded"] for row in found] == [["小米"], ["索尼"], []]


def test_a_subject_without_commitments_says_nothing_recorded(press: str) -> None:
    result = run(press, "who", "--subject", "Leitz", "--field", "smartphone", "--country", "JP", "--on", "2022-01-01")
    assert "nothing recorded" in result.stdout
    result = run(press, "clear", *DEAL[:4], "--subject", "Leitz", "--from", "2024")
    assert result.stdout.startswith("nothing recorded")


# --- clear ---------------------------------------------------------------------------------------


def test_a_deal_that_collides(seed: str) -> None:
    result = run(seed, "clear", *DEAL, "--territory", "EU + UK", "--from", "2024-01", "--until", "2026")
    assert result.exit_code == 0
    said = " ".join(result.stdout.split())
    assert said.startswith(
        "collides; title not recorded: no source says that the grantor holds all of it - Collides (certain)"
    )
    assert "your deal in EU + UK lies inside it from 2024-01-01 to 2024-02-28. Source: " in said


def test_the_json_of_clear(seed: str) -> None:
    asked = run(seed, "clear", *DEAL, "--territory", "EU + UK", "--from", "2024-01", "--format", "json")
    found = json.loads(asked.stdout)
    (collision,) = found["collisions"]
    assert found["verdict"] == "collides"
    assert collision["kind"] == "grant into exclusivity"
    assert collision["with"] == f"{ID}commitment/leica-xiaomi-exclusivity"
    assert (collision["countries"], collision["period"]) == ("EU27 + UK", "2024-01-01/2024-02-28")
    assert {"certainty", "field", "mark", "depends_on", "evidence"} <= set(collision)


def test_check_fails_unless_clear(seed: str, tmp_path: Path) -> None:
    japan = ("clear", *DEAL, "--territory", "Japan", "--from", "2024-01", "--check")
    assert run(seed, *japan).exit_code == 1  # nothing recorded is not clear
    book = tmp_path / "book.yaml"
    book.write_text(
        "dealbook: 1\nsources: {s: {title: S, date: 2024-01-31, as_of: 2024-01-31,"
        " complete_for: [{grantor: a, subject: x}]}}\n"
        "organizations: {a: A, b: B, c: C}\nbrands: {x: X}\n"
        "commitments:\n  g: {label: G, kind: exclusivity, bound: a, beneficiaries: b, subject: x, field: smartphone,"
        " strength: exclusive, territory: Japan, period: 2020-01-01/2030-12-31}\n",
        encoding="utf-8",
    )
    store = tmp_path / "store"
    PartnerGraph.open(store).build(book)
    deal = ("clear", "--grantor", "A", "--grantee", "C", "--subject", "X", "--field", "smartphone", "--from", "2024")
    listed = run(str(store), *deal, "--territory", "Brazil", "--check")
    assert (listed.exit_code, " ".join(listed.stdout.split()).split(":")[0]) == (
        1, "nothing recorded stands against it as of 2024-01-31; title not recorded"
    )  # fmt: skip
    owner = tmp_path / "owner.yaml"
    owner.write_text(
        "dealbook: 1\nsources: {r: {title: R, date: 2024-01-31}}\norganizations: {a: A}\nbrands: {x: X}\n"
        "ownerships: {o: {owner: a, owned: x, period: 2000-01-01/..}}\n",
        encoding="utf-8",
    )
    PartnerGraph.open(store).build(owner)
    free = run(str(store), *deal, "--territory", "Brazil", "--check")
    assert (free.exit_code, free.stdout.split(":")[0]) == (0, "clear")
    taken = run(str(store), *deal, "--territory", "World", "--check")
    assert (taken.exit_code, taken.stdout.splitlines()[0]) == (1, "collides")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("clear", "--subject", "Leica"), "needs a value for 'grantor', 'grantee'"),
        (("clear", *DEAL, "--from", "2024", "--territory", "rest of world"), "World except Japan"),
        (("clear", *DEAL, "--from", "2026", "--until", "2024"), "ends before it begins"),
        (("clear", "deals.csv", "--from", "2024"), "either a FILE or"),
        (
            ("available", "--subject", "Leica", "--field", "smartphone", "--until", "2024"),
            "give either on, or from and until",
        ),
        (("expiring", "--within", "soon"), "write it as 180d"),
    ],
)
def test_what_does_not_fit_together_is_refused(seed: str, arguments: tuple[str, ...], message: str) -> None:
    result = run(seed, *arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())


# --- a sheet -------------------------------------------------------------------------------------

HEADER = ["licensor", "licensee", "subject", "field", "territory", "start", "end", "exclusive"]
PROPOSALS = [
    ["Leica", "Samsung", "Leica", "smartphones", "EU + UK", "2023-01-01", "2023-12-31", "no"],
    ["Leica", "Realme", "Leitz", "smartphones", "Brazil", "2024-01-01", "2024-12-31", "yes"],
]


def sheet(path: Path, rows: list[list[str]]) -> Path:
    path.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    return path


def test_a_sheet_is_written_back_with_verdicts(seed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    sheet(tmp_path / "deals.csv", [HEADER, *PROPOSALS])
    result = run(seed, "clear", "deals.csv", "--check")
    assert result.exit_code == 1
    rows = list(csv.reader(io.StringIO((tmp_path / "deals-checked.csv").read_text(encoding="utf-8-sig"))))
    assert rows[0] == [*HEADER, "verdict", "collides with", "why"]
    assert rows[1][:9] == [*PROPOSALS[0], "collides"]
    assert rows[1][9] == "Leica only on Xiaomi phones, except in Japan"
    assert rows[2][8] == "nothing recorded"


def test_a_workbook_keeps_its_look(seed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    book = Workbook()
    for row in [["Proposals of the spring"], HEADER, *PROPOSALS]:
        book.active.append(row)
    book.active.column_dimensions["A"].width = 33
    book.save(tmp_path / "deals.xlsx")
    result = run(seed, "clear", "deals.xlsx", "--format", "json")
    assert [row["verdict"] for row in json.loads(result.stdout)] == ["collides", "nothing recorded"]
    table = load_workbook(tmp_path / "deals-checked.xlsx").active
    assert [table.cell(2, 9).value, table.cell(3, 9).value, table.cell(4, 9).value] == [
        "verdict", "collides", "nothing recorded"
    ]  # fmt: skip
    assert table.column_dimensions["A"].width == 33


def test_a_checked_sheet_has_no_formula(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    book = (
        "dealbook: 1\nsources: {s: {title: S, date: 2024-01-31}}\norganizations: {a: A, b: B}\nbrands: {x: X}\n"
        "commitments:\n  g: {label: '=1+1', kind: exclusivity, bound: a, beneficiaries: b, subject: x,"
        " field: smartphone, strength: exclusive, territory: Japan, period: 2020-01-01/2030-12-31}\n"
    )
    (tmp_path / "book.yaml").write_text(book, encoding="utf-8")
    PartnerGraph.open(tmp_path / "store").build(tmp_path / "book.yaml")
    row = ["A", "@C", "X", "smartphones", "Japan", "2024-01-01", "2024-12-31", "no"]
    sheet(tmp_path / "deals.csv", [HEADER, row])
    assert run("store", "clear", "deals.csv").exit_code == 0
    with (tmp_path / "deals-checked.csv").open(encoding="utf-8-sig", newline="") as file:
        (checked,) = csv.DictReader(file)
    assert (checked["licensee"], checked["collides with"]) == ("'@C", "'=1+1")
    workbook = Workbook()
    for cells in [HEADER, row]:
        workbook.active.append(cells)
    workbook.save(tmp_path / "deals.xlsx")
    assert run("store", "clear", "deals.xlsx").exit_code == 0
    cell = load_workbook(tmp_path / "deals-checked.xlsx").active.cell(2, 10)
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_rows_that_are_no_proposals_are_all_named(seed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    bad = [["Leica", "Samsung", "Lecia", *PROPOSALS[0][3:]], [*PROPOSALS[0][:5], "", "", "no"]]
    sheet(tmp_path / "deals.csv", [HEADER, *bad])
    result = run(seed, "clear", "deals.csv")
    assert result.exit_code == 2
    assert "deals.csv:2" in result.stderr
    assert "nearest: Leica" in result.stderr
    assert "has no first day" in result.stderr
    assert not (tmp_path / "deals-checked.csv").exists()


# --- the others ----------------------------------------------------------------------------------


def collisions_book(tmp_path: Path) -> str:
    book = tmp_path / "book.yaml"
    deal = "bound: a, subject: x, field: smartphone, strength: exclusive, territory"
    book.write_text(
        "dealbook: 1\nsources: {s: {title: S, date: 2024-01-31}}\n"
        "organizations: {a: A, b: B, c: C}\nbrands: {x: X}\ncommitments:\n"
        f"  one: {{label: One, kind: exclusivity, beneficiaries: b, {deal}: EU, period: 2020-01-01/2022-12-31}}\n"
        f"  two: {{label: Two, kind: exclusivity, beneficiaries: c, {deal}: DACH, period: 2022-12-31/2024-06-30}}\n"
        f"  three: {{label: Three, kind: exclusivity, beneficiaries: b, {deal}: DACH, period: 2024-08-01/2025}}\n",
        encoding="utf-8",
    )
    store = tmp_path / "store"
    PartnerGraph.open(store).build(book)
    return str(store)


def test_conflicts_expiring_and_gaps(tmp_path: Path) -> None:
    store = collisions_book(tmp_path)
    result = run(store, "conflicts", "--format", "json", "--certain")
    (conflict,) = json.loads(result.stdout)["conflicts"]
    assert (conflict["kind"], conflict["countries"], conflict["edge_day"]) == (
        "double exclusivity", "Austria and Germany", True
    )  # fmt: skip
    assert "1 certain, 0 possible" in run(store, "conflicts", "--subject", "X").stdout
    soon = run(store, "expiring", "--on", "2024-05-01", "--within", "90d").stdout
    assert " ".join(soon.split()).startswith(
        "2024-06-30: A promised C the mark X on smartphones exclusively in DACH; it ends by 2024-06-30."
    )
    gap = " ".join(run(store, "gaps").stdout.split())
    assert "X, DACH: no exclusive partner from 2024-07-01 to 2024-07-31, between 'Two' and 'Three'" in gap


def test_available_row_by_row(seed: str) -> None:
    asked = ("available", "--subject", "Leica", "--field", "smartphone")
    result = run(seed, *asked, "--on", "2024-02-28", "--format", "csv")
    rows = [(row["countries"], row["status"]) for row in csv.DictReader(io.StringIO(result.stdout))]
    assert rows == [("Japan", "nothing recorded"), ("World except Japan", "blocked")]
    over_time = run(seed, *asked, "--from", "2024-02-01", "--until", "2024-03-31").stdout
    assert "World except Japan, 2024-02-29 to 2024-03-31: may be blocked" in over_time


def test_a_start_without_an_end_has_none(tmp_path: Path) -> None:
    book = tmp_path / "book.yaml"
    deal = "kind: exclusivity, bound: a, beneficiaries: b, subject: x, field: smartphone, strength: exclusive"
    book.write_text(
        "dealbook: 1\nsources: {s: {title: S, date: 2024-01-31}}\n"
        "organizations: {a: A, b: B}\nbrands: {x: X}\ncommitments:\n"
        f"  g: {{label: G, {deal}, territory: Japan, period: 2020-01-01/2040-12-31}}\n",
        encoding="utf-8",
    )
    PartnerGraph.open(tmp_path / "store").build(book)
    asked = ("available", "--subject", "X", "--field", "smartphone", "--from", "2024-05")
    told = " ".join(run(str(tmp_path / "store"), *asked).stdout.split())
    assert "Japan, 2024-05-01 to 2040-12-31: blocked by 'G'" in told
    assert "Japan, 2041-01-01 on: nothing recorded" in told
    found = json.loads(run(str(tmp_path / "store"), *asked, "--format", "json").stdout)["available"]
    assert {row["until"] for row in found} == {"2040-12-31", None}
    proposal = ("--grantor", "A", "--grantee", "Zeiss", "--subject", "X", "--from", "2041", "--territory", "Japan")
    assert "nothing recorded" in run(str(tmp_path / "store"), "clear", *proposal).stdout
    for wrong in (("--until", "2024"), ("--on", "2024", "--from", "2024")):
        assert run(str(tmp_path / "store"), *asked[:-2], *wrong).exit_code == 2


def test_an_empty_store_has_nothing(tmp_path: Path) -> None:
    book = tmp_path / "book.yaml"
    book.write_text("dealbook: 1\nsources: {s: {title: S}}\norganizations: {a: A}\n", encoding="utf-8")
    store = tmp_path / "store"
    PartnerGraph.open(store).build(book)
    assert run(str(store), "conflicts").stdout == "no collision is recorded\n"
    assert run(str(store), "expiring", "--on", "2024-01-01").stdout == "nothing is known to end in this time\n"
    assert "no hole and no overlap" in run(str(store), "gaps").stdout


@pytest.mark.parametrize("form", ["json", "csv", "markdown"])
@pytest.mark.parametrize("command", ["conflicts", "expiring", "gaps"])
def test_every_form_is_printed(press: str, command: str, form: str) -> None:
    on = ("--on", "2009-01-01", "--within", "3650d") if command == "expiring" else ()
    result = run(press, command, *on, "--format", form)
    assert result.exit_code == 0
    if form == "json":
        parsed: Any = json.loads(result.stdout)
        assert list(parsed)[-1] in ("conflicts", "expiring", "gaps")


# --- title ---------------------------------------------------------------------------------------

FILM = "deal,licensor,licensee,product,field,channel,territory,start,end,exclusivity\n"
LICENSED = "M1,Owner,Archipel,Movie,any field,svod,World except Japan,2021-01-01,2035-01-31,exclusive\n"
BEYOND = "S1,Archipel,Buyer,Movie,any field,svod,Germany + Japan,2021-06-01,2030-12-31,no\n"
GRANTS = ("clear", "--grantor", "Archipel", "--grantee", "New Films", "--subject", "Movie", "--field", "films")
IN_JAPAN = (*GRANTS, "--territory", "Japan", "--from", "2025-01-01", "--until", "2025-12-31")


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("films")
    (folder / "films.csv").write_text(FILM + LICENSED + BEYOND, encoding="utf-8")
    PartnerGraph.open(folder / "store").build(folder / "films.csv", as_of=date(2024, 1, 1), complete_for=["Owner"])
    return str(folder / "store")


def test_what_is_not_theirs_to_give_is_said_in_every_form(films: str) -> None:
    told = " ".join(run(films, *IN_JAPAN).stdout.split())
    assert told.startswith("not theirs to give no organization called 'New Films' is recorded")
    assert "Archipel does not hold the right in Movie in Japan from 2025-01-01 to 2025-12-31: as of 2024-01-01" in told
    found = json.loads(run(films, *IN_JAPAN, "--format", "json").stdout)
    (row,) = found["title"]
    assert (found["verdict"], row["status"], row["countries"]) == ("not theirs to give", "not held", "Japan")
    assert (row["period"], row["subject_names"], row["scope"]) == ("2025-01-01/2025-12-31", ["Movie"], [])
    listed = list(csv.DictReader(io.StringIO(run(films, *IN_JAPAN, "--format", "csv").stdout)))
    assert [(row["verdict"], row["kind"], row["countries"]) for row in listed] == [
        ("not theirs to give", "not held", "Japan")
    ]
    assert "not theirs to give" in run(films, *IN_JAPAN, "--format", "markdown").stdout
    assert run(films, *IN_JAPAN, "--check").exit_code == 1


def test_recorded_grants_that_are_not_held_are_conflicts(films: str) -> None:
    told = " ".join(run(films, "conflicts").stdout.split())
    assert told.startswith("1 certain, 0 possible 2 grants have a title that is not recorded")
    assert "- Not theirs to give (certain): Archipel lets Buyer use Movie" in told
    found = json.loads(run(films, "conflicts", "--format", "json").stdout)
    (one,) = found["conflicts"]
    assert (one["kind"], one["countries"], found["title_not_recorded"]) == ("not held", "Japan", 2)
    assert one["between_names"] == ["Archipel licenses Buyer (S1)"]
    assert "2 grants have" in run(films, "conflicts", "--format", "csv").stderr


def test_a_sheet_says_what_is_not_theirs_to_give(films: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wishes.csv").write_text(FILM + BEYOND.replace("S1", "W1"), encoding="utf-8")
    found = json.loads(run(films, "clear", "wishes.csv", "--format", "json").stdout)
    assert [(row["verdict"], row["title"][0]["countries"]) for row in found] == [("not theirs to give", "Japan")]
    with (tmp_path / "wishes-checked.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["verdict"] == "not theirs to give"
    assert row["why"].startswith("Archipel does not hold the right in Movie in Japan")


@pytest.mark.parametrize("kind", ["model", "series"])
def test_the_owner_of_a_product_or_work_holds_it(tmp_path: Path, kind: str) -> None:
    (tmp_path / "register.yaml").write_text(
        "dealbook: 1\n"
        "sources: {r: {title: R, date: 2024-03-01, as_of: 2024-03-01,\n"
        "  complete_for: [{grantor: studio, subject: night}]}}\n"
        "organizations: {studio: Studio, buyer: Buyer}\n"
        f"products: {{night: {{name: Nightfall, kind: {kind}}}}}\n"
        "ownerships: {o: {owner: studio, owned: night, period: 2020-01-01/..}}\n"
    )
    graph = PartnerGraph.open(tmp_path / "store")
    graph.build(tmp_path / "register.yaml")
    assert graph.validate().findings == ()
    graph.store.close()
    parties = ("--grantor", "Studio", "--grantee", "Buyer", "--subject", "Nightfall")
    told = run(str(tmp_path / "store"), "clear", *parties, "--field", "films", "--territory", "Japan", "--from", "2025")
    assert told.stdout.startswith("clear: as of 2024-03-01")


def test_addresses_in_json_have_names_beside_them(seed: str) -> None:
    (collision,) = json.loads(run(seed, "clear", *DEAL, "--from", "2023", "--format", "json").stdout)["collisions"]
    assert collision["with_name"] == "Leica only on Xiaomi phones, except in Japan"
    assert (collision["mark_names"], collision["field_names"]) == (["Leica"], ["smartphones"])
    asked = ("available", "--subject", "Leica", "--field", "smartphone", "--on", "2023-05-01", "--format", "json")
    rows = json.loads(run(seed, *asked).stdout)["available"]
    assert {name for row in rows for name in row["by_names"]} == {"Leica only on Xiaomi phones, except in Japan"}
