"""Questions, each declared once: its name, what it asks, its parameters with type, default and help.

The command line, HTTP, the assistants' tools, the help of Python's methods and the documentation are made from
these declarations. `exclusivity_questions` are answered by Python, `sparql_questions` by SPARQL;
`looking_questions` are what assistants ask beside them.
"""

from partnergraph.questions.declared import (
    KNOWN_BY,
    TYPES,
    Parameter,
    ParameterType,
    Question,
    find_question,
    read_question,
    sparql_questions,
)
from partnergraph.questions.exclusivity import exclusivity_questions
from partnergraph.questions.given import given_to, renamed
from partnergraph.questions.looking import looking_questions

__all__ = [
    "KNOWN_BY", "TYPES", "Parameter", "ParameterType", "Question", "exclusivity_questions", "find_question", "given_to",
    "looking_questions", "read_question", "renamed", "sparql_questions",
]  # fmt: skip
