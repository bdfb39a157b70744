"""Writes `docs/settings.md` from the settings classes: `python -m scripts.docs.settings`."""

from importlib import import_module
from pathlib import Path

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from shared.settings import SERVICES, LanguageModelSettings, ServiceSettings, Settings

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"
HEAD = """# Settings

Every process reads these from its environment. `make up` sets those without a default itself and keeps the secrets
under `var/keys`; a variable that you set wins. This page is made by `python -m scripts.docs.settings`.
"""
LANGUAGE_MODEL = """## A language model

Of the document and the assistant service. Without these both work with what is embedded.
"""


def render() -> str:
    """The page: the settings of every process, then what single services add."""
    parts = [HEAD, "## Every process\n", _table(Settings.model_fields)]
    of_services = {
        name: field for name, field in ServiceSettings.model_fields.items() if name not in Settings.model_fields
    }
    parts += ["## Every service\n", _table(of_services)]
    for service in SERVICES:
        own = import_module(f"services.{service}.app").Settings.model_fields
        added = {name: field for name, field in own.items() if name not in ServiceSettings.model_fields}
        if added:
            parts += [f"## The {service} service\n", _table(added)]
    parts += [LANGUAGE_MODEL, _table(LanguageModelSettings.model_fields, "LANGUAGE_MODEL__")]
    return "\n".join(parts)


def _table(fields: dict[str, FieldInfo], prefix: str = "") -> str:
    rows = [
        f"| `IMMIBLOX_{prefix}{name.upper()}` | {_default(field)} | {field.description} |"
        for name, field in fields.items()
    ]
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows, ""])


def _default(field: FieldInfo) -> str:
    if field.default is PydanticUndefined:
        return "—" if field.default_factory is None else "none"
    return "unset" if field.default is None else f"`{field.default}`"


if __name__ == "__main__":
    PAGE.write_text(render())
