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


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("if x != 1 then end", "unequal is ~= in Lua"),
        ("if !x then end", "Lua has not for !"),
        ("if x = 1 then end", "equal is == in Lua"),
        ("while x = 1 do end", "equal is == in Lua"),
        ("if x =< 1 then end", "less or equal is <= in Lua"),
        ("if x => 1 then end", "greater or equal is >= in Lua"),
        ("if (x != 1) then end", "unequal is ~= in Lua"),
        ("return x != 1", "unequal is ~= in Lua"),
        ("if x then\n  return y\n  != 1 end", "unequal is ~= in Lua"),
        ("print(a && b)", "Lua has and for &&"),
        ("x += 1", "Lua has no +=: write x = x + 1"),
        ("x++", "Lua has no ++: write x = x + 1"),
        ("x -= 1", "Lua has no -=: write x = x - 1"),
        ("if a && b then end", "Lua has and for &&"),
        ("local x = a\nif a || b then end", "Lua has or for ||"),
    ],
)
def test_operators_of_other_languages_are_named(text: str, hint: str) -> None:
    assert hint == hint_of(text)


@pytest.mark.parametrize(
    "text", ["x = .. 'a'", "log('a') .. t", "log 'a' + 1", "x = = 1", "f(x = 1)", "for", "'a' .. b"]
)
def test_other_mistakes_have_no_hint(text: str) -> None:
    assert "" == hint_of(text)


def test_a_message_of_another_text_has_no_hint() -> None:
    assert "" == syntax_hint("<string>:7: unexpected symbol near '..'", b'log "a" .. t')
