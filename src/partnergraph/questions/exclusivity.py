"""The questions that Python answers: who, clear, conflicts, available, title, expiring, gaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from partnergraph.questions.declared import AXES, KNOWN_BY, Parameter, Question


def _axes(*, many: bool = False, absent: Mapping[str, str] = {}) -> Iterator[Parameter]:
    """Yield a parameter for each axis; ``absent`` says what holds where one is not given."""
    for name, told in AXES.items():
        yield Parameter(name, name, f"{told} [default: {absent.get(name, 'all')}]", many=many)


_SUBJECT: Final = Parameter("subject", "subject", "mark, product or other right", required=True)
_ANY_SUBJECT: Final = replace(_SUBJECT, help="mark, product or other right [default: all]", required=False)
_ON: Final = Parameter("on", "when", "day asked; a month or a year means all of it [default: today]")
_READING: Final = Parameter(
    "reading", "reading", "a reading to count beside the default ones: continues ...; strict: none of these", many=True
)
_NEWCOMER: Final = """\
A company that nothing recorded names is answered as a newcomer, and the answer says so; where a known name is near,
or where its own name has a comma, write organization:NAME."""

WHO: Final = Question(
    "who",
    "Who may use a mark, product or right: yes, no, unknown or conflict, with the reasons",
    "Who may use {subject} for {field} in {country} on {on}?",
    (
        _SUBJECT,
        *_axes(absent={"act": "every recorded act"}),
        Parameter("country", "country", "a country, or a part of one", required=True, option="in"),
        _ON,
        Parameter("party", "party", "a company to ask about; others are added", many=True),
        _READING,
    ),
    more=f"An unknown says what it could be, what was last known, and which questions would decide it. {_NEWCOMER}",
    examples=(
        "--subject Leica --in BR",
        "--subject Leica --field smartphone --in BR --on 2023-05-01 --party Xiaomi",
        "--subject Leica --field smartphone --in JP --on 2024 --reading continues",
    ),
)
CLEAR: Final = Question(
    "clear",
    "Whether a proposed deal is theirs to give, and what it collides with: countries, days and quotes",
    "Does a deal of {grantor} with {grantee} on {subject} collide with what is recorded?",
    (
        Parameter("grantor", "party", "who would grant", required=True, many=True),
        Parameter("grantee", "party", "who would be allowed to act", required=True, many=True),
        replace(_SUBJECT, many=True),
        *_axes(many=True, absent={"field": "any"}),
        Parameter("territory", "territory", "where: 'EU + UK', 'World except Japan' [default: not said]", option="in"),
        Parameter("from", "first-day", "when it would begin [default: today]"),
        Parameter("until", "last-day", "when it would end [default: no end]"),
        Parameter("strength", "strength", "whom it would shut out [default: nobody]"),
        Parameter("exception", "exception", "what it would leave open: 'party=A; territory=B; field=C'", many=True),
        Parameter("signed", "first-day", "day of signing, on which options are tested [default: the first day]"),
        _READING,
    ),
    more="The verdict is clear only where those who grant hold the right and all who may have granted it are declared "
    f"to list their deals; else it is nothing recorded. {_NEWCOMER}",
    examples=(
        "--grantor Leica --grantee Samsung --subject Leica --field smartphone --in 'EU + UK' --from 2024",
        "proposals.xlsx --check",
    ),
)
CONFLICTS: Final = Question(
    "conflicts",
    "The recorded deals that collide with each other, and those that give what the grantor does not hold",
    "Which recorded commitments collide?",
    (
        _ANY_SUBJECT,
        Parameter("certain", "yes-or-no", "only those that are certain"),
        Parameter("since", "first-day", "look at nothing before this day [default: all days]"),
        _READING,
    ),
    more="Certain ones first, then by the common ground (countries times days; what has no end is largest), then the "
    "soonest.",
    examples=("--subject Leica --certain", "--since 2024 --format html --out conflicts.html"),
    forms=("xlsx", "html"),
)
AVAILABLE: Final = Question(
    "available",
    "The countries in which a newcomer is shut out, may be, or is free to act, and where nobody can let it",
    "Where is {subject} free for {field}?",
    (
        _SUBJECT,
        *_axes(absent={"act": "every recorded act"}),
        _ON,
        Parameter("from", "first-day", "first day asked, in place of on"),
        Parameter("until", "last-day", "last day asked [default: no end]"),
        Parameter("by", "party", "what this party may still grant: what it holds, less what it has granted away"),
        _READING,
    ),
    more="With --by, 'blocked' is what stands against a plain grant by that party; ask clear of an exclusive one.",
    examples=(
        "--subject Leica --field smartphone --on 2024-02-28",
        "--subject Leica --field smartphone --from 2022 --until 2024",
    ),
)
TITLE: Final = Question(
    "title",
    "The chain of title: who holds what of a mark, product or right, from whom, and where the chain has gaps",
    "Who holds what of {subject}, and from whom?",
    (
        _SUBJECT,
        replace(_ON, help="as of this day; a month or a year means all of it [default: all days]"),
        Parameter("territory", "territory", "what reaches there: 'EU + UK', Japan [default: everywhere]", option="in"),
        _READING,
    ),
    more="Owners come first, under each right what is granted out of it. A gap is a part of a recorded grant that its "
    "grantor does not hold, possibly not, or is not recorded to hold.",
    examples=("--subject Leica", "--subject Leica --on 2024-02-28 --in 'EU + UK'"),
    forms=("xlsx",),
)
EXPIRING: Final = Question(
    "expiring",
    "What ends soon, by its last possible day, and what that opens",
    "What ends soon after {on}?",
    (
        Parameter("on", "first-day", "day to look ahead from [default: today]"),
        Parameter("within", "days", "how far to look ahead", default="180d"),
        _ANY_SUBJECT,
        _READING,
    ),
    more="As a calendar (ics) each entry keeps its identity wherever its day moves to, so that one that was subscribed "
    "to stays up to date.",
    examples=("--on 2024-01-01 --within 365d", "--within 365d --format ics --out ends.ics"),
    forms=("ics", "xlsx"),
)
GAPS: Final = Question(
    "gaps",
    "The holes and overlaps between exclusive partners that follow each other",
    "Where is nobody, or more than one, between exclusive partners that follow each other?",
    (_ANY_SUBJECT, _READING),
    examples=("--subject Leica",),
)


def exclusivity_questions() -> Mapping[str, Question]:
    """Return the questions that Python answers, by name; each is a method of `PartnerGraph` too."""
    asked = (WHO, CLEAR, CONFLICTS, AVAILABLE, TITLE, EXPIRING, GAPS)
    return {question.name: replace(question, parameters=(*question.parameters, KNOWN_BY)) for question in asked}
