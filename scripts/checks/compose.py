"""`docker-compose.yml` and its neighbours start what the Procfile starts, with settings that exist and no more secrets.

There is no container engine to ask where this runs, so the files are read and held against the code.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml
from honcho.environ import parse_procfile  # type: ignore[import-untyped] # carries no types
from pydantic.fields import FieldInfo

from shared.settings import SERVICES, Settings

ROOT = Path(__file__).parents[2]
REPLACED = {"postgres", "redis", "smtp", "oidc"}
"""Processes of the Procfile that are images of their own in compose, or only for development."""

NAMES = {"release": "migrate"}
PASSWORD = "IMMIBLOX_DATABASE_PASSWORDS__"  # noqa: S105 - the beginning of a name
EXPECTED_KEYS = {"restart", "read_only", "cap_drop", "security_opt", "logging", "mem_limit"}
PINNED = re.compile(r"[\w./-]+:\S*\d+\.\d+\S*")
REFERENCE = re.compile(r"\$\{(?P<name>\w+)(?P<rest>[^}]*)\}")
DEPENDENCY_CONDITIONS = {"service_healthy", "service_completed_successfully", "service_started"}


@dataclass(frozen=True)
class Deployment:
    """The files of one project folder."""

    root: Path

    def text(self, name: str) -> str:
        return (self.root / name).read_text()

    @cached_property
    def compose(self) -> dict[str, Any]:
        content: dict[str, Any] = yaml.safe_load(self.text("docker-compose.yml"))
        return content

    @cached_property
    def services(self) -> dict[str, dict[str, Any]]:
        services: dict[str, dict[str, Any]] = self.compose["services"]
        return services

    @cached_property
    def processes(self) -> dict[str, str]:
        """Commands of the Procfile, by the names that they have in compose."""
        commands: dict[str, str] = parse_procfile(self.text("Procfile")).processes
        return {NAMES.get(name, name): command for name, command in commands.items() if name not in REPLACED}

    @cached_property
    def built_image(self) -> str:
        """The name of the image that the Dockerfile makes."""
        return str(next(service["image"] for service in self.services.values() if "build" in service))

    @cached_property
    def ours(self) -> dict[str, dict[str, Any]]:
        return {name: service for name, service in self.services.items() if service["image"] == self.built_image}


def findings(root: Path = ROOT) -> list[str]:
    deployment = Deployment(root)
    checks = (_processes, _settings, _passwords, _addresses, _references, _hardening, _parts)
    return [finding for check in checks for finding in check(deployment)]


def _processes(deployment: Deployment) -> Iterator[str]:
    """The same processes with the same commands."""
    for name in sorted(deployment.processes.keys() ^ deployment.ours.keys()):
        yield f"{name} is in one of Procfile and compose only"
    for name in sorted(deployment.processes.keys() & deployment.ours.keys()):
        if deployment.ours[name].get("command") != shlex.split(deployment.processes[name]):
            yield f"{name} runs another command than in the Procfile"


def _settings(deployment: Deployment) -> Iterator[str]:
    """Every variable is a setting of its process, and every process has those that it can't do without."""
    for name, service in deployment.ours.items():
        given = {key.split("__")[0] for key in service["environment"] if key.startswith("IMMIBLOX_")}
        fields = {f"IMMIBLOX_{field.upper()}": info for field, info in _fields(name).items()}
        required = {variable for variable, info in fields.items() if info.is_required()}
        yield from (f"{name}: {variable} is no setting of it" for variable in sorted(given - fields.keys()))
        yield from (f"{name}: {variable} is missing" for variable in sorted(required - given))


def _fields(name: str) -> dict[str, FieldInfo]:
    """The settings of a process; a worker's are those of all services that have tasks."""
    fields = dict(Settings.model_fields)
    if name in SERVICES:
        serving: type[Settings] = import_module(f"services.{name}.app").Settings
        return fields | serving.model_fields
    for service in SERVICES:
        if name.startswith("worker") and has_tasks(service):
            # What only the serving process needs, as the key that signs tokens, is in a class that derives from it.
            settings = import_module(f"services.{service}.settings")
            fields |= getattr(settings, f"{service.title()}Settings").model_fields
    return fields


def has_tasks(service: str) -> bool:
    return find_spec(f"services.{service}.worker") is not None


def _passwords(deployment: Deployment) -> Iterator[str]:
    """A process can become its own database role and no other's; a worker, those of the services with tasks."""
    for name, service in deployment.ours.items():
        given = {key.removeprefix(PASSWORD).lower() for key in service["environment"] if key.startswith(PASSWORD)}
        needed = _roles(name)
        yield from (f"{name}: the password of the role {role} is missing" for role in sorted(needed - given))
        yield from (f"{name}: has no use for the password of the role {role}" for role in sorted(given - needed))


def _roles(name: str) -> set[str]:
    match name:
        case "migrate":
            return {*SERVICES, "relay"}
        case "worker":
            return {service for service in SERVICES if has_tasks(service)}
        case "worker-ocr" | "worker-embedding":
            return {"document"}
        case "scheduler":
            return set()
    return {name}


def _addresses(deployment: Deployment) -> Iterator[str]:
    """Health checks and the proxy ask each service on its own port, and the proxy alone is trusted."""
    caddyfile = deployment.text("deploy/Caddyfile")
    proxy = deployment.services["proxy"]["networks"]["front"]["ipv4_address"]
    for number, service in enumerate(SERVICES, start=1):
        port = Settings.model_fields["port_base"].default + number
        environment = deployment.services.get(service, {}).get("environment", {})
        if environment.get("READY_URL") != f"http://127.0.0.1:{port}/ready":
            yield f"{service}: its health check does not ask port {port}"
        if environment.get("IMMIBLOX_TRUSTED_PROXIES") != proxy:
            yield f"{service}: trusts another address than the proxy's"
        if f"import service {service} {port}\n" not in caddyfile:
            yield f"{service}: the proxy does not lead to port {port}"


def _references(deployment: Deployment) -> Iterator[str]:
    """Variables of `.env` are those of `.env.example`; a secret, which is empty there, has no default."""
    example = deployment.text(".env.example")
    known = set(re.findall(r"^(?:# )?(\w+)=", example, re.MULTILINE))
    secrets = set(re.findall(r"^(\w+)=$", example, re.MULTILINE))
    used = {match["name"]: match["rest"] for match in REFERENCE.finditer(deployment.text("docker-compose.yml"))}
    yield from (f".env.example does not tell of {name}" for name in sorted(used.keys() - known))
    yield from (f".env.example tells of {name}, which nothing reads" for name in sorted(known - used.keys()))
    for name, rest in used.items():
        if not rest.startswith(":?" if name in secrets else ":-"):
            yield f"{name}: {'a secret has no default' if name in secrets else 'has no default'}"


def _hardening(deployment: Deployment) -> Iterator[str]:
    """Every container is bounded and has no right it doesn't need; images of others are pinned to a version."""
    for name, service in deployment.services.items():
        yield from (f"{name}: {key} is missing" for key in sorted(EXPECTED_KEYS - service.keys()))
        if not PINNED.fullmatch(service["image"]):
            yield f"{name}: {service['image']} is not pinned"


def _parts(deployment: Deployment) -> Iterator[str]:
    """What a container refers to exists: volumes, files, networks, secrets, other containers and their health."""
    declared = {key: set(deployment.compose[key]) for key in ("volumes", "networks", "secrets")}
    has_health = "HEALTHCHECK" in deployment.text("Dockerfile")
    for name, service in deployment.services.items():
        sources = {volume.split(":")[0] for volume in service.get("volumes", [])}
        files = {source for source in sources if source.startswith("./")}
        used = {"volumes": sources - files, "networks": set(service["networks"])}
        used["secrets"] = set(service.get("secrets", []))
        for kind, names in used.items():
            yield from (f"{name}: {missing} is not among the {kind}" for missing in sorted(names - declared[kind]))
        yield from (f"{name}: {file} does not exist" for file in files if not (deployment.root / file).exists())
        for other, needs in service.get("depends_on", {}).items():
            peer = deployment.services.get(other, {})
            if other not in deployment.services or needs["condition"] not in DEPENDENCY_CONDITIONS:
                yield f"{name}: waits for {other} in vain"
            elif needs["condition"] == "service_healthy" and not (
                "test" in peer.get("healthcheck", {}) or (has_health and "READY_URL" in peer["environment"])
            ):
                yield f"{name}: waits for the health of {other}, which nothing asks"
