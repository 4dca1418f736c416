"""What a worker or a writer replies: the file of an answer, or an error as a client may know it."""

from __future__ import annotations

import json
import signal
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from partnergraph.errors import InputError, PartnerGraphError, PhraseError, QueryError, UnknownNameError
from partnergraph.output import is_full
from partnergraph.server.answer_file import TooLongError

_FAULTS = ("SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE")

Reply = dict[str, Any]


def reply_to(work: Callable[[], Reply]) -> Reply:
    """Run something and return its reply, or its error as one: what a client may know, without a trace."""
    try:
        return work()
    except UnknownNameError as error:
        return problem(404, str(error))
    except TooLongError as error:
        return problem(422, f"{error}\n    ask for less: add LIMIT")
    except (QueryError, PhraseError, InputError) as error:
        return problem(400, str(error))
    except PartnerGraphError as error:
        return problem(409, str(error))
    except (MemoryError, RecursionError):
        return problem(503, "the answer needs more memory than is allowed\n    ask for less")
    except OSError as error:
        if is_full(error):
            return not_written(error)
        traceback.print_exc()
        why = f"the server cannot read or write its files: {error.strerror or 'it is not known why'}"
        return problem(500, f"{why}\n    tell whoever runs it; its log says more")


def not_written(error: OSError) -> Reply:
    """Return as an error that the disk of the server is full."""
    return problem(507, f"the server cannot write: {error.strerror or error}\n    make room on its disk")


def problem(status: int, text: str) -> Reply:
    """Return an error as a reply: its first line, and the way out below it."""
    why, _, hint = text.partition("\n")
    return {"status": status, "why": why, "hint": " ".join(hint.split())}


def ended(code: int) -> Reply:
    """Return as an error what is known of a process that ended although nobody here told it to, from its exit code.

    >>> ended(-9)["why"]
    'stopped: a process of the server was ended by signal 9 (SIGKILL)'
    """
    name = signal.Signals(-code).name if -code in set(signal.Signals) else ""
    if name == "SIGABRT":
        why, hint = "the engine gave up, as where it gets no more memory than is allowed", "ask for less"
    elif name in _FAULTS or code >= 0:
        why, hint = f"more than the engine can bear ({name or f'exit code {code}'})", "ask for less"
    else:
        why = f"a process of the server was ended by signal {-code} ({name or 'unknown'})"
        hint = "somebody ended it, or the system, which does so where the machine is short of memory: ask again"
    return problem(503, f"stopped: {why}\n    {hint}")


def problem_text(reply: Reply) -> str:
    """Return an error as RFC 9457 wants it."""
    content = {"status": reply["status"], "title": reply["why"]}
    if reply.get("hint"):
        content["detail"] = reply["hint"]
    return json.dumps(content, ensure_ascii=False)


def file_reply(path: Path, media_type: str, **more: Any) -> Reply:
    """Return a reply whose body is a file."""
    return {"status": 200, "type": media_type, "path": str(path), **more}
