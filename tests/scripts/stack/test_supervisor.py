"""Real processes, restarted, stopped and cleared away."""

import os
import re
import signal

import pytest

from tests.scripts.stack.conftest import FAKE_SERVICE, Stack, eventually, is_running, only_sentence

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def services(stack: Stack) -> Stack:
    stack.write_procfile(account=f"{FAKE_SERVICE} 1", vault=f"{FAKE_SERVICE} 2")
    stack.up()
    return stack


class TestRestart:
    def test_a_killed_process_is_back_within_a_second(self, shared_services: Stack) -> None:
        account, vault = shared_services.process("account"), shared_services.process("vault")
        os.kill(account.pid, signal.SIGKILL)
        assert eventually(lambda: shared_services.process("account").restarts == 1, seconds=1)
        assert shared_services.process("vault") == vault

    def test_children_that_it_leaves_behind_are_killed(self, shared_services: Stack) -> None:
        child = child_of(shared_services, "vault")
        os.kill(shared_services.process("vault").pid, signal.SIGKILL)
        assert eventually(lambda: not is_running(child))

    def test_one_that_never_comes_up_ends_the_start(self, stack: Stack) -> None:
        stack.write_procfile(account=f"{FAKE_SERVICE} 1", broken="sh -c 'echo no luck; exit 1'")
        result = stack.call("up", "--detach")
        assert result.returncode == 1
        assert only_sentence(result.stderr) == (
            f"broken ended 5 times while starting (see {stack.folder.log}/broken.log; it said last: no luck)."
        )
        assert "broken ended with exit code 1; it starts again in 0.8 s" in stack.log("stack")
        assert stack.remains() == []


class TestStop:
    def test_down_stops_everything_in_peace_and_waits(self, services: Stack) -> None:
        child = child_of(services, "vault")
        result = services.call("down")
        assert result.stdout == f"The stack on {services.folder.root} has stopped.\n"
        assert services.remains() == []
        assert not is_running(child)
        assert services.log("vault").splitlines()[-1] == "stopped in peace"

    def test_down_without_a_stack_is_no_error(self, stack: Stack) -> None:
        result = stack.call("down")
        assert (result.returncode, result.stdout) == (0, f"No stack runs on {stack.folder.root}.\n")
        assert not stack.folder.root.exists()

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
    def test_what_a_terminal_sends_to_the_group_ends_the_foreground_stack(
        self, stack: Stack, number: signal.Signals
    ) -> None:
        stack.write_procfile(account=f"{FAKE_SERVICE} 1")
        process = stack.open()
        assert process.stdout is not None
        while "Ctrl-C" not in process.stdout.readline():
            assert process.poll() is None
        os.killpg(process.pid, number)
        output, _ = process.communicate(timeout=20)
        assert re.search(r"account +\| stopped in peace", output)
        assert process.returncode == 0
        assert stack.remains() == []

    def test_a_stack_outlives_the_reader_of_its_output(self, stack: Stack) -> None:
        stack.write_procfile(account=f"{FAKE_SERVICE} 1")
        process = stack.open()
        assert process.stdout is not None
        while "Ctrl-C" not in process.stdout.readline():
            assert process.poll() is None
        process.stdout.close()
        os.kill(stack.process("account").pid, signal.SIGKILL)
        assert eventually(lambda: stack.process("account").restarts == 1)
        process.terminate()
        assert process.wait() == 0
        assert stack.remains() == []

    def test_down_while_starting(self, stack: Stack) -> None:
        stack.write_procfile(release="sleep 600", account=f"{FAKE_SERVICE} 1")
        process = stack.open()
        assert eventually(stack.folder.is_locked)
        assert stack.call("down").returncode == 0
        assert process.wait() == 0
        assert stack.remains() == []

    def test_a_supervisor_killed_while_starting_leaves_nothing(self, stack: Stack) -> None:
        stack.write_procfile(release="sleep 600", account=f"{FAKE_SERVICE} 1")
        process = stack.open()
        assert eventually(lambda: any("sleep" in command for command in stack.remains()))
        process.kill()
        assert eventually(lambda: stack.remains() == [])

    def test_a_killed_guardian_is_replaced_and_a_killed_supervisor_leaves_nothing(self, services: Stack) -> None:
        child = child_of(services, "account")
        services.its_guardian().kill()
        assert eventually(lambda: "another has taken its place" in services.log("stack"))
        assert is_running(child)
        services.kill_supervisor()
        assert eventually(lambda: services.remains() == [])
        assert not is_running(child)


class TestSecondStart:
    def test_in_the_foreground_says_that_a_stack_runs(self, shared_services: Stack) -> None:
        result = shared_services.call("up")
        assert result.returncode == 1
        assert only_sentence(result.stderr).startswith(f"A stack already runs on {shared_services.folder.root}")

    def test_in_the_background_is_content_with_it(self, shared_services: Stack) -> None:
        result = shared_services.call("up", "--detach")
        assert (result.returncode, result.stdout) == (0, f"A stack already runs on {shared_services.folder.root}.\n")

    def test_waits_for_the_remains_of_a_killed_one(self, services: Stack) -> None:
        first = services.state.supervisor.pid
        services.kill_supervisor()
        services.up()
        assert services.state.supervisor.pid != first

    def test_clears_away_what_a_killed_guardian_left(self, services: Stack) -> None:
        orphan = services.process("account").pid
        guardian = services.its_guardian()
        # Stopped first, so that it can't replace the guardian.
        os.kill(services.state.supervisor.pid, signal.SIGSTOP)
        guardian.kill()
        services.kill_supervisor()
        assert eventually(lambda: not services.folder.is_locked())
        assert is_running(orphan)
        services.up()
        assert not is_running(orphan)


class TestStatus:
    def test_names_every_process(self, shared_services: Stack) -> None:
        result = shared_services.call("status")
        pids = {name: shared_services.process(name).pid for name in ("account", "vault")}
        assert result.returncode == 0
        assert all(re.search(rf"{name} +pid {pid} ", result.stdout) for name, pid in pids.items())

    def test_of_no_stack(self, stack: Stack) -> None:
        assert stack.call("status").returncode == 1


def test_run_gives_a_command_the_environment_of_the_stack(shared_services: Stack) -> None:
    result = shared_services.call("run", "printenv", "IMMIBLOX_STORAGE_URL")
    assert result.stdout == f"file://{shared_services.folder.files}\n".replace(" ", "%20")


def child_of(stack: Stack, name: str) -> int:
    """The last child that a fake service has started."""
    return int(re.findall(r"child (\d+)", stack.log(name))[-1])
