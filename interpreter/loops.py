"""Loop to node (manual 2.4.4, 2.4.5): while, repeat, both kinds of for.

Every loop counts its steps: it asks `pause` after PERIOD of them, and accounts for what is left when it
ends, so that loops in loops are seen too. A body that can signal (break, return, goto) is looked at after
each step.
"""

from collections.abc import Callable, Iterable, Iterator
from math import ceil, floor

from luaparser import astnodes

from interpreter import expressions, operators, statements, watched, watched_statements
from interpreter.builder import BREAK, Builder, Tree
from interpreter.errors import LuaError, Site
from interpreter.function import HOST, LuaFunction, invoke, make_frame
from interpreter.limits import PERIOD, STEPS
from interpreter.metatables import call_handler
from interpreter.nodes import Frame, Node
from interpreter.nodes.conditions import WHILES
from interpreter.values import Value, tonumber


def _body(builder: Builder, tree: Tree, *, looked_at: bool = False) -> Node:
    """The node of a loop's body. Unless `looked_at`, its value is looked at only where it can be a signal."""
    if builder.hooks is not None:
        return watched_statements.loop_body(builder, tree)
    before = builder.looked_at
    builder.looked_at = looked_at or statements.block_can_signal(tree.body)
    node = statements.block(builder, tree.body.body)
    builder.looked_at = before
    return node


def while_loop(builder: Builder, tree: Tree) -> Node:
    """`while test do body end`"""
    spend = builder.state.ticks.spend_at(builder.site(tree))
    if builder.hooks is not None:
        test = watched_statements.while_condition(builder, tree)
        body = _body(builder, tree)
    else:
        body = _body(builder, tree, looked_at=True)
        name, kinds, arguments, wanted = condition = operators.condition(builder, tree.test)
        if wanted and (name, kinds) in WHILES:
            return WHILES[name, kinds](*arguments, body, spend)
        test = operators.test_of(condition)

    def node(f: Frame) -> Value:
        while True:
            for steps in STEPS:
                if not test(f):
                    spend(steps)
                    return None
                signal = body(f)
                if signal is not None:
                    spend(steps)
                    return None if signal is BREAK else signal
            spend(PERIOD)

    return node


def repeat(builder: Builder, tree: Tree) -> Node:
    """`repeat body until test`; the test sees the body's locals."""
    body = _body(builder, tree)
    if builder.hooks is None:
        test = operators.test(builder, tree.test)
    else:
        test = watched_statements.until(builder, tree)
    spend = builder.state.ticks.spend_at(builder.site(tree))

    def node(f: Frame) -> Value:
        while True:
            for steps in STEPS:
                signal = body(f)
                if signal is not None and signals:
                    spend(steps)
                    return None if signal is BREAK else signal
                if test(f):
                    spend(steps)
                    return None
            spend(PERIOD)

    signals = statements.block_can_signal(tree.body)
    return node


# -- numeric for ------------------------------------------------------------------------------------------


def numeric_for(builder: Builder, tree: Tree) -> Node:
    """`for v = start, stop, step do body end`"""
    start_node = expressions.expression(builder, tree.start)
    stop_node = expressions.expression(builder, tree.stop)
    # luaparser leaves the Python number 1 where there is no step.
    has_step = not isinstance(tree.step, int)
    step_node = expressions.expression(builder, tree.step) if has_step else expressions.constant(1.0)
    if builder.hooks is not None:
        step_node = watched_statements.before_loop(builder, tree, step_node)
    (variable,) = tree.variables
    signals = statements.block_can_signal(tree.body)
    lua_site = builder.site(tree)
    spend = builder.state.ticks.spend_at(lua_site)
    run = (_run_signalling if signals else _run_plain)(
        builder.slot(variable), _body(builder, tree), spend, variable.is_cell
    )
    fixed = _fixed_steps(tree) if builder.hooks is None else None
    if fixed is not None and len(fixed) <= PERIOD:
        once, count = ([float(value) for value in fixed],), len(fixed)
        return lambda f: run(f, once, count)

    def node(f: Frame) -> Value:
        start = start_node(f)
        stop = stop_node(f)
        step = step_node(f)
        if not type(start) is type(stop) is type(step) is float:
            start, stop, step = _loop_numbers(start, stop, step, lua_site)
        whole = _whole_steps(start, stop, step)
        if whole is None:
            return run(f, _fractions(start, stop, step), PERIOD)
        count = len(whole)
        if count <= PERIOD:
            return run(f, (map(float, whole),), count)
        portions = (map(float, whole[begin : begin + PERIOD]) for begin in range(0, count, PERIOD))
        return run(f, portions, PERIOD)

    return node


def _fixed_steps(tree: Tree) -> range | None:
    """The values of the variable, where the loop's numbers are constants."""
    step = tree.step if not isinstance(tree.step, int) else None
    numbers = [tree.start, tree.stop, *([] if step is None else [step])]
    if not all(isinstance(each, astnodes.Number) for each in numbers):
        return None
    return _whole_steps(tree.start.n, tree.stop.n, 1.0 if step is None else step.n)


def _loop_numbers(start: Value, stop: Value, step: Value, site: Site) -> tuple[float, float, float]:
    """The loop's numbers, strings converted (OP_FORPREP)."""
    numbers = []
    for value, name in ((start, "initial value"), (stop, "limit"), (step, "step")):
        number = tonumber(value)
        if number is None:
            raise LuaError(f"{site.where}'for' {name} must be a number")
        numbers.append(number)
    return numbers[0], numbers[1], numbers[2]


_EXACT = 2.0**52


def _whole_steps(start: float, stop: float, step: float) -> range | None:
    """The values of the variable, when they are whole numbers that floats count without error."""
    if not (-_EXACT < start < _EXACT and -_EXACT < step < _EXACT and step):
        return None
    first, by = int(start), int(step)
    if first != start or by != step:
        return None
    if not -_EXACT < stop < _EXACT:
        if stop != stop:
            return range(0)
        stop = _EXACT if stop > 0 else -_EXACT
    return range(first, floor(stop) + 1, by) if by > 0 else range(first, ceil(stop) - 1, by)


def _fractions(start: float, stop: float, step: float) -> Iterator[Iterator[float]]:
    """The values of the variable by repeated addition, as OP_FORLOOP has them, in portions of PERIOD."""
    value = start - step + step  # OP_FORPREP takes a step back, and infinite steps give no number
    while value <= stop if step > 0 else value >= stop:
        portion: list[float] = []
        while (value <= stop if step > 0 else value >= stop) and len(portion) < PERIOD:
            portion.append(value)
            value += step
        yield iter(portion)


_Run = Callable[[Frame, Iterable[Iterable[float]], int], Value]
"""runs the body for each value, in portions of so many steps"""


def _run_plain(slot: int, body: Node, spend: Callable[[int], None], is_cell: bool) -> _Run:
    def run(f: Frame, portions: Iterable[Iterable[float]], steps: int) -> Value:
        for portion in portions:
            for f[slot] in portion:
                body(f)
            spend(steps)

    def run_cell(f: Frame, portions: Iterable[Iterable[float]], steps: int) -> Value:
        for portion in portions:
            for value in portion:
                f[slot] = [value]
                body(f)
            spend(steps)

    return run_cell if is_cell else run


def _run_signalling(slot: int, body: Node, spend: Callable[[int], None], is_cell: bool) -> _Run:

    def run(f: Frame, portions: Iterable[Iterable[float]], steps: int) -> Value:
        for portion in portions:
            for value in portion:
                f[slot] = [value] if is_cell else value
                signal = body(f)
                if signal is not None:
                    spend(steps)
                    return None if signal is BREAK else signal
            spend(steps)
        return None

    return run


# -- generic for ------------------------------------------------------------------------------------------


def generic_for(builder: Builder, tree: Tree) -> Node:
    """`for a, b in iterator, state, control do body end`"""
    values = expressions.values_of(builder, tree.iter)
    if builder.hooks is not None:
        values = watched_statements.before_loop(builder, tree, values)
    variables = tree.variables
    slots = [builder.slot(variable) for variable in variables]
    cells = [builder.slot(variable) for variable in variables if variable.is_cell]
    body = _body(builder, tree)
    if cells:
        body = _with_cells(cells, body)
    spend = builder.state.ticks.spend_at(builder.site(tree))
    call = _caller(builder, tree)
    signals = statements.block_can_signal(tree.body)
    first_slot, *other_slots = slots
    run_pairs = _pairs_runner(slots, body, spend, signals)
    # Hooks see the calls of `next` and the like, so a watched chunk makes them.
    short_cut = HOST if builder.hooks is None else None

    def node(f: Frame) -> Value:
        iterator, state, control, *_ = (*values(f), None, None, None)
        if type(iterator) is LuaFunction and iterator.arity == short_cut and iterator.iterate is not None:
            pairs = iterator.iterate(state, control)
            if pairs is not None:
                return run_pairs(f, pairs)
        while True:
            for steps in STEPS:
                found = call(iterator, state, control)
                if type(found) is tuple:
                    control = found[0] if found else None
                    if control is None:
                        spend(steps)
                        return None
                    for slot, value in zip(slots, found, strict=False):
                        f[slot] = value
                    for slot in slots[len(found) :]:
                        f[slot] = None
                elif found is None:
                    spend(steps)
                    return None
                else:
                    f[first_slot] = control = found
                    for slot in other_slots:
                        f[slot] = None
                signal = body(f)
                if signal is not None and signals:
                    spend(steps)
                    return None if signal is BREAK else signal
            spend(PERIOD)

    return node


def _pairs_runner(
    slots: list[int], body: Node, spend: Callable[[int], None], signals: bool
) -> Callable[[Frame, Iterator[tuple[Value, Value]]], Value]:
    """Runs the body for what `LuaFunction.iterate` gives: pairs of values, without a call a step."""
    first_slot, *other_slots = slots
    second_slot = other_slots[0] if other_slots else None
    # The variables behind the second one are nil each time.
    more_slots = other_slots[1:]
    if more_slots:
        body = _with_nils(more_slots, body)

    def run(f: Frame, pairs: Iterator[tuple[Value, Value]]) -> Value:
        while True:
            steps = 0
            for steps, (f[first_slot], value) in zip(STEPS, pairs, strict=False):
                if second_slot is not None:
                    f[second_slot] = value
                signal = body(f)
                if signals and signal is not None:
                    spend(steps)
                    return None if signal is BREAK else signal
            spend(steps)
            if steps < PERIOD:
                return None

    return run


def _with_nils(slots: list[int], body: Node) -> Node:
    def node(f: Frame) -> Value:
        for slot in slots:
            f[slot] = None
        return body(f)

    return node


def _with_cells(cells: list[int], body: Node) -> Node:
    def node(f: Frame) -> Value:
        for slot in cells:
            f[slot] = [f[slot]]
        return body(f)

    return node


def _caller(builder: Builder, tree: Tree) -> Callable[[Value, Value, Value], Value]:
    """Calls the iterator. It is a function of its own so that its frame is there only during the call."""
    # On the stack, the iterator has the name of PUC Lua's hidden variable; in errors it has none.
    lua_site = Site(builder.chunk, tree.at, "local", "(for generator)", other=builder.site(tree))
    if builder.hooks is not None:
        return watched.iterator_call(builder, lua_site)

    def call(iterator: Value, state: Value, control: Value) -> Value:
        if type(iterator) is LuaFunction:
            callee = iterator
            if callee.arity == HOST:
                return callee.call(state, control)
            if callee.arity == 2:
                return callee.body([state, control, *callee.rest])
            return callee.body(make_frame(callee, (state, control)))
        callee = call_handler(iterator, lua_site.other)
        return invoke(callee, (iterator, state, control))

    return call
