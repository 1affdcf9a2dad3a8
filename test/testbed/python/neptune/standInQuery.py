"""The query language of Neptune as far as neptune-query writes it (internal/filters.py of 1.14.1)."""

import re
from typing import Any, Callable

from standInRuns import SERIES, StandInRun

TOKEN = re.compile(r'\s*(?:(`[^`]*`)(?::(\w+))?|("(?:[^"\\]|\\.)*")|([()])|(==|!=|>=|<=|=|>|<)|(\w+))')
Test = Callable[[StandInRun], bool]


class Query:
    """Reads `(a AND b)`, `NOT (a)`, `` `name`:type == "value" `` and their like. Raises ValueError for what is none."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while text[at:].strip():
            found = TOKEN.match(text, at)
            if not found:
                raise ValueError(f"no query: {text[at:]}")
            name, _, quoted, bracket, operator, word = found.groups()
            kinds = [("name", name and name[1:-1]), ("value", quoted and re.sub(r"\\(.)", r"\1", quoted[1:-1]))]
            kinds += [("bracket", bracket), ("word", operator), ("word", word)]
            self.tokens.append(next((kind, value) for kind, value in kinds if value is not None))
            at = found.end()
        self.at = 0

    def parsed(self) -> Test:
        test = self.either()
        if self.at < len(self.tokens):
            raise ValueError(f"not read: {self.tokens[self.at:]}")
        return test

    def next(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise ValueError("the query ends too early")
        self.at += 1
        return self.tokens[self.at - 1]

    def take(self, value: str) -> bool:
        is_there = self.at < len(self.tokens) and self.tokens[self.at] in (("word", value), ("bracket", value))
        self.at += 1 if is_there else 0
        return is_there

    def either(self) -> Test:
        tests = [self.both()]
        while self.take("OR"):
            tests.append(self.both())
        return lambda run: any(test(run) for test in tests)

    def both(self) -> Test:
        tests = [self.one()]
        while self.take("AND"):
            tests.append(self.one())
        return lambda run: all(test(run) for test in tests)

    def one(self) -> Test:
        if self.take("NOT"):
            test = self.one()
            return lambda run: not test(run)
        if self.take("("):
            test = self.either()
            if not self.take(")"):
                raise ValueError("a bracket is open")
            return test
        return self.comparison()

    def comparison(self) -> Test:
        kind, name = self.next()
        if kind == "word":
            # last(`name`:floatSeries), and the like
            self.take("(")
            name = self.next()[1]
            self.take(")")
        if self.take("EXISTS"):
            return lambda run: name in run.attributes
        is_not = self.take("NOT")
        operator, wanted = self.next()[1], self.next()[1]

        def test(run: StandInRun) -> bool:
            if name not in run.attributes:
                return False
            return compare(operator, plain(*run.attributes[name]), wanted) != is_not

        return test


def plain(kind: str, value: Any) -> Any:
    return value[-1].value if kind in SERIES else value


def compare(operator: str, value: Any, wanted: str) -> bool:
    if operator == "MATCHES":
        return re.search(wanted, str(value)) is not None
    if operator == "CONTAINS":
        return wanted in value
    if isinstance(value, bool):
        value = str(value).lower()
        wanted = wanted.lower()
    other: Any = wanted if isinstance(value, str) else float(wanted)
    tests = {"==": value == other, "=": value == other, "!=": value != other}
    if operator in tests:
        return tests[operator]
    return {">": value > other, ">=": value >= other, "<": value < other, "<=": value <= other}[operator]
