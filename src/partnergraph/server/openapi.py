"""The OpenAPI description: made from the questions and parameters that the server has."""

from __future__ import annotations

from typing import Any

from partnergraph import __version__, queries
from partnergraph.questions import KNOWN_BY, Parameter, Question, exclusivity_questions
from partnergraph.server.formats import ANSWER_FORMS, ANSWERS, TABLES, TRIPLES
from partnergraph.server.limits import MOST_SEEDS, MOST_TEXTS

_PROBLEM = {"description": "What is wrong, and what to do instead", "content": {"application/problem+json": {"schema": {
    "type": "object", "required": ["status", "title"], "properties": {
        "status": {"type": "integer"}, "title": {"type": "string"}, "detail": {"type": "string"}}}}}}  # fmt: skip
_ERRORS = {str(status): _PROBLEM for status in (400, 404, 406, 413, 422, 429, 503)}


def described_question(question: queries.Question) -> dict[str, Any]:
    """Return what a client needs to ask a named question."""
    return {**question.described(), "sparql": question.text}


def description(address: str) -> dict[str, Any]:
    """Return the description of the server at an address."""
    paths: dict[str, Any] = {
        "/health": {"get": _operation("Whether answers are given, and from which revision", [], _json("object"))},
        "/questions": {"get": _operation("The named questions", [], _json("object"))},
    }
    for question in queries.questions().values():
        paths[f"/questions/{question.name}"] = {"get": _question(question)}
    for name, asked in exclusivity_questions().items():
        forms: dict[str, Any] = {ANSWER_FORMS[form]: {} for form in asked.forms}
        content = {**_json("object"), **forms}
        paths[f"/{name}"] = {"get": _operation(asked.title, list(map(_parameter, asked.parameters)), content)}
    paths["/calendar.ics"] = {"get": _calendar(exclusivity_questions()["expiring"])}
    paths.update(_EXPLORER)
    return {
        "openapi": "3.1.0",
        "info": {"title": "partnergraph", "version": __version__, "description": "SPARQL itself is at /sparql."},
        "servers": [{"url": address}],
        "paths": paths,
    }


def _question(question: queries.Question) -> dict[str, Any]:
    forms = {"SELECT": TABLES, "ASK": ANSWERS}.get(queries.form_of(question.text), TRIPLES)
    parameters = list(map(_parameter, (*question.parameters, KNOWN_BY)))
    return _operation(question.question, parameters, {form: {} for form in forms})


def _calendar(expiring: Question) -> dict[str, Any]:
    token = Parameter("token", "text", "where the server asks for one to give the calendar")
    parameters = list(map(_parameter, (*expiring.parameters, token)))
    return _operation(f"A calendar to subscribe to: {expiring.title}", parameters, {ANSWER_FORMS["ics"]: {}})


def _parameter(p: Parameter) -> dict[str, Any]:
    return {"name": p.name, "in": "query", "description": p.help, "required": p.required, "schema": p.schema()}


def _json(kind: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"type": kind}}}


def _operation(summary: str, parameters: list[dict[str, Any]], content: dict[str, Any]) -> dict[str, Any]:
    return {
        "summary": summary,
        "parameters": parameters,
        "responses": {"200": {"description": "The answer", "content": content}, **_ERRORS},
    }


def _sent(summary: str, answer: str, properties: dict[str, Any]) -> dict[str, Any]:
    body = {"type": "object", "properties": properties}
    found = _operation(summary, [], {"application/json": {"schema": {"type": "object", "required": answer.split()}}})
    return {"post": {**found, "requestBody": {"required": True, "content": {"application/json": {"schema": body}}}}}


_TEXTS = {"type": "array", "items": {"type": "string"}}
_PLACE = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}

_EXPLORER = {
    "/search": {
        "get": _operation(
            "Things whose names hold some letters",
            [_parameter(Parameter("text", "text", "the letters; none: the first things"))],
            {"application/json": {"schema": {"type": "object", "required": ["hits"]}}},
        )
    },
    "/neighbourhood": _sent(
        "What is around some things, as the tables of the page",
        "beyond organizations",
        {
            "of": {**_TEXTS, "maxItems": MOST_SEEDS, "description": "IRIs, or their ends after the base"},
            "places": {"type": "object", "additionalProperties": _PLACE, "description": "where marks lie already"},
        },
    ),
    "/recognize": _sent(
        "Which texts of an answer are names of things, which are territories, and what nodes are",
        "things territories nodes",
        {"texts": {**_TEXTS, "maxItems": MOST_TEXTS}, "nodes": {**_TEXTS, "maxItems": MOST_TEXTS}},
    ),
}
"""What the explorer asks for beside named questions and SPARQL."""
