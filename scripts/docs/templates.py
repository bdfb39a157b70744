"""Writes the JSON Schema that editors check workflow templates by: `python -m scripts.docs.templates`."""

import json
from pathlib import Path

from services.workflow.templates.template import Template

PAGE = Path(__file__).parents[2] / "services" / "workflow" / "templates" / "schema.json"


def render() -> str:
    return json.dumps(Template.model_json_schema(by_alias=True), indent=2) + "\n"


if __name__ == "__main__":
    PAGE.write_text(render())
