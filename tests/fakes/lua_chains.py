"""Random chains of indices and calls, which the grammar has in one rule and the tree nests."""

import random
from typing import Any


def chain(chance: random.Random) -> tuple[str, Any, bool]:
    """A chain's text, its shape (nested tuples, the innermost first), and whether it ends in a call."""
    text, tree = chance.choice([("a", "a"), ('("x")', "x"), ("(a)", "a"), ("(f())", ("call", "f"))])
    called = False
    for _ in range(chance.randrange(1, 8)):
        suffix = chance.randrange(6)
        called = suffix > 1
        if suffix == 0:
            text, tree = text + ".b", ("index", tree, "b")
        elif suffix == 1:
            inner, inside, _ = chain(chance) if chance.random() < 0.2 else ("k", "k", False)
            text, tree = f"{text}[{inner}]", ("index", tree, inside)
        elif suffix == 2:
            text, tree = text + "(1)", ("call", tree, 1.0)
        elif suffix == 3:
            text, tree = text + "'s'", ("call", tree, "s")
        elif suffix == 4:
            text, tree = text + "()", ("call", tree)
        else:
            text, tree = text + ":m'x'", ("method", tree, "m", "x")
    return text, tree, called
