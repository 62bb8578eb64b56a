"""What is wrong with a flow, said before Connect or a caller does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from ml_refarch.connect import limits
from ml_refarch.connect.actions import NO_MATCHING_ERROR, QUEUE_AT_CAPACITY, Rules
from ml_refarch.connect.attribute_paths import wrong_paths
from ml_refarch.connect.block_set import BlockSet
from ml_refarch.connect.blocks import Block

FAILURES = (NO_MATCHING_ERROR, QUEUE_AT_CAPACITY)


def problems(flow: BlockSet, *, inbound: bool) -> list[str]:
    """Sentences about what is wrong, in the order of the blocks."""
    if flow.start is None:
        return ["the flow has no blocks"]
    wired = error_branches(flow)
    found = [*_unknown_targets(flow)]
    if len(flow.blocks) > limits.BLOCKS:
        found.append(f"the flow has {len(flow.blocks)} blocks; Connect takes {limits.BLOCKS}")
    for block in flow.blocks.values():
        found += [f"block {block.name!r}: {one}" for one in wrong_paths(block.parameters)]
        if block.rules is not None:
            found += [
                f"block {block.name!r}: {one}"
                for one in _wrong_branches(block, block.rules, wired[block.name])
            ]
        if inbound and block.action == "EndFlowExecution":
            found.append(
                f"block {block.name!r}: an inbound flow ends with hang_up, a transfer or a queue; "
                "EndFlowExecution is for flows beside a contact"
            )
    if found:
        return found  # where branches are missing, what follows would be said twice
    return [*_unreached(flow, wired), *_endless(flow), *_endless_errors(flow, wired)]


def error_branches(flow: BlockSet) -> dict[str, dict[str, str]]:
    """The error branches of each block, with those that ``errors_lead_to`` adds."""
    added = flow.error_target
    handling = set() if added is None else _reached(flow, [added], _well)
    wired: dict[str, dict[str, str]] = {}
    for block in flow.blocks.values():
        errors = dict(block.errors)
        rules = block.rules
        if added is not None and block.name not in handling and rules is not None:
            errors |= {
                error: added for error in rules.errors if error in FAILURES and error not in errors
            }
        wired[block.name] = errors
    return wired


def _unknown_targets(flow: BlockSet) -> Iterator[str]:
    for name, what in ((flow.start, "starts with"), (flow.error_target, "leads errors to")):
        if name is not None and name not in flow.blocks:
            yield f"the flow {what} {name!r}, and has no such block"
    for block in flow.blocks.values():
        for target in block.targets():
            if target not in flow.blocks:
                yield (
                    f"block {block.name!r}: it leads to {target!r}, and the flow has no such block"
                )


def _wrong_branches(block: Block, rules: Rules, errors: Mapping[str, str]) -> Iterator[str]:
    if rules.goes_on and block.next is None:
        yield "nothing follows it: wire then"
    for error in rules.errors:
        if error not in errors:
            yield f"its error branch {error} is open: wire {_WIRING[error](block)}"
    for error in errors:
        if error not in (*rules.errors, *rules.optional_errors):
            takes = ", ".join((*rules.errors, *rules.optional_errors)) or "none"
            yield f"{block.action} takes no error branch {error}; it takes {takes}"
    yield from _wrong_conditions(block, rules)


def _wrong_conditions(block: Block, rules: Rules) -> Iterator[str]:
    for case in block.conditions:
        if case.operator not in rules.operators:
            takes = ", ".join(sorted(rules.operators)) or "none"
            yield f"it takes no condition {case}; {block.action} takes {takes}"
        elif rules.values is not None and not rules.values.issuperset(case.operands):
            takes = ", ".join(sorted(rules.values))
            yield f"it takes no condition {case}; {block.action} takes Equals with {takes}"
    if rules.all_values and rules.values is not None:
        known = {value for case in block.conditions for value in case.operands}
        for value in sorted(rules.values - known):
            yield f"its branch {value} is open: wire {_VALUE_WIRING.get(value, value)}"


_WIRING: dict[str, Callable[[Block], str]] = {
    "InputTimeLimitExceeded": lambda _: "on_timeout",
    "InvalidPhoneNumber": lambda _: "on_invalid_number",
    "NoMatchingCondition": lambda _: "otherwise",
    "NoMatchingError": lambda _: "on_error",
    "QueueAtCapacity": lambda _: "on_full",
}
_VALUE_WIRING = {
    "True": "open",
    "False": "closed",
    "ContinueLooping": "again",
    "DoneLooping": "done",
}


def _unreached(flow: BlockSet, wired: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    reached = _reached(flow, [flow.start or ""], lambda block: _all(block, wired))
    for name in flow.blocks:
        if name not in reached:
            yield f"block {name!r}: no block leads to it"


def _endless(flow: BlockSet) -> Iterator[str]:
    """Blocks from which no branch but that of a failure comes to an end."""
    ending = _ending(flow, _well)
    for name in flow.blocks:
        if name not in ending:
            yield f"block {name!r}: no path from it ever ends"


def _endless_errors(flow: BlockSet, wired: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Blocks from which a call goes on for ever when everything that can fail does."""

    def failing(block: Block) -> Iterable[str]:
        errors = wired[block.name]
        failed = [errors[error] for error in FAILURES if error in errors]
        return failed or _all(block, wired)

    ending = _ending(flow, failing, success_ends=False)
    for name in flow.blocks:
        if name not in ending:
            yield f"block {name!r}: its errors lead in a circle; lead one of them to an end"


def _ending(
    flow: BlockSet, branches: Callable[[Block], Iterable[str]], *, success_ends: bool = True
) -> set[str]:
    """The blocks from which an end can be reached by those branches."""
    leading: dict[str, list[str]] = {}
    ending: list[str] = []
    for block in flow.blocks.values():
        rules = block.rules
        targets = list(branches(block))
        if (rules is not None and rules.ends and success_ends) or not targets:
            ending.append(block.name)
        for target in targets:
            leading.setdefault(target, []).append(block.name)
    found: set[str] = set()
    while ending:
        name = ending.pop()
        if name not in found:
            found.add(name)
            ending += leading.get(name, [])
    return found


def _reached(
    flow: BlockSet, start: list[str], branches: Callable[[Block], Iterable[str]]
) -> set[str]:
    found: set[str] = set()
    ahead = list(start)
    while ahead:
        name = ahead.pop()
        if name in found or name not in flow.blocks:
            continue
        found.add(name)
        ahead += branches(flow.blocks[name])
    return found


def _well(block: Block) -> Iterator[str]:
    """Where a block leads that does not fail."""
    if block.next is not None and not (block.rules is not None and block.rules.ends):
        yield block.next
    yield from block.conditions.values()
    for error, target in block.errors.items():
        if error not in FAILURES:
            yield target


def _all(block: Block, wired: Mapping[str, Mapping[str, str]]) -> list[str]:
    onward = [] if block.next is None else [block.next]
    return [*onward, *block.conditions.values(), *wired[block.name].values()]
