"""The command group: errors as one readable block, exit codes, the store option."""

from __future__ import annotations

import errno
import re
import sys
from collections.abc import Callable
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, TypeVar

import click

from partnergraph import __version__
from partnergraph.cli.printing import say
from partnergraph.errors import InputError, PartnerGraphError, Problem, StoreUnreachableError
from partnergraph.questions import KNOWN_BY, TYPES
from partnergraph.questions.given import refuse_repeated

if TYPE_CHECKING:
    from partnergraph.graph import PartnerGraph

F = TypeVar("F", bound=Callable[..., Any])
EXIT_CHECK_FAILED, EXIT_BAD_INPUT, EXIT_UNREACHABLE, EXIT_STOPPED = 1, 2, 3, 130


_EXAMPLE = 74
"""Letters of a line of an example, before what it is set in by and what continues it."""


class Command(click.Command):
    """Refuses an option that is given more than once and takes one value; click would take the last."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read arguments. Raises `QueryError` for an option that is given more often than it may be."""
        given = self.make_parser(ctx).parse_args(list(args))[2]
        valued = [one for one in given if isinstance(one, click.Option) and not (one.multiple or one.is_flag)]
        for number, option in enumerate(valued):
            if option in valued[:number]:
                refuse_repeated(option.opts[0].lstrip("-"))
        return super().parse_args(ctx, args)


class Group(click.Group):
    """Prints our errors as one readable block, and keeps the commands in the order of a first visit."""

    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order in which they were declared."""
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each command's first sentence whole; click would cut it at the end of the line."""
        rows = [(name, command.get_short_help_str(limit=1_000)) for name, command in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an error of ours ends with its exit code."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")  # a console in cp1252 has no letter for every name
        try:
            return super().invoke(ctx)
        except StoreUnreachableError as error:
            _fail(error, EXIT_UNREACHABLE)
        except PartnerGraphError as error:
            _fail(error, EXIT_BAD_INPUT)
        except ModuleNotFoundError as error:
            if error.name is None or error.name.partition(".")[0] == __name__.partition(".")[0]:
                raise
            hint = "install partnergraph anew, with all that it needs"
            _fail(InputError(f"{error.name} is not installed", hint), EXIT_BAD_INPUT)
        except KeyboardInterrupt:
            say("\nstopped", err=True)
            sys.exit(EXIT_STOPPED)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # the reader of our output went away; click ends quietly
            _fail(InputError([Problem(error.strerror or str(error), file=error.filename)]), EXIT_BAD_INPUT)


def _fail(error: PartnerGraphError, code: int) -> None:
    count = len(error.problems) if isinstance(error, InputError) else 1
    if count > 1:
        say(f"{count} problems; nothing was changed", err=True)
    say(f"error: {error}" if count == 1 else str(error), err=True)
    sys.exit(code)


def store_option(command: F) -> F:
    """Give a command the option ``--store``."""
    text = "Store directory, RDF file or http address [default: $PARTNERGRAPH_STORE, else partnergraph.store here]"
    return click.option("--store", "-s", metavar="PATH", help=text)(command)


def known_by_option(command: F) -> F:
    """Give a command the option ``--known-by``."""
    text = f"{KNOWN_BY.help[0].upper()}{KNOWN_BY.help[1:]}."
    return click.option("--known-by", metavar=TYPES[KNOWN_BY.type].metavar, help=text)(command)


def examples(name: str, *arguments: str) -> str:
    """Return the part of a command's help that shows how it is called, in lines that a narrow terminal has room for.

    >>> print(examples("gaps", "--subject Leica"))
    \b
    Example:
      partnergraph gaps --subject Leica
    """
    lines: list[str] = []
    for one in arguments:
        line = f"  partnergraph {name}"
        for part in re.split(" (?=--)", one):
            if len(line) + len(part) > _EXAMPLE:
                lines.append(f"{line} \\")
                line = "     "
            line += f" {part}"
        lines.append(line)
    return "\n".join(("\b", f"Example{'s' if len(arguments) > 1 else ''}:", *lines))


def open_graph(store: str | None, *, create: bool = False) -> PartnerGraph:
    """Open the store that was named, or the default one."""
    from partnergraph.graph import PartnerGraph

    if store is not None and not store.strip():
        raise click.UsageError("--store is empty: name a directory, or leave it out")
    graph = PartnerGraph.open(store, create=create)
    if getattr(graph.store, "address", None) is not None and sys.stderr.isatty():
        from partnergraph.store.remote import RemoteStore

        assert isinstance(graph.store, RemoteStore)
        graph.store.progress = _show_progress
    return graph


def _show_progress(done: int, total: int) -> None:
    click.echo(f"\rsent {done:,} of {total:,} triples", nl=done == total, err=True)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="partnergraph")
def main() -> None:
    """Knowledge graph of business partnerships: who may do what, where and until when.

    Try 'partnergraph demo' first.
    """
