"""The data folder: its lock, its sockets, what it refuses."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.stack.errors import StackError
from scripts.stack.folder import LONGEST_SOCKET_PATH, DataFolder, open_private, socket_folder, write_private


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "var")
    folder.prepare()
    return folder


class TestLock:
    def test_is_held_until_it_is_closed(self, folder: DataFolder) -> None:
        held = folder.lock()
        assert held is not None
        assert folder.lock() is None
        os.close(held)
        assert not folder.is_locked()

    def test_asking_creates_nothing(self, tmp_path: Path) -> None:
        assert not DataFolder(tmp_path / "nothing").is_locked()
        assert list(tmp_path.iterdir()) == []


class TestSocketFolder:
    def test_is_the_wanted_one_where_it_is_short(self) -> None:
        assert socket_folder(Path("/home/ada/my files/var/run")) == Path("/home/ada/my files/var/run")

    @given(st.text(st.characters(exclude_characters="\0/", exclude_categories=["Cs"]), min_size=1, max_size=200))
    def test_is_always_short_and_plain(self, name: str) -> None:
        found = socket_folder(Path("/srv", name))
        assert len(os.fsencode(found / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH
        assert not set(str(found)) & set(":,?#%&\n\"'")

    def test_differs_for_every_installation(self) -> None:
        assert socket_folder(Path("/a" * 100)) != socket_folder(Path("/b" * 100))


class TestOpenPrivate:
    def test_shuts_out_everybody_else(self, tmp_path: Path) -> None:
        (tmp_path / "open").mkdir(mode=0o755)
        open_private(tmp_path / "open")
        assert (tmp_path / "open").stat().st_mode & 0o777 == 0o700

    def test_refuses_a_link_that_somebody_has_put_there(self, tmp_path: Path) -> None:
        (tmp_path / "link").symlink_to(tmp_path)
        with pytest.raises(StackError, match="not a folder of this user"):
            open_private(tmp_path / "link")


class TestPrepare:
    def test_keeps_everything_private(self, folder: DataFolder) -> None:
        assert {part.stat().st_mode & 0o777 for part in (folder.root, *folder.root.iterdir())} == {0o700}

    def test_a_file_in_its_place(self, tmp_path: Path) -> None:
        (tmp_path / "var").write_text("not a folder")
        with pytest.raises(StackError, match=r"can't be written \(File exists\): make it writable, or name another"):
            DataFolder(tmp_path / "var").prepare()

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
    def test_a_folder_of_somebody_else(self, folder: DataFolder) -> None:
        os.chown(folder.keys, 1, 1)
        with pytest.raises(StackError, match=r"belongs to user \w+: run this as that user"):
            folder.prepare()


def test_write_private_replaces_the_whole_file(tmp_path: Path) -> None:
    write_private(tmp_path / "file", b"first, and longer")
    write_private(tmp_path / "file", b"second")
    assert (tmp_path / "file").read_bytes() == b"second"
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600
    assert len(list(tmp_path.iterdir())) == 1
