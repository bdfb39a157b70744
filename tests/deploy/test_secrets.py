"""`deploy/secrets.sh` makes every secret once, and keeps what is there."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.checks.compose import ROOT
from scripts.stack.folder import DataFolder
from scripts.stack.keys import signing_key_file
from shared.storage.address import S3Address

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "deploy").mkdir()
    for name in (".env.example", "deploy/secrets.sh"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def make_secrets(project: Path) -> dict[str, str]:
    subprocess.run(["sh", str(project / "deploy" / "secrets.sh")], check=True, capture_output=True)
    lines = (project / ".env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


def test_every_empty_name_gets_a_secret_of_its_own(project: Path) -> None:
    names = re.findall(r"^(\w+)=$", (project / ".env.example").read_text(), re.MULTILINE)
    secrets = make_secrets(project)
    assert set(secrets) == set(names)
    assert len(set(secrets.values())) == len(names)
    assert all(re.fullmatch("[0-9a-f]{64}|GK[0-9a-f]{24}", secret) for secret in secrets.values())


def test_what_is_there_stays(project: Path) -> None:
    (project / ".env").write_text("REDIS_PASSWORD=mine\n")
    first = make_secrets(project)
    key = (project / "deploy" / "secrets" / "account-signing-key.pem").read_bytes()
    assert first["REDIS_PASSWORD"] == "mine"
    assert make_secrets(project) == first
    assert (project / "deploy" / "secrets" / "account-signing-key.pem").read_bytes() == key


def test_others_on_the_machine_cannot_reach_them(project: Path) -> None:
    make_secrets(project)
    assert (project / ".env").stat().st_mode & 0o077 == 0
    assert (project / "deploy" / "secrets").stat().st_mode & 0o077 == 0


def test_the_key_is_one_that_the_account_service_takes(project: Path) -> None:
    make_secrets(project)
    folder = DataFolder(project / "var")
    folder.prepare()
    shutil.copy(project / "deploy" / "secrets" / "account-signing-key.pem", folder.keys / "account-signing-key.pem")
    assert signing_key_file(folder) == str(folder.keys / "account-signing-key.pem")


def test_the_storage_url_of_compose_is_one_that_storage_takes(project: Path) -> None:
    secrets = make_secrets(project)
    match = re.search(r'x-storage: .*?"(s3://.*?)"', (ROOT / "docker-compose.yml").read_text(), re.DOTALL)
    assert match is not None
    url = re.sub(r"\\\n\s*", "", match[1])
    url = re.sub(r"\$\{(\w+):[?-]([^}]*)\}", lambda found: secrets.get(found[1], found[2]), url)
    address = S3Address.parse(url)
    assert address.public_endpoint == "http://storage.api.localhost:80"
    assert (address.access_key, address.secret_key) == (secrets["STORAGE_ACCESS_KEY"], secrets["STORAGE_SECRET_KEY"])
