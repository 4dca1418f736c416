"""Writes the JSON Schema of deal books, ``ontology/schema/dealbook.json``, from the models that read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from partnergraph.ingest.entries import DealBook

SCHEMA = Path(__file__).resolve().parents[1] / "ontology" / "schema" / "dealbook.json"


class DealBookSchema(GenerateJsonSchema):
    """The schema as people read it: no titles made of field names, no ``null`` (leave a field out instead)."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        return super().dict_schema(schema) | {"additionalProperties": False}

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        inner = super().default_schema(schema)
        if inner.get("default") in (None, [], {}):
            inner.pop("default", None)
        return inner


def schema_text() -> str:
    """Return the text of the published file."""
    schema = DealBook.model_json_schema(schema_generator=DealBookSchema)
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    SCHEMA.parent.mkdir(exist_ok=True)
    SCHEMA.write_text(schema_text(), encoding="utf-8", newline="\n")
