"""The config file as a JSON Schema, for editors that know one: `python -m regbot.config.schema`.

Made from the model, so that it names each key once. docs/regbot.schema.json is its output; a test compares
them. What a schema cannot say (templates, two scripts of one name) is left to `regbot check`.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from regbot.config.model import Config

_DIALECT = "http://json-schema.org/draft-07/schema#"  # what yaml-language-server knows best


def schema() -> dict[str, Any]:
    """The schema as a JSON document."""
    made = Config.model_json_schema(by_alias=True)
    sections = made.pop("$defs")
    document = {
        "$schema": _DIALECT,
        "title": "regbot's config file",
        **_section(made),
        "definitions": {name: _section(section) for name, section in sections.items()},
    }
    text = json.dumps(document).replace("#/$defs/", "#/definitions/")
    result: dict[str, Any] = json.loads(text)
    return result


def _section(section: dict[str, Any]) -> dict[str, Any]:
    properties = {name: _property(value) for name, value in section["properties"].items()}
    extra = {"not": section["not"]} if "not" in section else {}
    return {
        "description": section["description"],
        "type": ["object", "null"],
        "properties": properties,
        "patternProperties": {"^(x-.*|<<)$": {}},  # the user's own keys, and YAML's merges
        "additionalProperties": False,
        **extra,
    }


def _property(value: dict[str, Any]) -> dict[str, Any]:
    # Defaults are those of the model, in its units: docs/config.md tells them as they are written.
    kept = {
        key: item for key, item in value.items() if key not in ("title", "default", "format", "writeOnly")
    }
    if kept.get("type") in ("array", "object"):
        kept["type"] = [kept["type"], "null"]
    return kept


def text() -> str:
    """The file's content."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
