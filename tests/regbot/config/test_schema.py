"""docs/regbot.schema.json says what the program takes: made from the model, in agreement with the loader."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from regbot.config import schema
from regbot.config.load import load_config, read_config
from regbot.config.model import Config, Creds, Defaults, Script

ROOT = Path(__file__).parents[3]
SCHEMA = schema.schema()


def faults(value: Any, rule: Mapping[str, Any], at: str = "") -> Iterator[str]:
    """What of JSON Schema the file uses, and no more: the places where a value does not fit."""
    if "$ref" in rule:
        rule = SCHEMA["definitions"][rule["$ref"].rpartition("/")[2]]
    kinds = rule.get("type", [])
    if kinds and not any(is_a(value, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)):
        yield at
        return
    if "enum" in rule and value not in rule["enum"]:
        yield at
    if "const" in rule and (value != rule["const"] or isinstance(value, bool)):
        yield at
    if "pattern" in rule and isinstance(value, str) and not re.search(rule["pattern"], value):
        yield at
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and not rule.get("minimum", value) <= value <= rule.get("maximum", value):
        yield at
    if "anyOf" in rule and all([*faults(value, option, at)] for option in rule["anyOf"]):
        yield at
    if "not" in rule and isinstance(value, dict) and set(rule["not"]["required"]) <= set(value):
        yield at
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from faults(item, rule.get("items", {}), f"{at}[{index}]")
    if isinstance(value, dict):
        for key, item in value.items():
            inner = rule.get("properties", {}).get(key)
            if inner is None:
                patterns = rule.get("patternProperties", {})
                inner = next((patterns[each] for each in patterns if re.search(each, key)), None)
            if inner is None:
                inner = rule.get("additionalProperties", {})
            if inner is False:
                yield f"{at}.{key}"
            elif inner is not True:
                yield from faults(item, inner, f"{at}.{key}")


def is_a(value: Any, kind: str) -> bool:
    if kind == "null":
        return value is None
    if kind == "boolean":
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    types: dict[str, Any] = {"object": dict, "array": list, "string": str, "integer": int}
    return isinstance(value, types.get(kind, (int, float)))


def document(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def test_the_file_is_what_the_model_says() -> None:
    path = ROOT / "docs/regbot.schema.json"
    assert schema.text() == path.read_text(encoding="utf-8"), f"run: python -m regbot.config.schema > {path}"


@pytest.mark.parametrize(
    ("name", "model"), [("Creds", Creds), ("Defaults", Defaults), ("Script", Script), ("", Config)]
)
def test_every_key_is_there_and_says_what_it_is(name: str, model: type[Any]) -> None:
    properties = (SCHEMA["definitions"][name] if name else SCHEMA)["properties"]
    assert [field.alias or key for key, field in model.model_fields.items()] == list(properties)
    assert all(each["description"].endswith(".") for each in properties.values())


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yml")), ids=lambda path: path.name)
def test_the_examples_fit(path: Path) -> None:
    assert [] == [*faults(document(path.read_text(encoding="utf-8")), SCHEMA)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "version: '1'",
        "x-a: {anything: [1]}\nscripts:\n  - x-b: 1\n    script: 12",
        "creds: [{registry: a.io, tls: Disabled, credExpire: 1000000000, blobMax: '0x10', reqPerSec: '0.5'}]",
        "creds: [{registry: a.io, credExpire: 1h15m, repoAuth: true, apiOpts: {disableHead: true}}]",
        "creds: [{registry: a.io, blobChunk: 1_000, mirrors: [b.io], priority: '7', pass: 1234}]",
        "defaults: {interval: 0, timeout: -1s, parallel: '2', schedule: '@daily'}",
        "defaults:\nscripts:\n  -\n",
        "scripts: [{name: 0123, script: x(), timeout: 1.5h}]",
        "defaults: {sandbox: strict}",
    ],
)
def test_what_the_loader_takes_fits(text: str) -> None:
    load_config("f.yml", text)
    assert [] == [*faults(document(text), SCHEMA)]


@pytest.mark.parametrize(
    "text",
    [
        "version: 2",
        "Scripts: []",
        "scripts: {}",
        "scripts: [foo]",
        "scripts: [{frequency: 5m, script: x()}]",
        "scripts: [{script: x(), scriptFile: x.lua}]",
        "scripts: [{script: [x]}]",
        "scripts: [{script: x(), timeout: 1d}]",
        "scripts: [{script: x(), timeout: 5}]",
        "defaults: {skipDockerConfig: 'yes'}",
        "defaults: {parallel: 1.5}",
        "defaults: {parallel: two}",
        "defaults: {sandbox: closed}",
        "creds: [{registry: a.io, tls: maybe}]",
        "creds: [{registry: a.io, tls: false}]",
        "creds: [{registry: a.io, priority: -1}]",
        "creds: [{registry: a.io, blobMax: 10MB}]",
        "creds: [{registry: a.io, reqPerSec: -1}]",
        "creds: [{registry: a.io, mirrors: b.io}]",
    ],
)
def test_what_the_loader_complains_about_does_not_fit(text: str) -> None:
    reading = read_config("f.yml", text)
    assert reading.errors or reading.warnings
    assert [*faults(document(text), SCHEMA)]
