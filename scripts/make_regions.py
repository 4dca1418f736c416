"""Write ``ontology/regions.ttl`` and ``parts.ttl`` from ``regions.json`` and ``parts.json``, the one truth for regions.

Usage: python scripts/make_regions.py [--check]

``--check`` writes nothing and ends with status 1 if a file is not what would be written.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date

from partnergraph import __version__
from partnergraph.resources import ontology_path
from partnergraph.territory import codes_of
from partnergraph.territory.regions import Region, table
from partnergraph.vocabulary import PREFIXES, W3ID

CLASS_OF_KIND = {
    "country": "pg:Country",
    "part": "pg:CountryPart",
    "m49": "pg:Grouping",
    "group": "pg:Grouping",
    "bloc": "pg:Grouping",
    "vague": "pg:VagueRegion",
}
SECTIONS = {
    "m49": "UN M49: the world and its regions",
    "country": "countries and territories: ISO 3166-1, and Kosovo",
    "part": "parts of countries: ISO 3166-2",
    "group": "groups with fixed members",
    "bloc": "groups whose membership changes, with dates",
    "vague": "words with several meanings, and their variants",
}
PARTS_HEADER = f"""\
# Parts of countries (ISO 3166-2) that regions.ttl has not; they share nothing with each other.
# Made by scripts/make_regions.py from parts.json, which scripts/make_place_names.py makes; edit neither.
# Names: Unicode CLDR, Unicode-3.0, see LICENSE-UNICODE.

{{prefixes}}

<{W3ID}regions/parts> a owl:Ontology ;
    owl:versionIRI <{W3ID}regions/parts/{__version__}> ;
    owl:versionInfo "{__version__}" ;
    dcterms:title "partnergraph parts of countries"@en ;
    dcterms:description "Parts of countries by ISO 3166-2, the first level, beside those among the regions."@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/>, <https://www.unicode.org/license.txt> .
"""
PARTS_PREFIXES = ("pg", "region", "dcterms", "owl", "rdfs", "skos")
USED_PREFIXES = ("pg", "region", "dcterms", "owl", "rdfs", "skos", "xsd")
HEADER = f"""\
# Regions: countries, their parts, UN M49, groups with dated membership, vague words with their variants.
# Made by scripts/make_regions.py from regions.json; edit that file, not this one.

{{prefixes}}

<{W3ID}regions> a owl:Ontology ;
    owl:versionIRI <{W3ID}regions/{__version__}> ;
    owl:versionInfo "{__version__}" ;
    dcterms:title "partnergraph regions"@en ;
    dcterms:description "Countries and territories, their parts, the UN M49 tree, groups with dated membership, and vague region words with their variants."@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> .
"""  # noqa: E501


def text(value: str, language: str | None = None) -> str:
    """Turtle literal. JSON's escapes are Turtle's as long as nothing outside ASCII is escaped."""
    quoted = json.dumps(value, ensure_ascii=False)
    return f"{quoted}@{language}" if language else quoted


def day(value: date) -> str:
    """Turtle literal of a day."""
    return f'"{value.isoformat()}"^^xsd:date'


def node(name: str, statements: Iterable[tuple[str, str]]) -> str:
    """One subject with all its statements."""
    lines = " ;\n    ".join(f"{predicate} {value}" for predicate, value in statements)
    return f"region:{name} {lines} .\n"


def describe(region: Region) -> Iterator[str]:
    """The nodes of one region: itself, then its memberships or variants."""
    yield node(region.code, statements_of(region))
    if region.kind == "group":
        yield from fixed_members(region)
    elif region.kind == "bloc":
        yield from dated_members(region)
    elif region.kind == "vague":
        yield from variants(region)


def statements_of(region: Region) -> Iterator[tuple[str, str]]:
    """What is said of a region itself."""
    yield "a", CLASS_OF_KIND[region.kind]
    yield "rdfs:label", text(region.name, "en")
    other = {
        text(name, "en") for name in (region.phrase, *region.aliases, *region.official_names) if name != region.name
    }
    other |= {text(name, language) for name, language in region.foreign_names}
    if other:
        yield "skos:altLabel", ", ".join(sorted(other))
    yield "pg:code", text(region.code)
    if region.within:
        yield ("pg:partOfCountry" if region.kind == "part" else "pg:within"), f"region:{region.within}"
    if region.kind == "vague":
        names = (f"region:{region.code}-variant-{i}" for i in range(1, len(region.raw["variants"]) + 1))
        yield "pg:variant", ", ".join(names)
    if "note" in region.raw:
        yield "skos:note", text(region.raw["note"], "en")


def fixed_members(region: Region) -> Iterator[str]:
    """Membership nodes without dates."""
    for code in codes_of(table().fixed_mask(region.code) or 0):
        yield node(f"{region.code}-member-{code}", membership(region, code))


def dated_members(region: Region) -> Iterator[str]:
    """Membership nodes with dates; a second membership of the same country is numbered."""
    seen: dict[str, int] = {}
    for row in region.memberships:
        seen[row.member] = count = seen.get(row.member, 0) + 1
        name = f"{region.code}-member-{row.member}" + (f"-{count}" if count > 1 else "")
        statements = [*membership(region, row.member), ("pg:memberFrom", day(row.first))]
        if row.last:
            statements.append(("pg:memberUntil", day(row.last)))
        statements.append(("pg:reference", text(region.raw["reference"])))
        if row.doubt:
            statements.append(("skos:note", text(f"Counted or not: {row.doubt}.", "en")))
        yield node(name, statements)


def membership(region: Region, member: str) -> list[tuple[str, str]]:
    """The statements that all memberships have."""
    return [("a", "pg:Membership"), ("pg:member", f"region:{member}"), ("pg:group", f"region:{region.code}")]


def variants(region: Region) -> Iterator[str]:
    """Variant nodes of a vague word."""
    for i, variant in enumerate(region.raw["variants"], 1):
        statements = [("a", "pg:RegionVariant"), ("rdfs:label", text(variant["label"], "en"))]
        for name in ("includes", "excludes"):
            codes = ", ".join(f"region:{code}" for code in sorted(variant.get(name, ())))
            if codes:
                statements.append((f"pg:{name}", codes))
        yield node(f"{region.code}-variant-{i}", statements)


def turtle() -> str:
    """The whole file."""
    prefixes = "\n".join(f"@prefix {name}: <{PREFIXES[name]}> ." for name in USED_PREFIXES)
    parts = [HEADER.format(prefixes=prefixes)]
    regions = sorted(table().regions.values(), key=lambda region: region.code)
    for kind, title in SECTIONS.items():
        parts.append(f"# --- {title} ".ljust(103, "-") + "\n")
        parts += [text_ for region in regions if region.kind == kind for text_ in describe(region)]
    return "\n".join(parts)


def parts_turtle() -> str:
    """The file of the other parts of countries."""
    prefixes = "\n".join(f"@prefix {name}: <{PREFIXES[name]}> ." for name in PARTS_PREFIXES)
    regions = sorted(table().more.regions.values(), key=lambda region: region.code)
    return "\n".join([PARTS_HEADER.format(prefixes=prefixes), *(text_ for r in regions for text_ in describe(r))])


def main(arguments: list[str]) -> int:
    """Write or check; the exit status."""
    root = ontology_path("regions.json").parent
    made = {"regions.ttl": turtle(), "parts.ttl": parts_turtle()}
    if "--check" in arguments:
        differing = [
            n for n, text_ in made.items() if not (root / n).exists() or (root / n).read_text("utf-8") != text_
        ]
        for name in differing:
            print(f"{name} differs: run scripts/make_regions.py")
        if not differing:
            print("regions.ttl and parts.ttl are up to date")
        return 1 if differing else 0
    for name, text_ in made.items():
        (root / name).write_text(text_, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
