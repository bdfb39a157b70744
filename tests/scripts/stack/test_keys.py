"""Secrets are made once, kept private, and missed when they are gone."""

import re
from pathlib import Path

import pytest

from scripts.stack.errors import StackError
from scripts.stack.folder import DataFolder
from scripts.stack.keys import LASTING, RENEWABLE, load_secrets, signing_key_file


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "var")
    folder.prepare()
    return folder


@pytest.fixture
def secrets_file(folder: DataFolder) -> Path:
    load_secrets(folder)
    return folder.keys / "secrets.env"


class TestSecrets:
    def test_are_made_once(self, folder: DataFolder) -> None:
        assert load_secrets(folder) == load_secrets(folder)

    def test_are_all_different_and_of_256_bits(self, folder: DataFolder) -> None:
        secrets = load_secrets(folder)
        assert set(secrets) == {*LASTING, *RENEWABLE}
        assert len(set(secrets.values())) == len(secrets)
        assert all(re.fullmatch("[0-9a-f]{64}", secret) for secret in secrets.values())

    def test_only_their_owner_can_read_them(self, secrets_file: Path, folder: DataFolder) -> None:
        assert secrets_file.stat().st_mode & 0o777 == 0o600
        secrets_file.chmod(0o644)
        load_secrets(folder)
        assert secrets_file.stat().st_mode & 0o777 == 0o600

    def test_those_of_a_newer_version_are_added(self, secrets_file: Path, folder: DataFolder) -> None:
        before = load_secrets(folder)
        lines = [line for line in secrets_file.read_text().splitlines(keepends=True) if "__VAULT" not in line]
        secrets_file.write_text("".join(lines))
        after = load_secrets(folder)
        assert {name for name in after if after[name] != before[name]} == {"IMMIBLOX_DATABASE_PASSWORDS__VAULT"}
        assert load_secrets(folder) == after

    @pytest.mark.parametrize("content", [b"", b"\xff\xfe\0garbage", b"IMMIBLOX_SECRET_KEY=short\n"])
    def test_a_damaged_file_is_not_replaced(self, secrets_file: Path, folder: DataFolder, content: bytes) -> None:
        secrets_file.write_bytes(content)
        with pytest.raises(StackError, match=r"secrets\.env is damaged or missing.*put it back from a backup"):
            load_secrets(folder)
        assert secrets_file.read_bytes() == content

    def test_a_lost_file_is_missed_where_there_is_data(self, secrets_file: Path, folder: DataFolder) -> None:
        folder.postgres.mkdir()
        secrets_file.unlink()
        with pytest.raises(StackError, match=r"secrets\.env is damaged or missing"):
            load_secrets(folder)


class TestSigningKey:
    def test_is_made_once_for_its_owner_alone(self, folder: DataFolder) -> None:
        path = Path(signing_key_file(folder))
        first = path.read_bytes()
        assert path.stat().st_mode & 0o777 == 0o600
        assert first.startswith(b"-----BEGIN PRIVATE KEY-----")
        assert Path(signing_key_file(folder)).read_bytes() == first

    def test_a_damaged_one_is_told(self, folder: DataFolder) -> None:
        Path(signing_key_file(folder)).write_text("garbage")
        with pytest.raises(StackError, match=r"account-signing-key\.pem is damaged: remove it"):
            signing_key_file(folder)
