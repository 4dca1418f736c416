"""Phrases as they are written: read as a careful person reads them, or refused with what to write; never misread."""

from __future__ import annotations

import random
import re
from calendar import month_name
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnergraph.errors import PhraseError
from partnergraph.territory import format_territory, parse_territory
from partnergraph.territory.lexicon import lexicon, names_of
from partnergraph.territory.regions import Region, table
from partnergraph.territory.wrapping import unwrapped

LINES = (Path(__file__).parents[1] / "data" / "territory_readings.txt").read_text(encoding="utf-8").splitlines()
ROWS = [[c.strip() for c in line.rsplit("|", 1)] for line in LINES if line.strip() and not line.startswith("#")]
REGIONS = list(table().regions.values())
PLACES = [r for r in REGIONS if r.kind in ("country", "part")]
WITH_ADDRESS = [r for r in PLACES if r.address]
STATES = sorted({r.address or "" for r in WITH_ADDRESS})


def read(phrase: str) -> str:
    """Keys of the rules; "-" for a refusal."""
    try:
        return " ".join(rule.key for rule in parse_territory(phrase))
    except PhraseError as error:
        assert error.hint, phrase
        return "-"


def name(region: Region) -> str:
    return region.phrase


# --- the table -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("phrase", "right"), ROWS, ids=[row[0] for row in ROWS])
def test_no_phrase_is_misread(phrase: str, right: str) -> None:
    assert read(phrase) in (*right.split(" or "), "-")


NOT_READ = {
    "Hong Kong, China, Macau, China", "World except Hong Kong SAR, China",
    "China, Hong Kong Special Administrative Region", "UK (incl. NI)", "World excluding (i) Japan and (ii) Korea",
    "US (excl. Puerto Rico)", "D, A, CH", "A/D/CH", "Germany, France, ...", "Germany, France…", "World \\ Japan",
    "1. Japan 2. Korea", "EU, all countries", "DE AT", "Germany, Austria, Switzerland (DACH)", "Worldwide (non-US)",
}  # fmt: skip
"""Refused, though a careful person reads them."""


def test_most_phrases_are_read() -> None:
    assert len(ROWS) > 350
    assert {phrase for phrase, right in ROWS if right != "-" and read(phrase) == "-"} <= NOT_READ


@pytest.mark.parametrize(("phrase", "right"), ROWS, ids=[row[0] for row in ROWS])
def test_what_a_refusal_suggests_is_understood(phrase: str, right: str) -> None:
    try:
        rules = parse_territory(phrase)
    except PhraseError as error:
        for words in re.findall(r"'(\w[^']+)'", error.hint or ""):
            assert parse_territory(words), words
    else:
        assert parse_territory(format_territory(rules)) == rules


# --- a place and its country -----------------------------------------------------------------------------


@pytest.mark.parametrize("place", WITH_ADDRESS, ids=lambda r: r.code)
def test_a_place_with_its_country_behind_it(place: Region) -> None:
    state = {"CN": "China"}.get(place.address or "", table()[place.address or ""].phrase)
    bare = place.phrase.partition(" (")[0]
    bare = bare if read(f"{bare}, {state}") != "-" else place.phrase
    written = {f"{n}, {state}" for n in (place.phrase, bare)} | {f"{place.phrase} ({state})"}
    both = {" ".join(sorted({place.code, *read(state).split()}))}
    for words in written:
        assert read(words) == place.code
        sure = place.kind == "part" or words.endswith(")")
        for cell in (f"Japan; {words}", f"{words}; Japan"):
            assert read(cell) == (read(f"Japan; {place.phrase}") if sure else "-")
    assert read(f"{place.phrase} ({state}), Japan") == read(f"{place.phrase}; Japan")
    for words in (f"Japan, {bare}, {state}", f"{bare}, {state}, Japan", f"{bare}, {state} and Japan"):
        assert read(words) == "-"
    excluded = read(f"World except {bare}, {state}")
    assert excluded == ("001_except_" + place.code if place.kind == "part" else "-")
    assert read(f"World except Japan, {bare}, {state}") == "-"
    if place.kind == "country":
        assert {" ".join(read(f"{place.phrase}; {state}").split("_"))} == both


@pytest.mark.parametrize("part", [r for r in PLACES if r.kind == "part"], ids=lambda r: r.code)
def test_a_country_with_its_part_behind_it_is_refused(part: Region) -> None:
    state = {"CN": "China"}.get(part.within or "", table()[part.within or ""].phrase)
    for words in (f"{state}, {part.phrase}", f"Japan, {state}, {part.phrase}", f"{state} - {part.phrase}"):
        assert read(words) == "-"


# --- lists ---------------------------------------------------------------------------------------------------


def _alone(words: str) -> bool:
    return read(words) != "-"


def _is_list(words: tuple[str, ...], codes: tuple[str, ...]) -> bool:
    """Whether names with commas between them are read as what they are, or refused."""
    expected = {c for c in codes if table()[c].kind != "part" or table()[c].within not in codes}
    mainland = codes[-1] == "CN" and table()[codes[0]].kind == "country"  # "Hong Kong, mainland China" are two
    pair = len(codes) == 2 and table()[codes[0]].address == codes[1] and not mainland
    return read(", ".join(words)) in ("-", codes[0] if pair else "_".join(sorted(expected)))


def test_a_list_of_countries_is_its_elements() -> None:
    """All pairs of names of which one begins with a word that stands behind a comma in a name, and many more."""
    plain = [(n, r.code) for r in PLACES for n in dict.fromkeys(names_of(r)) if not set(n) & set(",(/") and _alone(n)]
    turned = [(n, r.code) for r in PLACES for n in dict.fromkeys(names_of(r)) if "," in n and _alone(n)]
    draw = random.Random(20260101)
    lists = [tuple(draw.choice(plain) for _ in range(draw.choice((2, 3)))) for _ in range(3000)]
    lists += [tuple(draw.sample([draw.choice(turned), draw.choice(plain)], 2)) for _ in range(1000)]
    behind = {n.partition(", ")[2].split()[0].lower() for n, _ in turned}
    firsts = [(n.partition(", ")[0], c) for n, c in turned if _alone(n.partition(", ")[0])]
    seconds = [entry for entry in plain if entry[0].split()[0].lower() in behind]
    lists += [(draw.choice(firsts), draw.choice(seconds)) for _ in range(3000)]
    wrong = []
    for elements in lists:
        words, codes = tuple(e[0] for e in elements), tuple(read(e[0]) for e in elements)
        if not _is_list(words, codes):
            wrong.append(", ".join(words))
    assert not wrong


@pytest.mark.parametrize("words", list(permutations(("Korea", "South Africa", "Japan"))))
def test_south_africa_is_not_swallowed(words: tuple[str, ...]) -> None:
    assert read(", ".join(words)) == "JP_KR_ZA"


@pytest.mark.parametrize(
    ("phrase", "key"),
    [("including Germany", "DE_open"), ("with Germany", "DE"), ("includes Germany and France", "DE_FR_open")],
)
def test_a_list_that_begins_with_including_names_examples(phrase: str, key: str) -> None:
    assert read(phrase) == key


@pytest.mark.parametrize("number", range(1, 13))
def test_a_day_in_words(number: int) -> None:
    month = month_name[number]
    for day in (f"2 {month} 2020", f"2nd {month} 2020", f"{month} 2, 2020", f"{month} 2 2020"):
        assert read(f"EU as of {day}") == f"EU_at-2020-{number:02}-02"
        assert read(f"EU as of {day}, except France") == f"EU_except_FR_at-2020-{number:02}-02"


# --- lines -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "phrase"),
    [
        ("Japan|Hong Kong|China", "Japan; Hong Kong; China"),
        ("Japan|Saint|Vincent|and the|Grenadines", "Japan; Saint Vincent and the Grenadines"),
        ("Papua|New Guinea|Japan", "Papua New Guinea; Japan"),
        ("Germany/United|Kingdom, France", "Germany/United Kingdom, France"),
        ("Japan|Korea, South|Africa;|Spain", "Japan; Korea, South Africa; Spain"),
        ("US|CA", "US; CA"),
        ("Hong Kong;|China", "Hong Kong; China"),
        ("Hong Kong,|Japan,", "Hong Kong; Japan"),
    ],
)
def test_names_over_several_lines(lines: str, phrase: str) -> None:
    assert unwrapped(lines.split("|")) == phrase


def test_a_sign_at_the_end_begins_no_new_place() -> None:
    assert read("Shanghai, China,") == "CN-SH"


def test_a_place_over_its_country_is_refused() -> None:
    with pytest.raises(PhraseError) as caught:
        unwrapped(["Hong Kong", "China"])
    assert caught.value.why == "'Hong Kong' and 'China' on two lines are Hong Kong alone, or both"
    assert caught.value.hint == "write 'Hong Kong' for that alone, 'Hong Kong; China' for both, on one line"


# --- names -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("region", [r for r in PLACES if r.official_names], ids=lambda r: r.code)
def test_official_names_also_turned_round(region: Region) -> None:
    for official in region.official_names:
        style, of, place = official.rpartition(" of ")
        forms = [official, f"the {official}"]
        if of:
            article = " the" if place.startswith("the ") else ""
            bare = place.removeprefix("the ")
            forms += [
                f"{bare}, {style} of{article}",
                f"{bare} ({style} of{article})",
                f"{bare} (the {style} of{article})",
            ]
        for form in forms:
            assert read(form) == region.code
            assert read(f"{form}; Japan") == read(f"{region.phrase}; Japan")


def test_every_state_has_an_official_name() -> None:
    without = {r.code for r in REGIONS if r.kind == "country" and not r.official_names and not r.address}
    assert without == {
        "AG", "AQ", "BB", "BF", "BZ", "CA", "CF", "CN", "DK", "DO", "EH", "GD", "GS", "JM", "JP", "LC", "MN", "MY", "NL",
        "NZ", "RO", "RU", "SB", "TM", "TV", "TW", "UA", "VC",
    } - {"GS", "TW"}  # fmt: skip


# --- codes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", [r for r in PLACES if r.kind == "part" and len(r.code) == 5], ids=lambda r: r.code)
def test_a_code_of_a_country_beside_a_part_of_another(part: Region) -> None:
    code = part.code[3:]
    if code not in lexicon().codes:
        return
    other = next(r for r in PLACES if r.kind == "part" and r.within == part.within and r is not part)
    for words in (
        f"{other.phrase}, {code}",
        f"{code}; {other.phrase}",
        f"{table()[part.within or ''].phrase} ({code})",
    ):
        assert read(words) == "-"


@pytest.mark.parametrize(
    "beside", ["UK", "GB", "United Kingdom", "England", "Scotland", "Wales", "Ireland", "Great Britain", "UK & Ireland"]
)
@pytest.mark.parametrize("sign", [", ", " + ", " and ", "; ", " & ", "/"])
def test_ni_beside_the_united_kingdom(beside: str, sign: str) -> None:
    for words in (f"{beside}{sign}NI", f"NI{sign}{beside}", f"Japan{sign}{beside}{sign}NI", f"{beside} (incl. NI)"):
        with pytest.raises(PhraseError, match="Northern Ireland") as caught:
            parse_territory(words)
        assert caught.value.hint == "write 'Nicaragua' or 'Northern Ireland'"


def test_lists_of_codes() -> None:
    codes = [r.code for r in REGIONS if r.kind == "country"]
    assert read(", ".join(codes)) == "_".join(codes)
    codes.remove("ET")  # between spaces it is the French "and"
    assert read(" ".join(codes)) == "_".join(codes)
    assert read("US AND CA") == read("US CAN") == "CA_US"
    assert read("FR ET BE") == "BE_FR"
    assert read("NI") == "NI"


# --- bad input ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "phrase",
    [
        "(" * 20_000 + "Japan" + ")" * 20_000,
        "(" * 3_000 + "Japan" + ")" * 3_000,
        "World except (" * 500 + "Japan" + ")" * 500,
        "((((((" * 1_000,
        "Japan, " * 150_000,
        "a" * 1_000_000,
        "Japn " * 3_500,
        "\x00" * 9_999,
    ],
    ids=len,
)
def test_very_deep_or_long_phrases_are_refused_in_few_words(phrase: str) -> None:
    with pytest.raises(PhraseError) as caught:
        parse_territory(phrase)
    assert len(f"{caught.value.why} {caught.value.hint}") < 400


def test_brackets_and_lists_that_people_write_are_not_too_deep_or_long() -> None:
    assert read("(World (except (Japan)))") == "001_except_JP"
    assert read("; ".join(r.name for r in REGIONS if r.kind == "country" and r.code != "GE").replace("; Congo", ""))


tokens = st.sampled_from(sorted(lexicon().entries)) | st.sampled_from(sorted(lexicon().codes)) | st.sampled_from(
    [",", ";", "/", "+", "-", "(", ")", "and", "*", "...", "\n", "2020-01-01", "as of", "NI", "China", "USA", "!", "İ", "ﬁ"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(tokens, max_size=9), st.sampled_from([" ", ", ", "", " (", "; "]))
def test_any_words_give_rules_or_a_refusal(words: list[str], between: str) -> None:
    phrase = between.join(words)
    if read(phrase) != "-":
        rules = parse_territory(phrase)
        assert parse_territory(format_territory(rules)) == rules


def test_the_code_lists_of_the_specification_are_read() -> None:
    assert read("AS AU CA") == "AS_AU_CA"
    assert read("AT BE CH DE") == "AT_BE_CH_DE"
    assert read("AS, AU, CA") == "AS_AU_CA"
