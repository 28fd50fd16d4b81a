import pytest

from regbot.config.excerpt import excerpt


def test_a_line_and_a_caret_under_the_place() -> None:
    assert "    2 |   tls: maybe\n      |        ^" == excerpt("creds:\n  tls: maybe\n", 2, 8)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("pass: hunter2", 1, 7),
        ("  - pass: 'hunter2'", 1, 11),
        ("- {user: bot, pass: hunter2, tls: off}", 1, 35),
        ('"pass": hunter2', 1, 9),
        ("password: hunter2: x", 1, 18),
        ("registryToken: hunter2", 1, 1),
        ("clientKey: hunter2", 1, 12),
        ("auth: hunter2", 1, 1),
        ("creds:\n  - pass: |\n      hunter2\n      hunter2: x", 4, 7),
        ("creds:\n  - pass: abc\n      hunter2: x", 3, 7),
        ("my-secret:\n  hunter2", 2, 3),
    ],
)
def test_what_may_be_a_secret_is_not_shown(text: str, line: int, column: int) -> None:
    assert "hunter" not in excerpt(text, line, column)


def test_a_value_that_is_known_to_be_secret_is_not_shown_whatever_its_key() -> None:
    assert "    1 | x-a: &a …\n      |         ^" == excerpt("x-a: &a hunter2", 1, 9, secret=True)


def test_the_keys_around_a_secret_are_shown() -> None:
    text = "creds:\n  - pass: hunter2\n    tls: off\n"
    assert "    3 |     tls: off\n      |          ^" == excerpt(text, 3, 10)


def test_a_long_line_is_cut_around_the_place() -> None:
    shown, caret = excerpt("a" * 300 + "X" + "b" * 300, 1, 301).split("\n")
    assert len(shown) <= 108
    assert "X" == shown[caret.index("^")]


@pytest.mark.parametrize(("line", "column"), [(0, 0), (3, 1), (2, 1)])
def test_where_there_is_nothing_there_is_no_excerpt(line: int, column: int) -> None:
    assert "" == excerpt("a: 1\n\n", line, column)


def test_what_would_move_the_cursor_is_a_blank() -> None:
    assert "    1 |  a: b\n      | ^" == excerpt("\ta: b\x1b[2J"[:5], 1, 1)
