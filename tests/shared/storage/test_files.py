import os
import stat
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from shared.storage import FileMissing, Storage, StorageFull, StorageUnavailable, open_storage
from tests.shared.storage.sources import MEGABYTE, SourceBroke, breaking, chunks, content

KEY = "vaults/a/1"


def names(root: Path) -> list[str]:
    """Every file below, hidden ones too."""
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if not path.is_dir())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


class TestFolder:
    async def test_holds_each_file_at_its_key(self, file_storage: Storage, root: Path) -> None:
        await file_storage.save(KEY, chunks(b"x"))
        assert names(root) == [KEY]

    async def test_everything_is_private(self, file_storage: Storage, root: Path) -> None:
        await file_storage.save(KEY, chunks(b"x"))
        assert mode(root / KEY) == 0o600
        assert [mode(folder) for folder in (root, root / "vaults", root / "vaults/a")] == [0o700] * 3

    async def test_is_private_while_it_is_written(self, file_storage: Storage, root: Path) -> None:
        modes: list[int] = []

        async def watched() -> AsyncIterator[bytes]:
            yield bytes(MEGABYTE)
            modes.extend(mode(path) for path in (root / "vaults/a").iterdir())
            yield b"end"

        await file_storage.save(KEY, watched())
        assert modes == [0o600]

    async def test_no_temporary_file_stays(self, file_storage: Storage, root: Path) -> None:
        with pytest.raises(SourceBroke):
            await file_storage.save(KEY, breaking(bytes(MEGABYTE)))
        assert names(root) == []

    async def test_survives_a_restart(self, file_storage: Storage, root: Path) -> None:
        await file_storage.save(KEY, chunks(b"x"))
        assert await content(open_storage(root.as_uri()), KEY) == b"x"

    async def test_a_vault_goes_with_its_folder(self, file_storage: Storage, root: Path) -> None:
        await file_storage.save(KEY, chunks(b"x"))
        (root / "vaults/a/.1.left-by-a-killed-process").write_bytes(b"half")
        await file_storage.delete_prefix("vaults/a")
        assert list((root / "vaults").iterdir()) == []


class TestSymbolicLinks:
    @pytest.fixture
    def outside(self, tmp_path: Path) -> Path:
        folder = tmp_path / "outside"
        folder.mkdir()
        (folder / "1").write_bytes(b"not ours")
        return folder

    async def test_one_to_a_file_is_not_followed(self, file_storage: Storage, root: Path, outside: Path) -> None:
        (root / "vaults/a").mkdir(parents=True)
        (root / KEY).symlink_to(outside / "1")
        with pytest.raises(ValueError, match="symbolic link"):
            await content(file_storage, KEY)

    async def test_one_to_a_folder_is_not_followed(self, file_storage: Storage, root: Path, outside: Path) -> None:
        (root / "vaults").mkdir(parents=True)
        (root / "vaults/a").symlink_to(outside)
        with pytest.raises(ValueError, match="symbolic link"):
            await file_storage.save(KEY, chunks(b"ours"))
        with pytest.raises(ValueError, match="symbolic link"):
            await file_storage.delete_prefix("vaults/a")
        assert (outside / "1").read_bytes() == b"not ours"

    async def test_one_inside_a_deleted_folder_is_not_followed(
        self, file_storage: Storage, root: Path, outside: Path
    ) -> None:
        (root / "vaults/a").mkdir(parents=True)
        (root / "vaults/a/link").symlink_to(outside)
        await file_storage.delete_prefix("vaults/a")
        assert (outside / "1").read_bytes() == b"not ours"

    async def test_the_folder_itself_may_be_one(self, tmp_path: Path, outside: Path) -> None:
        (tmp_path / "link").symlink_to(outside)
        assert await content(open_storage((tmp_path / "link").as_uri()), "1") == b"not ours"


class TestFullDisk:
    @pytest.fixture
    def tiny(self, tmp_path: Path) -> Iterator[Path]:
        """A disk of 256 KiB."""
        folder = tmp_path / "tiny"
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(folder)]
        if os.getuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode != 0:
            pytest.skip("needs the right to mount a file system")
        yield folder
        subprocess.run(["umount", str(folder)], check=True)

    async def test_is_named_and_leaves_no_partial_file(self, tiny: Path) -> None:
        storage = open_storage(tiny.as_uri())
        await storage.save("vaults/a/1", chunks(b"old"))
        with pytest.raises(StorageFull) as raised:
            await storage.save("vaults/a/1", chunks(bytes(MEGABYTE)))
        assert (raised.value.status_code, raised.value.headers) == (503, {"Retry-After": "60"})
        assert names(tiny) == ["vaults/a/1"]
        assert await content(storage, "vaults/a/1") == b"old"

    async def test_takes_files_again_once_there_is_room(self, tiny: Path) -> None:
        storage = open_storage(tiny.as_uri())
        await storage.save("vaults/a/1", chunks(bytes(200 * 1024)))
        with pytest.raises(StorageFull):
            await storage.save("vaults/a/2", chunks(bytes(200 * 1024)))
        await storage.delete("vaults/a/1")
        await storage.save("vaults/a/2", chunks(bytes(200 * 1024)))
        assert await storage.size("vaults/a/2") == 200 * 1024


class TestBrokenFolder:
    @pytest.fixture
    def broken(self, tmp_path: Path) -> Storage:
        (tmp_path / "file").write_bytes(b"")
        return open_storage((tmp_path / "file").as_uri())

    async def test_ping_tells(self, broken: Storage) -> None:
        with pytest.raises(StorageUnavailable):
            await broken.ping()

    async def test_save_tells_without_the_path(self, broken: Storage) -> None:
        with pytest.raises(StorageUnavailable) as raised:
            await broken.save(KEY, chunks(b"x"))
        assert raised.value.detail == "The file storage is not available"

    async def test_holds_no_files(self, broken: Storage) -> None:
        with pytest.raises(FileMissing):
            await broken.size(KEY)


async def test_local_copy_is_the_file_itself(file_storage: Storage, root: Path) -> None:
    await file_storage.save(KEY, chunks(b"x"))
    async with file_storage.local_copy(KEY) as path:
        assert path == root / KEY
    assert path.exists()


async def test_there_is_no_presigned_url(file_storage: Storage) -> None:
    url = await file_storage.presigned_url(KEY, filename="x", content_type="text/plain", inline=True, seconds=60)
    assert url is None
