"""One script and the files that it requires: read, parsed, judged, and every remark put at its place.

Files named by a constant in `require "name"` are looked for where a run would look. A remark in an inline
script stands at the line of the YAML file. Reads files; runs nothing. Called by `check_config`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from interpreter import LuaError, Syntax, decode, encode, parse_tree
from regbot.check.finding import Finding, Severity
from regbot.check.known import known_globals, known_methods
from regbot.check.lint import Remark, judge
from regbot.check.walk import Facts, Node, walk
from regbot.config.scripts import Source
from regbot.hints import syntax_hint
from regbot.run import package_path

_NEAR = re.compile(r" near '(.*)'$", re.DOTALL)


@dataclass(slots=True)
class _File:
    source: Source
    syntax: Syntax
    facts: Facts

    def finding(self, node: Node, severity: Severity, message: str, rule: str) -> Finding:
        return _at(self.source, *self.syntax.place(node), severity, message, rule)

    def line(self, node: Node) -> int:
        return self.source.place(*self.syntax.place(node))[0]


def check_source(source: Source, base_dir: Path, environ: Mapping[str, str]) -> Iterator[Finding]:
    """The findings of a script. `base_dir` is the config's folder, `environ` may hold LUA_PATH."""
    files: list[_File] = []
    templates = package_path(source.folders(base_dir), environ).split(";")
    waiting = [source]
    seen: set[str] = set()
    missing: list[tuple[_File, Node, str]] = []
    while waiting:
        current = waiting.pop(0)
        try:
            syntax = parse_tree(current.code, encode(current.chunk), shebang=current.is_file)
        except LuaError as error:
            yield _syntax_error(current, decode(str(error)))
            continue
        file = _File(current, syntax, walk(syntax))
        files.append(file)
        for node, name in file.facts.required:
            found = _find(decode(name), templates)
            if found is None:
                missing.append((file, node, decode(name)))
            elif found not in seen:
                seen.add(found)
                waiting.append(_read(found))
    moved = any(_changes_require(file.facts) for file in files)
    for file in files:
        # What a file that is no Lua, or that only a run finds, would define is not known.
        file.facts.open_globals |= moved or len(files) < len(seen) + 1
    if not moved:
        for file, node, name in missing:
            message = f"no file for the module {name} in {', '.join(dict.fromkeys(map(_shown, templates)))}"
            yield file.finding(node, "error", message, "missing-module")
    for number, remark in judge([file.facts for file in files], known_globals(), known_methods()):
        yield _placed(files[number], remark)


def _placed(file: _File, remark: Remark) -> Finding:
    message = decode(remark.message)
    if remark.other is not None:
        message = message.replace("{line}", str(file.line(remark.other)))
    return file.finding(remark.node, remark.severity, message, remark.rule)


def _at(source: Source, line: int, column: int, severity: Severity, message: str, rule: str) -> Finding:
    if source.indent is None and line > 1:
        # The lines of the text are not lines of the file: folded, or with escapes.
        message = f"{message} (line {line} of the script)"
    return Finding(source.file, *source.place(line, column), severity, message, rule)


def _syntax_error(source: Source, message: str) -> Finding:
    """Lua names the line; the column is that of the word it stumbled over, when the line has it once."""
    found = re.search(r":(\d+): (.*)", message, re.DOTALL)
    line, text = (int(found[1]), found[2]) if found else (1, message)
    lines = source.code.decode("utf-8", "replace").splitlines()
    near = _NEAR.search(text)
    written = lines[line - 1] if line <= len(lines) else ""
    column = len(written) - len(written.lstrip()) + 1
    if near is not None and near[1] != "<eof>" and written.count(near[1]) == 1:
        column = written.index(near[1]) + 1
    # "(to close 'for' at line 2)": the line of this file, too.
    if source.indent is not None:
        text = re.sub(r"(?<= at line )\d+(?=\))", lambda number: str(source.place(int(number[0]))[0]), text)
    hint = syntax_hint(message, source.code)
    return _at(source, line, column, "error", f"{text} ({hint})" if hint else text, "syntax")


def _find(name: str, templates: list[str]) -> str | None:
    if name in known_globals() and known_globals()[name].is_table:
        return ""  # `require "string"` gives the library
    for template in templates:
        path = template.replace("?", name.replace(".", "/"))
        if path and os.path.isfile(path) and os.access(path, os.R_OK):
            return path
    return None


def _read(path: str) -> Source:
    if not path:
        return Source(code=b"", chunk="@")
    shown = _shown(path)
    return Source(code=Path(path).read_bytes(), chunk=f"@{path}", folder=Path(path).parent, file=shown)


def _shown(path: str) -> str:
    """A path as people name it: from the working directory, where it is below that."""
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative


def _changes_require(facts: Facts) -> bool:
    """Whether a file sets `package.path` or `package.preload`: then only a run knows where modules are."""
    return any(
        member.base == "package" and (member.use == "write" or member.key in ("preload", "loaded", "loaders"))
        for member in facts.members
    )
