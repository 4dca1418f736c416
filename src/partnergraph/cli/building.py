"""Commands that change a store or check it: build, validate, derive, info, sources, remove, template."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from partnergraph.cli.group import EXIT_CHECK_FAILED, main, open_graph, store_option
from partnergraph.cli.printing import FORMATS, print_answer, print_rows, print_warnings, said_by, say, summary
from partnergraph.cli.progress import counting
from partnergraph.cli.tables import read_table_options, table_options
from partnergraph.errors import InputError, Problem
from partnergraph.wording.lists import counted

if TYPE_CHECKING:
    from partnergraph.graph import BuildResult
    from partnergraph.ingest.industry.format import Format
    from partnergraph.validation import Report

_NAMED, _LONGEST_LIST = 5, 120
"""Up to so many sources, and letters of their names, are named when they are built."""


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--source-text",
    "texts",
    multiple=True,
    metavar="FILE",
    help="Text of a source: check every quoted phrase and position against it.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Show how the header and five rows of each table, or five deals of an industry file, are read; build nothing.",
)
@click.option(
    "--explain",
    metavar="ROW",
    help="Tell how one row of a table is read, or one record of an industry file: by name, line or SHEET!ROW.",
)
@table_options
@store_option
def build(
    sources: tuple[str, ...],
    texts: tuple[str, ...],
    dry_run: bool,
    explain: str | None,
    store: str | None,
    **table: Any,
) -> None:
    """Read tables, files of the rights industry, deal books and RDF into the store; all of it, or nothing.

    \b
    tables    CSV, TSV, XLSX, JSON Lines
    industry  Avails of film and TV, ONIX of books, DDEX and CWR of music
    books     deal books in YAML or JSON
    RDF       Turtle and its kin, JSON-LD; ODRL policies

    A source that is in the store already is replaced. Columns of a table that are not read are named; one that may
    limit a deal (it looks like a territory, an exclusion, an end ...) stops the build until --mapping says what it is.

    \b
    Examples: partnergraph build deals.yaml
              partnergraph build article.yaml --source-text article.txt
              partnergraph build deals.xlsx --dry-run --dates dmy
              partnergraph build deals.csv --as-of 2024-02-28 --complete-for Leica
    """
    options = read_table_options(table)
    if explain is not None:
        _explain(sources, explain, options)
        return
    if dry_run:
        _dry_run(sources, options)
        return
    with counting() as progress:
        result = open_graph(store, create=True).build(*sources, source_texts=texts, progress=progress, **options)
    print_warnings(result.warnings)
    try:
        _write_rejects(result)
    finally:  # built it is, even where there is no room for the rejects
        for told in result.summaries:
            say(told)
        say(_built(result))
    if texts:
        say(f"checked {result.phrases_checked} phrases against the text")


def _write_rejects(result: BuildResult) -> None:
    from partnergraph.ingest.table import write_rejects

    for table_read in result.incomplete:
        wanted = Path(f"{Path(table_read.file).stem}-rejects.csv")
        path = write_rejects(table_read, wanted)
        if path != wanted:
            say(f"{wanted} is kept as it is: it holds something else than these rows", err=True)
        say(f"wrote {counted(len(table_read.rejects), 'row')} left out to {path}", err=True)


def _built(result: BuildResult) -> str:
    """Say what was put in, and what the store holds then: that is more where it has other sources too."""
    named = ", ".join(result.sources)
    if len(result.sources) > _NAMED or len(named) > _LONGEST_LIST:
        named = counted(len(result.sources), "source")
    said = said_by(result.statements, result.claims)
    triples = f"{result.stated:,} stated and {result.derived:,} derived triples"
    if result.others:
        return f"built {named}: {said}; with {counted(result.others, 'other source')} the store holds {triples}"
    return f"built {named}: {said}, {triples}"


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@table_options
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--check", is_flag=True, help="Exit 1 if there would be a new collision.")
@store_option
def changes(sources: tuple[str, ...], form: str, check: bool, store: str | None, **table: Any) -> None:
    """Show what building SOURCES would change, and build nothing.

    A delivery that comes again takes the place of what its source said before: deals that would open (+), close (-) or
    change (~) are told, and the collisions with what is recorded that it would bring.

    \b
    Example: partnergraph changes avails-2026-12.xlsx
    """
    found = open_graph(store).changes(*sources, **read_table_options(table))
    print_warnings(found.warnings)
    print_answer(form, found.lines(), found.table(), found.to_json())
    if check and found.collisions:
        sys.exit(EXIT_CHECK_FAILED)


@main.command()
@click.argument("store", metavar="A")
@click.argument("other", required=False, metavar="[B]")
@click.option("--from", "from_", metavar="DAY", help="Compare A as known on this day with B in place of it.")
@click.option(
    "--to", "to_", metavar="DAY", help="A as known on this day is what is compared with [default: all of it]."
)
@click.option("--reading", "reading", multiple=True, metavar="READING", help="As for 'partnergraph who'.")
@table_options
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--check", is_flag=True, help="Exit 1 if anything differs.")
def diff(
    store: str,
    other: str | None,
    from_: str | None,
    to_: str | None,
    reading: tuple[str, ...],
    form: str,
    check: bool,
    **table: Any,
) -> None:
    """Say what differs between A and B: deals, collisions, and answers to who may, with their cells.

    A and B are store directories, RDF files or addresses of stores. B may be a table, a deal book or a file of the
    industry too: then A is compared with what building B would make of it. With --from, and --to, A is compared with
    itself as it was known on two days. What is of A alone is told as gone (-), what is of B alone as new (+).

    \b
    Examples: partnergraph diff may.store june.store
              partnergraph diff deals.store deals-new.xlsx
              partnergraph diff deals.store --from 2023 --to 2024-06-30
    """
    if (other is None) == (from_ is None) or (to_ is not None and from_ is None):
        raise click.UsageError("give either B, or --from and, unless all that is known is meant, --to")
    graph, options = open_graph(store), read_table_options(table)
    is_input = other is not None and not _is_store(other)
    if options.keys() - {"door"} and not is_input:
        raise click.UsageError("options of tables go with a table")
    if from_ is not None:
        later = graph if to_ is None else graph.as_known_on(to_)
        found = graph.as_known_on(from_).diff(later, reading=reading)
    elif is_input:
        found = graph.diff(str(other), reading=reading, **options)
    else:
        found = graph.diff(open_graph(other), reading=reading)
    print_warnings(found.warnings)
    print_answer(form, found.lines(), found.table(), found.to_json())
    if check and found.differs:
        sys.exit(EXIT_CHECK_FAILED)


def _is_store(name: str) -> bool:
    from partnergraph.store.documents import is_rdf

    return name.startswith(("http://", "https://")) or not Path(name).is_file() or is_rdf(name)


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE... OUT.nq.gz")
@table_options
def convert(sources: tuple[str, ...], **table: Any) -> None:
    """Write what sources say, and what follows, as N-Quads (.nq or .nq.gz) for another engine's bulk loader.

    Makes no store; equal sources give equal bytes.

    \b
    Example: partnergraph convert deals.csv deals.nq.gz --as-of 2024-02-28
    """
    from partnergraph.graph import convert as write

    if len(sources) < 2:
        raise click.UsageError("name the sources and then the file to write, such as deals.nq.gz")
    *inputs, out = sources
    warnings: list[Problem] = []
    with counting() as progress:
        count = write(*inputs, out=out, warnings=warnings, progress=progress, **read_table_options(table))
    print_warnings(warnings)
    say(f"wrote {count:,} quads to {out}")


def _explain(sources: Sequence[str], wanted: str, options: Any) -> None:
    from partnergraph.ingest.industry import explain_record
    from partnergraph.ingest.table import SUFFIXES, explain_row

    form = _industry(sources[0]) if len(sources) == 1 else None
    if form is not None:
        said = {name: options[name] for name in ("as_of", "encoding") if name in options}
        lines = explain_record(Path(sources[0]), form, wanted, **said)
    elif len(sources) != 1 or Path(sources[0]).suffix.lower() not in SUFFIXES:
        raise click.UsageError(f"--explain tells of one table ({', '.join(SUFFIXES)}) or one file of the industry")
    elif not wanted.isdecimal() or wanted == "0":
        raise click.UsageError(f"--explain takes the number of a row: {wanted!r} is none")
    else:
        lines = explain_row(sources[0], int(wanted), **options)
    for line in lines:
        say(line)


def _industry(source: str) -> Format | None:
    """Return the industry's format of a file; ``None`` where it has none, or is not there."""
    from partnergraph.ingest.industry import recognize

    return recognize(Path(source)) if Path(source).is_file() else None


def _dry_run(sources: Sequence[str], options: Any) -> None:
    from partnergraph.ingest.industry import told_of
    from partnergraph.ingest.inputs import read_as
    from partnergraph.ingest.table import SUFFIXES, inspect_table

    formed = {source: form for source in sources if (form := _industry(source)) is not None}
    tables = [source for source in sources if source not in formed and Path(source).suffix.lower() in SUFFIXES]
    if not tables and not formed:
        raise click.UsageError(f"--dry-run shows how tables are read: {', '.join(SUFFIXES)}")
    problems: list[Problem] = []
    for source, form in formed.items():
        try:
            told = read_as(Path(source), form, options)
        except InputError as error:
            problems += error.problems
            continue
        for line in told_of(told, form):
            say(line)
        print_warnings(told.warnings)
    for source in tables:
        content = inspect_table(source, **options)
        say(content.reading.as_text())
        print_warnings(content.warnings)
        problems += content.problems
    if problems:
        raise InputError(problems)


@main.command()
@click.argument("files", nargs=-1, metavar="[FILE...]")
@store_option
def validate(files: tuple[str, ...], store: str | None) -> None:
    """Check a store, or files without building them, against the SHACL shapes; exit 1 on a violation.

    \b
    Examples: partnergraph validate
              partnergraph validate deals.yaml
    """
    report = _report_on(files) if files else open_graph(store).validate()
    for finding in report.findings:
        where = f" {finding.path}" if finding.path else ""
        say(f"{finding.severity}: {finding.focus}{where}\n    {finding.message}")
    say(summary(report))
    if not report.conforms:
        sys.exit(EXIT_CHECK_FAILED)


def _report_on(files: tuple[str, ...]) -> Report:
    """Hold files against the shapes; an RDF file that no build takes is held against them as it stands."""
    from partnergraph.graph import PartnerGraph
    from partnergraph.store.documents import is_rdf

    graph = PartnerGraph()
    try:
        graph.build(*files)
    except InputError:
        if len(files) > 1 or not is_rdf(files[0]):
            raise
        report = PartnerGraph.open(files[0]).validate()
        if report.conforms:
            raise
        return report
    return graph.validate()


@main.command()
@click.option("--without", multiple=True, metavar="RULE", help="Leave out a rule or a reading.")
@store_option
def derive(without: tuple[str, ...], store: str | None) -> None:
    """Make the derived graph anew, as after an upgrade.

    \b
    Example: partnergraph derive --without first-release
    """
    from partnergraph.derive import rules
    from partnergraph.errors import UnknownNameError
    from partnergraph.names import nearest

    known = {name for rule in rules() for name in (rule.name, rule.reading)}
    for name in without:
        if name not in known:
            raise UnknownNameError("rule or reading", name, nearest(name, known) or sorted(known))
    say(f"derived {open_graph(store).derive(without=without):,} triples")


@main.command()
@store_option
def info(store: str | None) -> None:
    """Say what the store holds: versions, counts, newest source, what is stale.

    \b
    Example: partnergraph info --store leica.store
    """
    found = open_graph(store).info()
    lines = [
        ("store", found.location),
        ("partnergraph", f"{found.version}, {found.engine}, store format {found.format}"),
        ("revision", str(found.revision)),
        *((name, f"{count:,}") for name, count in found.counts.items()),
        ("newest source", str(found.newest or "no source has a date")),
        (
            "derived graph",
            f"stale ({', '.join(found.stale)}): run 'partnergraph derive'" if found.stale else "up to date",
        ),
    ]
    width = max(len(name) for name, _ in lines)
    for name, value in lines:
        say(f"{name:<{width}}  {value}")


@main.command()
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@store_option
def sources(form: str, store: str | None) -> None:
    """List the sources, oldest first.

    \b
    Example: partnergraph sources --format csv
    """
    rows = [
        (s.iri.rsplit("/", 1)[-1], s.date, f"{s.title} (prevails)" if s.prevails else s.title, s.statements)
        for s in open_graph(store).sources()
    ]
    print_rows(("source", "date", "title", "statements"), rows, form)


@main.command()
@click.argument("source")
@store_option
def remove(source: str, store: str | None) -> None:
    """Take out everything that SOURCE said.

    \b
    Example: partnergraph remove gadgets360-2024-02-28
    """
    say(f"removed {open_graph(store).remove(source)}")


@main.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def template(out: Path) -> None:
    """Write a table or deal book to fill in: OUT.{xlsx,csv,yaml}.

    \b
    Examples: partnergraph template deals.xlsx
              partnergraph template deals.yaml
    """
    from partnergraph.ingest.template import write_template

    say(f"wrote {write_template(out)}; build it with 'partnergraph build {out}'")
