import io

from scripts.demo.terminal import BOLD, Terminal


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colours_on_a_screen() -> None:
    screen = Screen()
    Terminal(screen, {"TERM": "xterm"}).say("Hello", BOLD)
    assert screen.getvalue() == "\x1b[1mHello\x1b[0m\n"


def test_no_colours_where_they_are_not_wanted() -> None:
    screen = Screen()
    Terminal(screen, {"TERM": "xterm", "NO_COLOR": "1"}).say("Hello", BOLD)
    assert screen.getvalue() == "Hello\n"


def test_an_empty_no_color_is_none() -> None:
    assert Terminal(Screen(), {"NO_COLOR": ""}).has_colours


def test_plain_text_in_a_file_and_on_a_dumb_terminal() -> None:
    file, dumb = io.StringIO(), Screen()
    for terminal in (Terminal(file, {"TERM": "xterm"}), Terminal(dumb, {"TERM": "dumb"})):
        terminal.progress("1 s")
        terminal.progress("1 s")
        terminal.progress("2 s")
        terminal.say("done", BOLD)
    assert file.getvalue() == dumb.getvalue() == "1 s\n2 s\ndone\n"


def test_progress_is_replaced_on_a_screen() -> None:
    screen = Screen()
    terminal = Terminal(screen, {})
    terminal.progress("1 s")
    terminal.progress("2 s")
    terminal.say("done")
    assert screen.getvalue() == "\r\x1b[2K1 s\r\x1b[2K2 s\r\x1b[2Kdone\n"


def test_paragraphs_keep_to_the_width() -> None:
    file = io.StringIO()
    Terminal(file, {}).paragraph("word " * 60 + "\nnext", "   ")
    lines = file.getvalue().splitlines()
    assert max(map(len, lines)) <= 100
    assert all(line.startswith("   ") for line in lines)
    assert lines[-1] == "   next"
