"""Names of places in other languages and parts of countries: each is read as its place, or refused with both."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict

import pytest

from partnergraph.errors import PhraseError, UnknownNameError
from partnergraph.resources import read_text
from partnergraph.territory import find_region, format_territory, parse_territory, phrases
from partnergraph.territory.lexicon import Lexicon, lexicon, normal, tokens
from partnergraph.territory.more_names import _GRAMMAR, foreign_names, full_lexicon, languages
from partnergraph.territory.regions import table
from tests.quick import one_in

NAMES = sorted(foreign_names())
PARTS = sorted(table().more.regions.values(), key=lambda region: region.code)
BLOCKS = 40


def read(phrase: str) -> str:
    """Keys of the rules; "-" for a refusal."""
    try:
        return " ".join(rule.key for rule in parse_territory(phrase))
    except PhraseError as error:
        assert error.hint, phrase
        return "-"


@pytest.mark.parametrize("block", one_in(10, range(BLOCKS)))
def test_every_name_of_every_language_is_its_place(block: int) -> None:
    wrong = {name: (code, read(name)) for name, code, _ in NAMES[block::BLOCKS] if read(name) != code}
    assert wrong == {}


def test_the_languages_have_all_countries() -> None:
    assert len(languages()) == 80 and len(NAMES) > 15_000
    places: dict[str, set[str]] = defaultdict(set)
    for _, code, tags in NAMES:
        for tag in tags:
            places[tag].add(code)
    countries = {r.code for r in table().regions.values() if r.kind == "country"} - {"CN"} | {"CHINA"}
    for language in languages():
        missing = countries - places[language]
        clear = missing - {"GE", "FM", "MF", "IM", "ZA", "GY", "CO"}
        assert clear == ({"AT", "BE", "RU"} if language == "vi" else set()), language  # "Áo" is like the code AO


def test_no_name_is_of_two_places() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for name, code, _ in NAMES:
        owners[normal(name)].add(code)
    for part in PARTS:
        for name in (part.name, *part.aliases):
            owners[normal(name)].add(part.code)
    assert {name: codes for name, codes in owners.items() if len(codes) > 1} == {}
    known = lexicon().entries
    for name, codes in owners.items():
        assert name not in known or known[name].value in codes, name


def test_a_name_of_two_places_is_refused_with_both() -> None:
    raw = json.loads(read_text("place-names.json"))["ambiguous"], json.loads(read_text("parts.json"))["ambiguous"]
    for name, codes in [pair for found in raw for pair in found.items()]:
        with pytest.raises(PhraseError) as caught:
            parse_territory(name)
        assert all(table()[code].phrase in str(caught.value) for code in codes.split()[:3])
    with pytest.raises(PhraseError, match="Democratic Republic of the Congo' and of 'Republic of the Congo"):
        parse_territory("Kongo")


@pytest.mark.parametrize("block", one_in(10, range(BLOCKS)))
def test_every_part_is_read_and_printed(block: int) -> None:
    for part in PARTS[block::BLOCKS]:
        for name in (part.name, *part.aliases):
            assert read(name) == part.code
        assert read(part.code) == part.code or part.code[3:] in table().bit
        assert find_region(part.code) == part.code
        assert read(format_territory(parse_territory(part.name))) == part.code


def test_all_countries_that_iso_divides_have_parts() -> None:
    without = {code for code in table().countries if not table().parts_within([code])}
    assert len(without) == 51 and all(table()[code].address for code in without - {"AQ", "EH", "XK", "VA", "MF"})
    assert find_region("Crimea") == "UA-43" and read("World except Tyrol") == "001_except_AT-7"


def test_what_the_first_dictionary_reads_the_full_one_reads_alike() -> None:
    base = lexicon()

    def first(phrase: str, known: Lexicon) -> str | None:
        try:
            return " ".join(rule.key for rule in phrases._rules_of(phrase, tokens(phrase), known, None))
        except PhraseError:
            return None

    new = {key: found for key, found in full_lexicon().entries.items() if key not in base.entries}
    plain = [key for key in new if new[key].kind == "region" and all(word in base.words for word in key.split())]
    assert len(plain) > 300
    assert {key: first(key, base) for key in plain if first(key, base) not in (None, new[key].value)} == {}


def test_the_form_of_lookup_is_stored() -> None:
    for record in json.loads(read_text("place-names.json"))["records"]:
        for name, tags in record["names"].items():
            assert (tags.partition("|")[2] or name.lower()) == normal(name)
    for record in json.loads(read_text("parts.json"))["records"]:
        assert record.get("key", record["name"].lower()) == normal(record["name"])


def test_words_of_other_languages_are_no_places_and_no_codes() -> None:
    base = lexicon()
    for kind, words in _GRAMMAR.items():
        for word in map(normal, words.split("|")):
            known = base.entries.get(word)
            assert known is None or known.kind == kind or known.kind in ("noun", "filler", "except"), word


def test_names_in_other_languages_are_read_from_their_file_only_when_needed() -> None:
    program = (
        "from partnergraph.territory import parse_territory as p; from partnergraph.territory import more_names as x\n"
        "for words in ('World except Japan', 'EU (as of 2020-01-01)', 'US, CA; Mexico', 'Frankrijk'):\n"
        "    p(words); print(x.full_lexicon.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "0", "0", "1"]


@pytest.mark.parametrize(
    ("phrase", "key"),
    [
        ("840", "US"), ("840, 124", "CA_US"), ("S. Sudan", "SS"), ("N. Ireland", "GB-NIR"), ("Solomon Is.", "SB"),
        ("Bosnia & Herz.", "BA"), ("Eq. Guinea", "GQ"), ("Korea, Dem. People's Rep.", "KP"), ("Korea, Rep.", "KR"),
        ("Congo, Dem. Rep.", "CD"), ("Egypt, Arab Rep.", "EG"), ("Dem. Republic of the Congo", "CD"),
        ("Florida (Uruguay)", "UY-FD"), ("Florida", "US-FL"), ("FR-IDF", "FR-IDF"), ("IT-25; Toscana", "IT-25_IT-52"),
    ],
)  # fmt: skip
def test_short_forms_and_numbers(phrase: str, key: str) -> None:
    assert read(phrase) == key


@pytest.mark.parametrize("phrase", ["CH-BE", "US-PR", "E. European nations", "State of Mexico", "Guiana"])
def test_two_readings_are_refused(phrase: str) -> None:
    assert read(phrase) == "-"


def test_near_names_in_other_languages() -> None:
    with pytest.raises(UnknownNameError) as caught:
        find_region("Deutchland")
    assert caught.value.nearest == ("Germany",)


def test_codes_of_sports() -> None:
    assert parse_territory("GER; SUI; NED", codes="ioc")[0].includes == ("CH", "DE", "NL")
    assert parse_territory("World except ENG", codes="fifa")[0].excludes == ("GB-ENG",)
    assert parse_territory("BRN", codes="ioc")[0].includes == ("BH",) and read("BRN") == "BN"
    assert read("GER") == read("SUI, NED") == "-"
    with pytest.raises(ValueError, match="'ioc' or 'fifa'"):
        parse_territory("GER", codes="olympic")  # type: ignore[arg-type]
