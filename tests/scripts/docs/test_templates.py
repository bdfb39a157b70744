"""The JSON Schema of workflow templates: up to date, and true of those that are shipped."""

import json
from importlib.resources import files

import pytest
import yaml
from jsonschema import Draft202012Validator

from scripts.docs.templates import PAGE, render
from services.workflow import templates

SHIPPED = sorted(files(templates).joinpath("shipped").iterdir(), key=lambda file: file.name)


def test_is_up_to_date() -> None:
    assert PAGE.read_text() == render(), "run python -m scripts.docs.templates"


@pytest.mark.parametrize("name", [file.name for file in SHIPPED])
def test_holds_for_what_is_shipped(name: str) -> None:
    text = files(templates).joinpath("shipped", name).read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=../schema.json\n")
    Draft202012Validator(json.loads(PAGE.read_text())).validate(yaml.safe_load(text))


def test_refuses_a_step_without_its_config() -> None:
    template = {"name": "x", "version": 1, "description": "x", "category": "x", "steps": [{"key": "a", "name": "Ask"}]}
    assert not Draft202012Validator(json.loads(PAGE.read_text())).is_valid(template)
