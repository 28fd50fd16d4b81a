"""The door to the parser: files, compiled chunks, depth, and the cache."""

import sys
import threading

import pytest
from luaparser import astnodes as ast

from interpreter import parse as parse_module
from interpreter.errors import LuaError
from interpreter.parse import parse
from interpreter.source import Look, tokenise


@pytest.mark.parametrize(
    ("source", "chunkname", "expected"),
    [
        (b"\x1bLua", "=x", "x: unexpected end in precompiled chunk"),
        (b"\x1bLua", "@x.luac", "x.luac: unexpected end in precompiled chunk"),
        (b"\x1bLuaQ\0\0\0\0\0\0\0", "=x", "x: bad header in precompiled chunk"),
        (b"\x1bLuaQ\0\0\0\0\0\0\0", "\x1bLuaQ", "binary string: bad header in precompiled chunk"),
    ],
)
def test_compiled_chunk_is_refused(source: bytes, chunkname: str, expected: str) -> None:
    with pytest.raises(LuaError) as raised:
        parse(source, chunkname)
    assert expected == raised.value.value


def test_first_line_for_the_shell_is_skipped_only_in_files() -> None:
    assert 2 == len(parse(b"#!/usr/bin/lua\nx() y()", "@f", shebang=True).body.body)
    with pytest.raises(LuaError, match="x:1: unexpected symbol near '#'"):
        parse(b"#!/usr/bin/lua\nx()", "=x")
    with pytest.raises(LuaError, match="f:2: '=' expected near '<eof>'"):
        parse(b"#!/usr/bin/lua\nx", "@f", shebang=True)


@pytest.mark.parametrize("text", ["if x y end", "function f(1) end"])
def test_disagreement_of_the_two_grammars_is_never_passed_over(text: str) -> None:
    with pytest.raises(AssertionError, match=r"grammar\.py accepts what luaparser does not"):
        parse_module._Parser(tokenise(text)).start_()


def test_same_text_is_parsed_once() -> None:
    assert parse(b"return 'cached'", "=a") is parse(b"return 'cached'", "=b")


def test_same_text_is_refused_in_the_name_of_each_chunk() -> None:
    for name in ("a", "b"):
        with pytest.raises(LuaError, match=f"^{name}:1: unexpected symbol near '='$"):
            parse(b"=", f"={name}")


def test_threads_wait_for_the_one_that_parses(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()
    texts: list[bytes] = []
    really = parse_module._parse

    def slow(source: bytes, chunkname: str, shebang: bool, look: Look) -> ast.Chunk:
        texts.append(source)
        begun.set()
        assert go_on.wait(10)
        return really(source, chunkname, shebang, look)

    monkeypatch.setattr(parse_module, "_parse", slow)
    chunks: list[ast.Chunk] = []
    threads = [
        threading.Thread(target=lambda: chunks.append(parse(b"return 'threads'", "=x"))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    assert begun.wait(10)
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert [b"return 'threads'"] == texts
    assert 1 == len({id(chunk) for chunk in chunks})
    assert 4 == len(chunks)


def test_cache_forgets_the_texts_unused_for_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse_module, "CACHE_TEXTS", 2)
    kept = parse(b"return 'kept'", "=x")
    forgotten = parse(b"return 'forgotten'", "=x")
    assert kept is parse(b"return 'kept'", "=x")
    parse(b"return 'newest'", "=x")
    assert kept is parse(b"return 'kept'", "=x")
    assert forgotten is not parse(b"return 'forgotten'", "=x")


def test_cache_is_bounded_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse_module, "CACHE_BYTES", 100)
    large = b"return 'large' --" + b"x" * 100
    assert parse(large, "=x") is parse(large, "=x")
    parse(b"return 'small'", "=x")
    assert (large, False) not in parse_module._cache


def test_deep_but_legal_nesting_needs_no_setting_of_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(1000)
    try:
        parse(b"x = " + b"f{(" * 60 + b"1" + b")}" * 60, "=x")
        parse(b"x = " + b"function() return " * 90 + b"1" + b" end" * 90, "=x")
    finally:
        sys.setrecursionlimit(max(before, sys.getrecursionlimit()))
