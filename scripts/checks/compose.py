"""`docker-compose.yml` and `Dockerfile` start what the Procfile starts, with settings that exist.

There is no container engine to ask where this runs, so the files are read and held against the code.
"""

import re
import shlex
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml
from honcho.environ import parse_procfile  # type: ignore[import-untyped] # carries no types

from shared.settings import SERVICES, Settings

ROOT = Path(__file__).parents[2]
REPLACED = {"postgres", "redis", "smtp"}
"""Processes of the Procfile that are images of their own in compose."""

NAMES = {"release": "migrate"}
OTHERS = {"postgres", "redis", "storage", "bucket", "mail", "proxy"}

Compose = dict[str, Any]


def findings() -> list[str]:
    compose: Compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    commands: dict[str, str] = parse_procfile((ROOT / "Procfile").read_text()).processes
    return [
        *process_findings(compose, commands),
        *setting_findings(compose),
        *port_findings(compose),
        *image_findings(compose),
        *dockerfile_findings((ROOT / "Dockerfile").read_text()),
    ]


def process_findings(compose: Compose, commands: dict[str, str]) -> list[str]:
    """The same processes with the same commands."""
    expected = {NAMES.get(name, name): command for name, command in commands.items() if name not in REPLACED}
    ours = {name: service for name, service in compose["services"].items() if name not in OTHERS}
    found = [f"{name} is in one of Procfile and compose only" for name in sorted(expected.keys() ^ ours.keys())]
    return found + [
        f"{name} runs another command than in the Procfile"
        for name in sorted(expected.keys() & ours.keys())
        if ours[name].get("command") != shlex.split(expected[name])
    ]


def setting_findings(compose: Compose) -> list[str]:
    """Every variable is a setting, and every process has those that it can't do without."""
    found = []
    for name, service in compose["services"].items():
        given = {key for key in service.get("environment", {}) if key.startswith("IMMIBLOX_")}
        known = {f"IMMIBLOX_{field.upper()}" for field in _fields(name)}
        found += [f"{name}: {key} is no setting" for key in sorted(given) if key.split("__")[0] not in known]
        if name not in OTHERS:
            required = {f"IMMIBLOX_{field.upper()}" for field, info in _fields(name).items() if info.is_required()}
            found += [f"{name}: {key} is missing" for key in sorted(required - given)]
        if name in SERVICES and f"IMMIBLOX_DATABASE_PASSWORDS__{name.upper()}" not in given:
            found.append(f"{name}: the password of its database role is missing")
    return found


def port_findings(compose: Compose) -> list[str]:
    """Health checks and the proxy ask each service on its own port."""
    caddyfile = (ROOT / "deploy" / "Caddyfile").read_text()
    found = []
    for number, service in enumerate(SERVICES, start=1):
        port = Settings.model_fields["port_base"].default + number
        if f":{port}/ready" not in str(compose["services"][service].get("healthcheck")):
            found.append(f"{service}: its health check does not ask port {port}")
        if f"reverse_proxy {service}:{port}\n" not in caddyfile:
            found.append(f"{service}: the proxy does not lead to port {port}")
    return found


def image_findings(compose: Compose) -> list[str]:
    """Images of others are pinned to a version."""
    images = {name: service["image"] for name, service in compose["services"].items() if name in OTHERS}
    return [
        f"{name}: {image} is not pinned" for name, image in images.items() if image.partition(":")[2] in {"", "latest"}
    ]


def dockerfile_findings(text: str) -> list[str]:
    """What is copied into the image exists, and is let through to the build."""
    sources = re.findall(r"^COPY (?!--from)(\S+) ", text, re.MULTILINE)
    ignore = (ROOT / ".dockerignore").read_text()
    return [f"Dockerfile: {source} does not exist" for source in sources if not (ROOT / source).exists()] + [
        f".dockerignore keeps {source} out" for source in sources if f"!{source}" not in ignore
    ]


def _fields(name: str) -> dict[str, Any]:
    return dict(
        import_module(f"services.{name}.app").Settings.model_fields if name in SERVICES else Settings.model_fields
    )
