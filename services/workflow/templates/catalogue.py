"""Loads the templates that are shipped."""

from functools import cache
from importlib.resources import files
from uuid import UUID

import yaml

from services.workflow.templates.errors import WorkflowNotFound
from services.workflow.templates.template import Template


@cache
def load_templates() -> dict[str, Template]:
    """The newest version of each by name. Raises ValidationError where a file does not hold together."""
    folder = files(__package__).joinpath("shipped")
    found = [yaml.safe_load(file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".yaml")]
    templates = sorted(
        (Template.model_validate(content) for content in found), key=lambda each: (each.name, each.version)
    )
    return {template.name: template for template in templates}


def template_by_name(name: str) -> Template:
    """Raises WorkflowNotFound."""
    if template := load_templates().get(name):
        return template
    raise WorkflowNotFound


def template_by_id(template_id: UUID) -> Template:
    """Raises WorkflowNotFound."""
    for template in load_templates().values():
        if template.id == template_id:
            return template
    raise WorkflowNotFound
