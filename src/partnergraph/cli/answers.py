"""Commands that answer: who, clear, conflicts, available, title ... Their options are those of the questions."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from partnergraph.cli.group import EXIT_CHECK_FAILED, Command, examples, main, open_graph, store_option
from partnergraph.cli.printing import print_answer, print_warnings, say, say_data
from partnergraph.cli.tables import OF_PROPOSALS, proposal_options, read_table_options
from partnergraph.output import whole_file
from partnergraph.questions import KNOWN_BY, TYPES, Parameter, Question, exclusivity_questions
from partnergraph.questions.given import old_spellings
from partnergraph.wording.lists import listed

FORMS = ("table", "json", "csv", "markdown")

_SHEET: tuple[click.Parameter, ...] = (
    click.Argument(["sheet"], required=False, metavar="[FILE]", type=click.Path(dir_okay=False)),
    click.Option(["--check"], is_flag=True, help="Exit 1 unless the verdict is 'clear'."),
    *proposal_options(),
)
_OF_SHEETS = """\
With FILE, every deal of a table or of a file of the industry, as 'partnergraph build' reads it, is checked; the rows
are written back as NAME-checked with the verdicts. Columns that are not read are named; one that may limit a deal stops
the check."""


def _options(question: Question) -> Iterator[click.Option]:
    """Yield an option for each parameter, and hidden ones for its other spellings."""
    for parameter in question.parameters:
        shown = _option(parameter, parameter.option or parameter.name)
        if parameter.required:
            shown.help = f"{shown.help}  [required{' without FILE' if question.name == 'clear' else ''}]"
        yield shown
        for other in (*([parameter.name] if parameter.option else []), *old_spellings(parameter)):
            yield _option(parameter, other, hidden=True)
    yield click.Option(["--strict"], is_flag=True, help="No switchable reading: only what is stated or entailed.")
    forms = click.Choice((*FORMS, *question.forms))
    yield click.Option(["--format", "form"], type=forms, default="table", show_default=True)
    if question.forms:
        told = f"File to write as {listed(question.forms, 'or')} [default: print it]."
        yield click.Option(["--out"], type=click.Path(dir_okay=False, path_type=Path), help=told)


def _option(parameter: Parameter, name: str, *, hidden: bool = False) -> click.Option:
    kind = TYPES[parameter.type]
    ends = f"  [default: {parameter.default}]" if parameter.default else ""
    told = f"{parameter.help[0].upper()}{parameter.help[1:]}.{ends}"
    names = [f"--{name.replace('_', '-')}", f"{name}_"]  # "from" and "in" are words of the language
    if parameter.type == "yes-or-no" or name == "exclusive":
        return click.Option(names, is_flag=True, default=None, help=told, hidden=hidden)
    choice = click.Choice(kind.choices) if kind.choices else None
    metavar = None if kind.choices else kind.metavar
    return click.Option(names, multiple=parameter.many, type=choice, metavar=metavar, help=told, hidden=hidden)


def _add(question: Question, *more: click.Parameter) -> None:
    """Add the command of a question; ``more`` is what only the command line has."""

    def ask(store: str | None, form: str, **given: Any) -> None:
        clear = _clear_sheet(store, form, given) if given.get("sheet") else _answer(question, store, form, given)
        if given.get("check") and not clear:
            sys.exit(EXIT_CHECK_FAILED)

    told = [
        f"{question.title}.",
        question.more,
        _OF_SHEETS if more else "",
        examples(question.name, *question.examples),
    ]
    params = [*more[:1], *_options(question), *more[1:]]
    command = Command(question.name, callback=ask, params=params, help="\n\n".join(filter(None, told)))
    main.add_command(store_option(command))


def _answer(question: Question, store: str | None, form: str, given: Mapping[str, Any]) -> bool:
    from partnergraph.asking.doors import answer

    for option in proposal_options():
        if given.get(str(option.name)):
            raise click.UsageError(f"{option.opts[0]} is for a FILE")
    out = given.get("out")
    if out is not None and form not in question.forms:
        raise click.UsageError(f"--out goes with --format {listed(question.forms, 'or')}")
    found = answer(open_graph(store), question.name, _given(given))
    if form in question.forms:
        _write(getattr(found, f"to_{form}")(), form, out)
        return True
    print_answer(form, found.lines(), found.table(), found.to_json(), found.notes)
    return getattr(found, "verdict", None) == "clear"


def _write(content: bytes | str, form: str, out: Path | None) -> None:
    """Write an answer that is a file, or print it. Raises `ExportError`."""
    data = content.encode() if isinstance(content, str) else content
    if out is not None:
        with whole_file(out) as file:
            file.write(data)
        say(f"wrote {out}", err=True)
    elif form == "xlsx" and sys.stdout.isatty():
        raise click.UsageError("a workbook is nothing for a screen: add --out NAME.xlsx")
    elif form == "xlsx" or not sys.stdout.isatty():
        click.echo(data, nl=False)
    else:
        say_data(data.decode())


def _given(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was given of the parameters of a question."""
    plain = {name.rstrip("_"): value for name, value in options.items() if name.endswith("_")}
    if options["strict"]:
        plain["reading"] = ("strict", *plain["reading"])
    return plain


def _clear_sheet(store: str | None, form: str, given: Mapping[str, Any]) -> bool:
    from partnergraph.asking import wording
    from partnergraph.asking.sheet import write_checked

    asked = _given(given)
    reading, known_by = asked.pop("reading"), asked.pop(KNOWN_BY.name)
    if any(asked.values()):
        raise click.UsageError("give either a FILE or the parts of one deal")
    options = read_table_options({name: given["worksheet" if name == "sheet" else name] for name in OF_PROPOSALS})
    found = open_graph(store).clear_sheet(given["sheet"], reading, known_by=known_by, **options)
    print_warnings(found.sheet.warnings)
    path = write_checked(found, Path())
    table = (wording.SHEET_COLUMNS, wording.sheet_rows(found))
    print_answer(form, wording.sheet_lines(found), table, [answer.to_json() for answer in found.answers])
    say(f"wrote {path}", err=True)
    return all(answer.verdict == "clear" for answer in found.answers)


for _question in exclusivity_questions().values():
    _add(_question, *(_SHEET if _question.name == "clear" else ()))
