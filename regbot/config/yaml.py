"""YAML text -> plain values with the place of each: the dialect of the reference, without its surprises.

First document only; anchors, aliases and merges (`<<: *a`, `<<: [*a, *b]`, several `<<`) as YAML 1.1 defines
them: explicit keys rule wherever they stand. Of duplicate keys the last one rules, and a warning says so.
Scalars that are not text become `Scalar`s. Called by the loader; refuses tags that would build objects.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.docinfo import DocInfo
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, StreamMark, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.scanner import Scanner

from regbot.config.scalars import Scalar

Path = tuple[str | int, ...]
Place = tuple[int, int]

_TAG = "tag:yaml.org,2002:"
_LIMIT = 1_000_000  # nodes: a few lines of nested aliases can mean more memory than there is
_DEPTH = 100  # of maps and lists in each other
_BREAKS = "\r\n\x85\u2028\u2029"


class YamlError(ValueError):
    """Text that is not YAML. `line` and `column` count from 1; 0 when the place is unknown."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


@dataclass(slots=True)
class Document:
    """The values of a document, where each value and each key stands, and the keys written twice.

    `text` is the file's; `styles` tells how a text is written: `|`, `>`, `'`, `"`, or None when plain.
    """

    value: Any = None
    text: str = ""
    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    styles: dict[Path, str | None] = field(default_factory=dict)
    duplicates: list[tuple[Path, Place]] = field(default_factory=list)
    count: int = 0

    def place(self, path: Path) -> Place:
        """Where the value stands; of an absent value, where its closest ancestor stands."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, (1, 1))


def read(text: str) -> Document:
    """The first document of the text; an empty one has the value None. Raises YamlError."""
    try:
        with warnings.catch_warnings():
            # YAML 1.2 allows an anchor to be set anew (3.2.2.2); ruamel tells Python about it.
            warnings.simplefilter("ignore", ReusedAnchorWarning)
            node = _compose(text)
        document = Document(text=text)
        if node is not None:
            document.value = _value(node, (), document, ())
        return document
    except MarkedYAMLError as error:
        message, mark = _worded(error)
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        raise YamlError(message, line, column) from error
    except YAMLError as error:
        raise YamlError(str(error).split("\n", 1)[0], 0, 0) from error
    except RecursionError as error:
        raise YamlError("nested too deeply", 0, 0) from error


class _Scanner(Scanner):
    """ruamel's, with tabs for blanks where YAML 1.2 allows them: within and between the parts of a line, in
    empty lines.

    Where a key, a `-` or a `?` may stand, a tab would be indentation, which YAML forbids (6.1).
    """

    def scan_to_next_token(self) -> None:
        super().scan_to_next_token()
        while self.reader.peek() == "\t":
            blanks = self._blanks()
            if self.allow_simple_key and self.reader.peek(blanks) not in "#\0" + _BREAKS:
                return
            self.reader.forward(blanks)
            super().scan_to_next_token()

    def scan_block_scalar_breaks(self, indent: int) -> Any:
        chunks, end = super().scan_block_scalar_breaks(indent)
        while self.reader.column < indent and (blanks := self._blanks()):  # a line of tabs in a script
            if self.reader.peek(blanks) not in _BREAKS:
                break
            self.reader.forward(blanks)
            more, end = super().scan_block_scalar_breaks(indent)
            chunks += more
        return chunks, end

    def scan_block_scalar_ignored_line(self, start_mark: Any) -> Any:
        self.reader.forward(self._blanks())  # between `|` and the end of its line, or a comment
        return super().scan_block_scalar_ignored_line(start_mark)

    def scan_plain_spaces(self, indent: Any, start_mark: Any) -> Any:
        between = self.reader.prefix(self._blanks())
        if "\t" not in between:
            return super().scan_plain_spaces(indent, start_mark)
        self.reader.forward(len(between))
        return super().scan_plain_spaces(indent, start_mark) if self.reader.peek() in _BREAKS else [between]

    def _blanks(self) -> int:
        count = 0
        while self.reader.peek(count) in (" ", "\t"):
            count += 1
        return count


def _compose(text: str) -> Node | None:
    yaml = YAML(typ="safe", pure=True)
    yaml.Scanner = _Scanner
    yaml.doc_infos.append(DocInfo())  # where ruamel notes %YAML and %TAG lines; only its load makes one
    constructor, parser = yaml.get_constructor_parser(text)
    try:
        return constructor.composer.get_node() if constructor.composer.check_node() else None
    finally:
        parser.dispose()


# What ruamel says -> what a person can do about it.
_WORDS = (
    # Without the alias's name: it may be a password that lacks quotes.
    ("undefined alias", "an alias without an anchor before it (a text that begins with * needs quotes)"),
    ("'\\t'", "tabs cannot indent, only blanks can"),
    (
        "mapping values are not allowed",
        "unexpected ':' (a text with ': ' in it needs quotes, a key needs a blank behind its ':')",
    ),
    ("expected <block end>", "this does not fit here (is it indented rightly, are quotes before it closed?)"),
    ("expected the node content", "a value is missing here (is a [ or { before it closed?)"),
    ("but found '<document start>'", "this does not fit here (is it indented rightly?)"),
    ("expected '<document start>'", "this does not fit here (is it indented rightly?)"),
    ("could not find expected ':'", "expected a key and ':' (is a text indented less than its key?)"),
)
# What was begun and not ended -> the words for it. The place is where it begins.
_OPEN = (
    ("while parsing a flow sequence", "this [ is not closed, or a ',' is missing in it"),
    ("while parsing a flow mapping", "this { is not closed, or a ',' is missing in it"),
    ("while scanning a quoted scalar", "a text in quotes that does not end"),
)
_ESCAPE = re.compile(r"unknown escape character '(.)'")
_START = re.compile(r"character '(.)' that cannot start")


def _worded(error: MarkedYAMLError) -> tuple[str, StreamMark | None]:
    """What is wrong, and where."""
    problem = (error.problem or "cannot be read").replace("\n", " ")
    context = (error.context or "").replace("\n", " ")
    place = error.problem_mark or error.context_mark
    for begun, words in _OPEN:
        if context.startswith(begun) and error.context_mark is not None:
            return words, error.context_mark
    for said, words in _WORDS:
        if said in problem:
            return words, error.context_mark or place if "simple key" in context else place
    start = _START.search(problem)
    if start is not None:
        return f"a text that begins with {start[1]} needs quotes", place
    escape = _ESCAPE.search(problem)
    if escape is not None:
        return f"unknown escape \\{escape[1]} (single quotes take a text as it is)", place
    return (f"{problem} ({context})" if context.startswith("while parsing") else problem), place


def _place(node: Node) -> Place:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _value(node: Node, path: Path, document: Document, parents: tuple[Node, ...]) -> Any:
    document.values.setdefault(path, _place(node))
    document.count += 1
    if document.count > _LIMIT:
        raise YamlError("too many values (do aliases nest?)", *_place(node))
    if any(node is parent for parent in parents):
        raise YamlError("an alias inside the value that it names", *_place(node))
    if len(parents) > _DEPTH:
        raise YamlError("nested too deeply", *_place(node))
    if isinstance(node, MappingNode):
        return _mapping(node, path, document, (*parents, node))
    if isinstance(node, SequenceNode):
        return [
            _value(item, (*path, index), document, (*parents, node)) for index, item in enumerate(node.value)
        ]
    if isinstance(node, ScalarNode):
        document.styles.setdefault(path, node.style)
    return _scalar(node)


def _mapping(node: MappingNode, path: Path, document: Document, parents: tuple[Node, ...]) -> dict[str, Any]:
    explicit: dict[str, Node] = {}
    merged: list[Node] = []
    for key, item in node.value:
        if key.tag == f"{_TAG}merge":
            merged.append(item)
            continue
        if not isinstance(key, ScalarNode):
            raise YamlError(
                "a key must be a plain word (a text that begins with { or [ needs quotes)", *_place(key)
            )
        name = key.value
        if name in explicit:
            document.duplicates.append(((*path, name), _place(key)))
        explicit[name] = item
        document.keys[(*path, name)] = _place(key)
    result = {
        name: _value(item, (*path, name), document, parents)
        for name, item in explicit.items()
        if not name.startswith("x-")
    }
    for item in merged:
        _merge(item, path, document, parents, result)
    return result


def _merge(
    node: Node, path: Path, document: Document, parents: tuple[Node, ...], into: dict[str, Any]
) -> None:
    # Merge type of YAML 1.1: of a list, the earlier map rules; keys that are there already rule over all.
    if isinstance(node, SequenceNode):
        for item in node.value:
            _merge(item, path, document, parents, into)
        return
    if not isinstance(node, MappingNode):
        raise YamlError("only maps can be merged with <<", *_place(node))
    if any(node is parent for parent in parents):
        raise YamlError("an alias inside the value that it names", *_place(node))
    source = Document(count=document.count)
    values = _mapping(node, path, source, (*parents, node))
    document.count = source.count
    for name, value in values.items():
        if name in into:
            continue
        into[name] = value
        start = (*path, name)
        for there, here in ((source.values, document.values), (source.keys, document.keys)):
            here.update({at: place for at, place in there.items() if at[: len(start)] == start})
        document.styles.update(
            {at: style for at, style in source.styles.items() if at[: len(start)] == start}
        )


def _scalar(node: Node) -> str | Scalar:
    kind = (node.tag or "").removeprefix(_TAG)
    text = _whole(node)
    if kind == "null":
        return Scalar(None, text)
    if kind == "bool" and text.lower() in ("true", "false"):  # not `yes`, whatever a %YAML line says
        return Scalar(text.lower() == "true", text)
    try:
        if kind == "int":
            return Scalar(_integer(text), text)
        if kind == "float":
            return Scalar(float(text.replace("_", "").replace(".inf", "inf").replace(".nan", "nan")), text)
    except ValueError:
        pass  # such as `!!int x`: a text that no number field takes
    return text


def _whole(node: Node) -> str:
    """A scalar's text; of two escapes for one character (`"\\ud83d\\ude00"`, as JSON is written) that one."""
    text: str = node.value
    try:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError as error:
        raise YamlError("half a character (\\ud800 to \\udfff stand in pairs)", *_place(node)) from error


def _integer(text: str) -> int:
    digits = text.replace("_", "")
    return int(digits) if digits.lstrip("+-").isdigit() else int(digits, 0)
