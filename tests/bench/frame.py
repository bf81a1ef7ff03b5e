"""What a bench is made of: figures measured at two sizes, held against yardsticks and limits."""

import gc
import re
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection

# Ten times the input may take twelve times as long, or as much memory: ten, and a fifth for noise.
MOST_GROWTH = 12
SHOWN_AS = {"ms": 1_000, "s": 1, "MiB": 1 / 2**20}
# What is less than this counts as this: it is noise.
LEAST = {"ms": 0.001, "s": 0.001, "MiB": 2**20}


@dataclass(frozen=True)
class Figure:
    """One measurement, in seconds or bytes, shown in ``unit``.

    ``bare`` is what the ``yardstick`` took, and ``most_times`` how many times that ours may be
    (0: any). ``rows`` are those that came from the database, and ``most_rows`` how many may.
    """

    what: str
    unit: str
    ours: float
    yardstick: str = ""
    bare: float = 0
    most_times: float = 0
    rows: int = 0
    most_rows: int = 0


@dataclass
class Table:
    """Prints figures as they come, judges them, and remembers what passed its limit."""

    faults: list[str] = field(default_factory=list)

    def title(self, text: str, small: int, large: int) -> None:
        print(
            f"\n{text:<38}{small:>9,}{large:>11,}{'growth':>9}   "
            f"{'yardstick':<21}{'':>9}{'times':>8}{'limit':>7}{'rows read':>11}"
        )

    def add(self, small: Iterable[Figure], large: Iterable[Figure]) -> None:
        """Print the figures of a small and of a ten times larger input, in the same order."""
        for before, now in zip(small, large, strict=True):
            least = LEAST[now.unit]
            growth = max(now.ours, least) / max(before.ours, least)
            self.judge(now.what, "grows", growth, MOST_GROWTH)
            line = f"{now.what:<38}{shown(before.ours, now.unit):>9}"
            line += f"{shown(now.ours, now.unit):>11}{growth:>9.1f}   "
            if now.bare:
                times = now.ours / max(now.bare, least)
                self.judge(now.what, f"to {now.yardstick} is", times, now.most_times)
                line += f"{now.yardstick:<21}{shown(now.bare, now.unit):>9}"
                line += f"{times:>8.1f}{now.most_times or '':>7}"
            if now.most_rows:
                self.judge(now.what, "rows read:", now.rows, now.most_rows)
                line = f"{line:<115}{now.rows:>11,}"
            print(line.rstrip(), flush=True)

    def judge(self, what: str, does: str, value: float, most: float) -> None:
        if most and value > most:
            self.faults.append(f"{what}: {does} {value:,.1f}, above its limit of {most:,}")


def shown(value: float, unit: str) -> str:
    number = value * SHOWN_AS[unit]
    return f"{number:,.0f} {unit}" if number >= 100 else f"{number:.1f} {unit}"


def best_of(times: int, call: Callable[[], object]) -> float:
    """Return the seconds of the quickest call: whatever else the machine does only ever adds."""
    return min(seconds_of(call) for _ in range(times))


def seconds_of(call: Callable[[], object]) -> float:
    gc.collect()
    # What the process has gathered before is not walked again each time the call makes garbage.
    gc.freeze()
    try:
        began = time.perf_counter()
        call()
        return time.perf_counter() - began
    finally:
        gc.unfreeze()


class Measure(NamedTuple):
    """What a call took: ``seconds``, and at its ``peak`` so many bytes more than before."""

    seconds: float
    peak: int


def in_a_child(call: Callable[..., object], *given: Any) -> Measure:
    """Measure a call in a fresh process, where nothing else has taken memory or warmed up."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as child:
        return child.submit(measured, call, *given).result()


def measured(call: Callable[..., object], *given: Any) -> Measure:
    connection.ensure_connection()
    before = memory("VmRSS")
    seconds = seconds_of(lambda: call(*given))
    return Measure(seconds, memory("VmHWM") - before)


def memory(which: str) -> int:
    """Return what this process holds (VmRSS) or held at most (VmHWM), in bytes.

    Asked of Linux directly, because the peak that getrusage tells a child is its parent's.
    """
    found = re.search(rf"{which}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) * 1024


@dataclass
class Asked:
    """The statements sent to the database, and how many rows came back."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    rows: int = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        self.statements.append((sql, params))
        self.rows += max(context["cursor"].rowcount, 0)
        return result


@contextmanager
def asking() -> Iterator[Asked]:
    """Note what the block asks of the database."""
    asked = Asked()
    with connection.execute_wrapper(asked):
        yield asked
