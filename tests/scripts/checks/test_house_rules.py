"""Each rule finds a sample that breaks it, and lets the house's own way pass."""

import pytest

from scripts.checks.house_rules import MAY_CATCH_EVERYTHING, ROOT, in_python, in_text

SERVICE = "services/vault/vaults/service.py"
TEST = "tests/services/vault/test_vaults.py"


def breaches(text: str, name: str = SERVICE) -> list[str]:
    return [what for _, what in in_python(text, name)]


class TestErrors:
    @pytest.mark.parametrize(
        "text",
        [
            "from fastapi import HTTPException",
            "from fastapi.exceptions import HTTPException",
            "raise HTTPException(404)",
            "raise exceptions.HTTPException(404)",
            "raise HTTPException",
        ],
    )
    def test_http_exception_is_found(self, text: str) -> None:
        assert len(breaches(text)) == 1

    def test_handlers_may_know_starlettes(self) -> None:
        assert not breaches("from starlette.exceptions import HTTPException", "shared/errors.py")

    def test_a_named_error_is_fine(self) -> None:
        assert not breaches("raise VaultNotFound from error")


class TestTransactions:
    @pytest.mark.parametrize("text", ["await session.commit()", "self.session.rollback()", "stack.push(s.rollback)"])
    def test_commit_is_found(self, text: str) -> None:
        assert breaches(text) == ["commits or rolls back: a session's context does that"]

    def test_the_database_layer_may(self) -> None:
        assert not breaches("session.commit()", "shared/db/session.py")

    def test_a_test_may_undo_its_work(self) -> None:
        assert not breaches("transaction.rollback()", TEST)


class TestCatchAlls:
    @pytest.mark.parametrize(
        "text",
        [
            "try: f()\nexcept Exception: log()",
            "try: f()\nexcept BaseException as error: raise Other from error",
            "try: f()\nexcept: log()",
            "with contextlib.suppress(Exception): f()",
        ],
    )
    def test_are_found_anywhere(self, text: str) -> None:
        for name in (SERVICE, TEST, "scripts/stack/up.py"):
            assert breaches(text, name) == ["catches everything: list it with its reason, or name the errors"]

    def test_a_clean_up_passes(self) -> None:
        assert not breaches("try: f()\nexcept BaseException:\n    undo()\n    raise")

    def test_a_listed_function_passes_and_its_neighbour_does_not(self) -> None:
        text = "def {}():\n    try: f()\n    except Exception: log()"
        assert not breaches(text.format("entry"), "shared/celery.py")
        assert breaches(text.format("other"), "shared/celery.py")

    @pytest.mark.parametrize(("name", "function"), MAY_CATCH_EVERYTHING)
    def test_every_entry_of_the_list_is_still_needed(self, name: str, function: str) -> None:
        text = (ROOT / name).read_text()
        assert breaches(text.replace(f"def {function}(", "def renamed("), name)


class TestPatches:
    @pytest.mark.parametrize(
        "text",
        [
            "import unittest.mock",
            "from unittest import mock",
            "from unittest.mock import patch",
            "from mock import patch",
            'monkeypatch.setattr("services.vault.vaults.service.new_token", f)',
            "from shared import tasks\nmonkeypatch.setattr(tasks, 'QUEUES', ())",
            "import shared.tasks\nmonkeypatch.setattr(shared.tasks, 'QUEUES', ())",
            "monkeypatch.setattr(service, 'now', f)",
            "self.monkeypatch.delattr(service, 'now')",
        ],
    )
    def test_are_found_in_tests(self, text: str) -> None:
        assert len(breaches(text, TEST)) == 1

    @pytest.mark.parametrize(
        "text",
        [
            "monkeypatch.setenv('IMMIBLOX_LOG_LEVEL', 'DEBUG')",
            "import socket\nmonkeypatch.setattr(socket, 'create_connection', f)",
            "import os.path\nmonkeypatch.setattr(os.path, 'exists', f)",
            "monkeypatch.setattr('time.time', f)",
        ],
    )
    def test_the_outside_world_may_be_replaced(self, text: str) -> None:
        assert not breaches(text, TEST)


class TestImportsByName:
    @pytest.mark.parametrize("text", ["import_module('services.vault')", "importlib.import_module(name)"])
    def test_are_found(self, text: str) -> None:
        assert breaches(text) == ["imports by name, where the layers can't be seen"]

    def test_the_command_line_may(self) -> None:
        assert not breaches("import_module(name)", "services/__main__.py")


class TestUnfinished:
    @pytest.mark.parametrize("text", ["raise NotImplementedError", "raise NotImplementedError('later')"])
    def test_is_found_in_python(self, text: str) -> None:
        assert breaches(text, "scripts/demo/x.py") == ["is not finished"]

    def test_catching_what_a_library_raises_is_fine(self) -> None:
        assert not breaches("try: f()\nexcept NotImplementedError: g()")

    @pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME"])
    def test_words_are_found_in_any_text(self, word: str) -> None:
        assert list(in_text(f"first\n# {word}: later")) == [(2, "is not finished")]


class TestPlaces:
    @pytest.mark.parametrize("host", ["py" + "pi.org", "files.python" + "hosted.org", "registry.np" + "mjs.org"])
    def test_registries_are_found(self, host: str) -> None:
        assert list(in_text(f"see https://{host}/simple")) == [(1, "names a package registry")]

    @pytest.mark.parametrize("folder", ["work", "root", "home/grace", "Users/grace"])
    def test_paths_of_a_machine_are_found(self, folder: str) -> None:
        assert list(in_text(f'open("/{folder}/main/x")')) == [(1, "names a path of one machine")]

    @pytest.mark.parametrize(
        "text", ["https://example.org/work/x", "under `/root` (mode 0700)", "./root/x", "a/home/b/c"]
    )
    def test_other_paths_pass(self, text: str) -> None:
        assert not list(in_text(text))
