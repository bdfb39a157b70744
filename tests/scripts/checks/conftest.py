"""A copy of the deployment's files, to be spoiled."""

import shutil
from pathlib import Path

import pytest

from scripts.checks.compose import ROOT

FILES = (
    ".dockerignore",
    ".env.example",
    "Dockerfile",
    "Procfile",
    "docker-compose.yml",
    "deploy/Caddyfile",
    "deploy/garage.toml",
    "pyproject.toml",
    "requirements/lock.txt",
    "requirements/runtime.txt",
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    for folder in ("services", "shared", "migrations"):
        (tmp_path / folder).mkdir()
    return tmp_path


def spoil(project: Path, name: str, old: str, new: str) -> None:
    """Replace what must be there; a test that spoils nothing would prove nothing."""
    text = (project / name).read_text()
    assert old in text
    (project / name).write_text(text.replace(old, new))
