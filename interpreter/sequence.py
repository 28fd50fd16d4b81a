"""Nodes in a row, without a loop for up to six: what a block is made of.

Called by statements.py and assignments.py.
"""

from collections.abc import Callable, Sequence

from interpreter.nodes import Frame, Node
from interpreter.values import Value


def straight(nodes: Sequence[Node]) -> Node:
    """Nodes one after the other; the value is the last one's."""
    nodes = list(nodes)
    while len(nodes) > len(_STRAIGHT):
        size = len(_STRAIGHT)
        nodes = [straight(nodes[start : start + size]) for start in range(0, len(nodes), size)]
    return _STRAIGHT[len(nodes) - 1](*nodes)


def _straight2(a: Node, b: Node) -> Node:
    def node(f: Frame) -> Value:
        a(f)
        return b(f)

    return node


def _straight3(a: Node, b: Node, c: Node) -> Node:
    def node(f: Frame) -> Value:
        a(f)
        b(f)
        return c(f)

    return node


def _straight4(a: Node, b: Node, c: Node, d: Node) -> Node:
    def node(f: Frame) -> Value:
        a(f)
        b(f)
        c(f)
        return d(f)

    return node


def _straight5(a: Node, b: Node, c: Node, d: Node, e: Node) -> Node:
    def node(f: Frame) -> Value:
        a(f)
        b(f)
        c(f)
        d(f)
        return e(f)

    return node


def _straight6(a: Node, b: Node, c: Node, d: Node, e: Node, g: Node) -> Node:
    def node(f: Frame) -> Value:
        a(f)
        b(f)
        c(f)
        d(f)
        e(f)
        return g(f)

    return node


_STRAIGHT: tuple[Callable[..., Node], ...] = (
    lambda a: a,
    _straight2,
    _straight3,
    _straight4,
    _straight5,
    _straight6,
)
