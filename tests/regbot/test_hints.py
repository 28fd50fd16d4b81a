import pytest

from interpreter import Interpreter, LuaError
from regbot.hints import syntax_hint


def hint_of(text: str) -> str:
    with pytest.raises(LuaError) as caught:
        Interpreter().load(text.encode(), "=<string>")
    return syntax_hint(str(caught.value), text.encode())


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ('log "Found tag " .. t', 'log("Found tag " .. …)'),
        ("x = 1\nif x then log.warn 'it\\'s ' .. x end", "log.warn('it\\'s ' .. …)"),
        ('for _, t in ipairs(tags) do\n  log"tag: "..t\nend', 'log("tag: " .. …)'),
    ],
)
def test_a_joined_text_behind_a_call_without_parentheses_is_explained(text: str, instead: str) -> None:
    assert f"a call without parentheses takes one text only: write {instead}" == hint_of(text)


@pytest.mark.parametrize("text", ["x = .. 'a'", "log('a') .. t", "log 'a' + 1", "x = = 1", "for", "'a' .. b"])
def test_other_mistakes_have_no_hint(text: str) -> None:
    assert "" == hint_of(text)


def test_a_message_of_another_text_has_no_hint() -> None:
    assert "" == syntax_hint("<string>:7: unexpected symbol near '..'", b'log "a" .. t')
