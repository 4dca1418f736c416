"""Inputs that were once answered wrongly, kept beside the project: each with its right value, through the command line.

`python -m pytest tests/test_shared_cases.py` runs them all; where the folder is absent they are skipped and say so.
Those marked as waiting need what the title, the axes and the kinds of nodes are to become.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from partnergraph.cli import main

CASES = Path(__file__).parents[2] / "shared" / "cases"

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the cases are kept beside the project and are not here")
ONE_MEANING = pytest.mark.xfail(reason="waits for one inference and for title", strict=True)
AURORA = ("--as-of", "2024-03-01", "--complete-for", "Aurora")
LUMEN = ("--grantor", "Aurora", "--grantee", "K", "--subject", "Lumen", "--field", "smartphone")
PROPOSED = ("--from", "2024-01", "--until", "2024-06")


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PARTNERGRAPH_STORE", raising=False)


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="partnergraph")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def words(result: Result) -> str:
    """All that was printed, without its line breaks."""
    return " ".join(result.output.split())


def built(name: str, *options: str) -> Result | None:
    """Build a case; ``None`` where it was refused, in one block that says what to write."""
    result = run("build", CASES / name, "--store", "s", *options)
    if result.exit_code == 0:
        return result
    assert not Path("s").exists()
    assert len(result.output.strip().splitlines()) > 1, result.output
    return None


def territory_of(name: str) -> list[str] | None:
    """The countries and parts that the first deal of a table states; ``None`` where the cell was refused."""
    if built(name, *AURORA) is None:
        return None
    text = (
        "PREFIX pg: <https://w3id.org/partnergraph/ns#> SELECT DISTINCT ?code ?out { ?s pg:territory ?t . "
        "{ ?t pg:includes ?r BIND('' AS ?out) } UNION { ?t pg:excludes ?r BIND('-' AS ?out) } "
        "BIND(REPLACE(STR(?r), '^.*/', '') AS ?code) }"
    )
    rows = json.loads(run("query", "--store", "s", "--format", "json", "--text", text).stdout)
    return sorted(row["out"] + row["code"] for row in rows)


def verdict(*arguments: str) -> str:
    return run("clear", *arguments, "--store", "s").output.splitlines()[0]


def party(name: str, *arguments: str) -> str:
    answer = words(run("who", *arguments, "--party", name, "--store", "s"))
    found = re.search(rf"\b{name} (yes|no|unknown|conflict)", answer)
    assert found, answer
    return found[1]


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("t1-list-with-china.csv", ["CN", "HK", "IN", "SG"]),
        ("t2-province-china.csv", ["CN-SH"]),
        ("t3b-dependent-with-parent.csv", ["PR"]),
        ("t4-ni.csv", ["GB"]),
        ("t5-korea-south.csv", ["JP", "KR", "ZA"]),
        ("t6-official-names.csv", ["BO", "CL", "NG"]),
    ],
)
def test_places(name: str, right: list[str]) -> None:
    found = territory_of(name)
    assert found in (None, right)
    if name[:2] in ("t5", "t6"):
        assert found == right  # these have one reading only


def test_t1b_a_list_of_exclusions_with_china() -> None:
    if built("t1b-except-list-with-china.csv", *AURORA) is not None:
        assert "3 certain" not in words(run("conflicts", "--store", "s"))
        assert territory_of("t1b-except-list-with-china.csv") == ["-CN", "-HK", "-RU", "001", "CN"]


def test_t2_the_rest_of_china_is_not_taken() -> None:
    assert built("t2-province-china.csv", *AURORA) is not None
    answer = words(run("clear", *LUMEN, "--territory", "CN", *PROPOSED, "--store", "s"))
    assert "Shanghai" in answer
    assert "China + Shanghai" not in answer


def test_t3_only_hong_kong_is_excluded() -> None:
    if built("t3-sar-suffix-except.csv", *AURORA) is not None:
        assert "certain" in words(run("conflicts", "--store", "s"))


def test_d1_a_pair_of_years_is_not_clear() -> None:
    if built("d1-year-pair.csv", *AURORA) is not None:
        asked = ("--territory", "Japan", "--from", "2024-02-01", "--until", "2024-06-01")
        assert not verdict(*LUMEN, *asked).startswith("clear")


def test_n1_a_wrapped_name_is_one_company() -> None:
    result = built("n1-wrapped-name.csv", *AURORA)
    if result is not None:
        text = "SELECT ?l { ?o a <http://www.w3.org/ns/org#Organization> ; rdfs:label ?l }"
        found = words(run("query", "--store", "s", "--text", text))
        assert "Example Licensor GmbH & Co. KG" in found or "GmbH" in words(result)


def test_n2_near_names_are_warned_about() -> None:
    result = built("n2-near-names.csv", "--as-of", "2024-03-01")
    assert result is not None
    assert "IBM" in result.output and "Nestle SA" in result.output


def test_n3_a_stranger_is_said_to_be_one() -> None:
    asked = ("--subject", "Leica", "--field", "smartphone", "--in", "Brazil", "--on", "2023-05-01", "--party", "小米")
    run("demo", "demo")
    answer = run("who", *asked, "--store", "demo/leica.store")
    assert answer.exit_code != 0 or "no organization called '小米' is recorded" in words(answer)


RECORDED = ("--subject", "Lumen", "--field", "smartphone", "--in", "Japan")


def test_r1_bounds_follow_from_the_period() -> None:
    if built("r1-period-without-bounds.ttl") is not None:
        assert party("Samsung", *RECORDED, "--on", "2022-06-01") == "no"
        later = words(run("who", *RECORDED, "--on", "2029-06-01", "--party", "Samsung", "--store", "s"))
        assert "no on 2024-03-01" not in later
        assert party("Samsung", *RECORDED, "--on", "2029-06-01") == "unknown"


def test_r2_bounds_against_the_words_are_a_violation() -> None:
    if built("r2-bounds-against-period.ttl") is not None:
        assert "0 violations" not in words(run("validate", "--store", "s"))
        assert party("Samsung", *RECORDED, "--on", "2029-06-01") != "no"


def test_r3_relative_addresses_do_not_depend_on_the_place() -> None:
    Path("elsewhere").mkdir()
    shutil.copy(CASES / "r3-relative-iris.ttl", "elsewhere")
    if built("r3-relative-iris.ttl") is not None:
        assert run("build", "elsewhere/r3-relative-iris.ttl", "--store", "s").exit_code == 0
        text = "SELECT ?o { ?o a <http://www.w3.org/ns/org#Organization> }"
        found = run("query", "--store", "s", "--format", "csv", "--text", text).stdout
        assert "file:" not in found
        assert len(found.split()) == 2


def test_m1_the_fault_of_a_query_is_named() -> None:
    run("demo", "demo")
    lines = (CASES / "m1-queries.txt").read_text(encoding="utf-8").splitlines()
    named = ("pq", "CONTAINS", "?l", "update", "pg:Brand")
    assert len(lines) == len(named)
    for line, name in zip(lines, named, strict=True):
        answer = words(run("query", "--store", "demo/leica.store", "--text", line))
        assert name in answer.replace(line, ""), (line, answer)


def test_m2_contexts_are_not_fetched() -> None:
    result = run("build", CASES / "m2-remote-context.jsonld", "--store", "s")
    assert result.exit_code != 0
    assert "not fetched" in words(result)
    assert "LoadDocumentCallback" not in result.output


def test_m6_the_error_of_a_formula() -> None:
    result = run("build", CASES / "m6-formula-error-in-territory.csv", "--dry-run")
    assert result.exit_code != 0
    assert "formula" in words(result)


ITALY = ("--grantor", "Bolder", "--grantee", "Cyrus", "--subject", "Mark", "--field", "clothing")


def test_c1_beyond_its_sublicence() -> None:
    assert built("c1-sublicence-beyond.yaml") is not None
    spain = ("--territory", "Spain", "--from", "2024-02-01", "--until", "2024-12-31")
    assert verdict(*ITALY, *spain).startswith("not theirs to give")
    later = ("--territory", "Italy", "--from", "2025-01-01", "--until", "2026-12-31")
    assert verdict(*ITALY, *later).startswith("not theirs to give")
    inside = ("--territory", "Italy", "--from", "2024-02-01", "--until", "2024-12-31")
    assert "whether Bolder holds" in words(run("clear", *ITALY, *inside, "--store", "s"))


@pytest.mark.parametrize(
    ("territory", "until", "witness"),
    [
        ("Spain", "2024-12-31", "Spain lies inside it from 2024-02-01 to 2024-12-31"),
        ("Italy", "2026-12-31", "Italy lies inside it from 2025-01-01 to 2026-12-31"),
    ],
)
def test_c1_collides_beyond_its_sublicence(territory: str, until: str, witness: str) -> None:
    assert built("c1-sublicence-beyond.yaml") is not None
    when = ("--from", "2024-02-01", "--until", until, "--store", "s")
    assert witness in words(run("clear", *ITALY, "--territory", territory, *when))


def test_c2_what_opens() -> None:
    assert built("c2-what-opens.yaml") is not None
    answer = words(run("expiring", "--on", "2024-06-01", "--within", "60d", "--store", "s"))
    assert "opens Poland for Carl alone: Bert's exclusivity follows the next day" in answer


def test_c3_completeness_and_a_parent_company() -> None:
    assert built("c3-completeness-and-parent.yaml") is not None
    asked = ("--grantor", "Lic", "--grantee", "Newco", "--subject", "Mark", "--field", "wine", "--territory", "Poland")
    answer = words(run("clear", *asked, "--from", "2026-07-01", "--until", "2026-12-31", "--store", "s"))
    assert "no source is declared complete" not in answer
    assert "as of 2024-03-01" in answer
    assert "title not recorded" in answer
    assert "what Parent, above who grants, could have granted is not counted" in answer


def test_c4_a_conditional_promise_beside_a_grant() -> None:
    assert built("c4-conditional-beside-grant.yaml") is not None
    asked = ("--subject", "Mark", "--field", "wine", "--in", "ES", "--on", "2024-06-01", "--party", "Anna")
    assert run("export", "in-memory.ttl", "--store", "s").exit_code == 0
    for place in ("s", "in-memory.ttl"):
        assert re.search(r"Anna +yes", run("who", *asked, "--store", place).output)


def test_c5_nothing_follows_from_a_plan() -> None:
    assert built("c5-planned-entails-nothing.yaml") is not None
    assert "entailed" not in words(run("query", "bounds-of", "-p", "fact=LX", "--store", "s"))


def test_c6_title() -> None:
    assert built("c6-title.csv", "--as-of", "2024-01-01", "--complete-for", "Owner") is not None
    asked = ("--grantor", "Archipel", "--grantee", "Newco", "--subject", "Movie1", "--field", "films")
    korea = ("--territory", "South Korea", "--from", "2025-01-01", "--until", "2025-12-31")
    assert verdict(*asked, *korea).startswith("not theirs to give")
    for territory, day in (("South Korea", "2025-01-01"), ("France", "2036-01-01")):
        when = ("--territory", territory, "--from", day, "--until", day)
        assert verdict(*asked, *when).startswith("not theirs to give")
        assert run("clear", *asked, *when, "--check", "--store", "s").exit_code == 1


def test_c7_world_and_exclusions_are_one_territory() -> None:
    assert built("c7-exclusion-column.csv", "--as-of", "2024-06-01") is not None
    asked = ("--subject", "Film", "--field", "films", "--on", "2025-01-01")
    assert party("Store", *asked, "--in", "FR") == "yes"
    for place in ("US", "CA"):
        assert party("Store", *asked, "--in", place) == "unknown"


def test_c8_kinds_are_not_read_from_addresses() -> None:
    assert built("c8-kind-from-address.ttl") is not None
    asked = ("--subject", "Leica", "--field", "smartphone", "--in", "Brazil", "--on", "2023-05-01")
    assert party("Samsung", *asked) == "no"


def test_c9_foreign_addresses_are_found() -> None:
    assert built("c9-foreign-addresses.ttl") is not None
    assert run("show", "Xiaomi", "--store", "s").exit_code == 0
    assert run("show", "http://example.org/LeicaMark", "--store", "s").exit_code == 0
    asked = ("--subject", "Leica", "--field", "smartphone", "--in", "Brazil", "--on", "2023-05-01")
    assert party("Samsung", *asked) == "no"


AVAILS = CASES.parent / "real-tables" / "05-blockframes-avails.csv"
SALE = ("--grantor", "Archipel", "--grantee", "Newcomer", "--subject", "Movie1", "--channel", "SVOD")
SOLD = [
    (("--in", "South Korea", "--from", "2022", "--until", "2023"), "may not be theirs to give"),
    (("--in", "France", "--from", "2036", "--until", "2036"), "may not be theirs to give"),
    (("--in", "Argentina", "--from", "2022", "--until", "2023"), "nothing recorded"),
    (("--in", "Germany", "--from", "2022", "--until", "2023"), "nothing recorded"),
    (("--in", "Germany", "--from", "2022", "--until", "2023", "--strength", "exclusive"), "collides"),
    (("--in", "France", "--from", "2032-12-31", "--until", "2033"), "collides"),
    (("--in", "France", "--from", "2033-01-01", "--until", "2033"), "nothing recorded"),
]


def test_an_avails_sheet_of_mandates_and_sales_tells_what_the_agent_may_sell() -> None:
    run("build", AVAILS, "--dates", "mdy", "--store", "s")
    for asked, verdict in SOLD:
        found = json.loads(run("clear", *SALE, *asked, "--format", "json", "--store", "s").stdout)
        assert found["verdict"] == verdict, asked
    gaps = json.loads(run("title", "--subject", "Movie4", "--format", "json", "--store", "s").stdout)["gaps"]
    assert {(gap["status"], gap["countries"]) for gap in gaps} == {
        ("not recorded", "South Korea"), ("not recorded", "Russia"),
    }  # fmt: skip
    run_of = ("--by", "Archipel", "--subject", "Movie1", "--channel", "SVOD", "--on", "2031-06-01")
    rows = json.loads(run("available", *run_of, "--format", "json", "--store", "s").stdout)["available"]
    assert [(row["countries"], row["status"]) for row in rows] == [
        ("South Korea", "possibly not held"),
        ("Belgium, France and Luxembourg", "blocked"),
        ("World except Belgium, France, Luxembourg and South Korea", "nothing recorded"),
    ]
