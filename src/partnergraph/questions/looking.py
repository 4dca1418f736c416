"""What an assistant asks beside the questions that Python answers: a thing, and what SPARQL answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from partnergraph.questions.declared import KNOWN_BY, Parameter, Question

SHOW: Final = Question(
    "show",
    "What is known of a company, mark, product, person, deal or source: each sentence with its quotes",
    "What is known of {name}?",
    (Parameter("name", "thing", "name, kind:name or IRI, such as Xiaomi or brand:Leica", required=True), KNOWN_BY),
)
QUESTIONS: Final = Question(
    "questions",
    "The named questions that query answers, with their parameters",
    "Which questions have a name?",
    (),
)
QUERY: Final = Question(
    "query",
    "Answer a named question",
    "What is the answer to {name}?",
    (
        Parameter("name", "text", "name of a question, see the tool questions", required=True),
        Parameter("parameters", "parameters", "such as {'country': 'India'}"),
        KNOWN_BY,
    ),
)
SPARQL: Final = Question(
    "sparql",
    "Answer SPARQL 1.1",
    "What is the answer to {query}?",
    (
        Parameter("query", "text", "SELECT or ASK; the prefixes pg, rdfs, skos ... are declared", required=True),
        KNOWN_BY,
    ),
    more="Changes and other hosts are refused; too long or too many rows is an error: add LIMIT.",
)


def looking_questions() -> Mapping[str, Question]:
    """Return the questions by name."""
    return {question.name: question for question in (SHOW, QUESTIONS, QUERY, SPARQL)}
