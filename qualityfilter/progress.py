"""Progress of long work on standard error: a bar on a terminal, JSON lines on request, otherwise nothing."""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Iterator
from typing import Any


class Bar:
    """Counts one stage. `advance` takes a task's small result: `documents` and `raw_bytes` feed the rates."""

    def __init__(self, name: str, total: int) -> None:
        self.name, self.total, self.done, self.documents, self.bytes = name, total, 0, 0, 0
        self.started = time.perf_counter()

    def advance(self, result: dict[str, Any]) -> None:
        self.done += 1
        self.documents += int(result.get("documents", 0))
        self.bytes += int(result.get("raw_bytes", 0))
        self.show()

    def show(self) -> None:
        """Nothing by default."""

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.started

    def facts(self) -> dict[str, Any]:
        seconds = max(self.seconds, 1e-9)
        return {
            "stage": self.name, "shards": self.total, "seconds": round(seconds, 3), "documents": self.documents,
            "documents_per_second": round(self.documents / seconds, 1), "mb_per_second": round(self.bytes / 1e6 / seconds, 3),
        }  # fmt: skip


class Quiet:
    """Keeps the facts of every stage and shows nothing."""

    bar = Bar

    def __init__(self) -> None:
        self.facts: list[dict[str, Any]] = []

    @contextlib.contextmanager
    def stage(self, name: str, total: int) -> Iterator[Bar]:
        bar = self.bar(name, total)
        try:
            yield bar
        finally:
            self.facts.append(bar.facts())
            self.end(bar)

    def end(self, bar: Bar) -> None:
        """Called when a stage is over."""

    def say(self, text: str) -> None:
        """A line for people, when something takes time."""


class Warnings(Quiet):
    """Warnings alone, on standard error: for logs, where nobody watches a bar."""

    def say(self, text: str) -> None:
        if text.startswith("warning: "):
            print(text, file=sys.stderr, flush=True)


class JsonLines(Quiet):
    """One JSON object per finished stage on standard error (`--log json`)."""

    def end(self, bar: Bar) -> None:
        print(json.dumps({"event": "stage", **bar.facts()}), file=sys.stderr, flush=True)

    def say(self, text: str) -> None:
        print(json.dumps({"event": "message", "text": text}), file=sys.stderr, flush=True)


class _TerminalBar(Bar):
    _last = 0.0

    def show(self) -> None:
        now = time.perf_counter()
        if now - self._last < 0.1 and self.done < self.total:
            return
        self._last = now
        seconds = max(self.seconds, 1e-9)
        left = (self.total - self.done) * seconds / self.done
        rate = f"  {self.documents / seconds:,.0f} documents/s" if self.documents else ""
        rate += f"  {self.bytes / 1e6 / seconds:.1f} MB/s" if self.bytes else ""
        filled = round(24 * self.done / max(self.total, 1))
        line = f"{self.name:<12} {'█' * filled}{'·' * (24 - filled)} {self.done}/{self.total} shards{rate}  {_clock(left)} left"
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)


class Terminal(Quiet):
    """A line per stage that grows on a terminal."""

    bar = _TerminalBar

    def end(self, bar: Bar) -> None:
        if bar.seconds > 0.3:
            rate = f"  {bar.bytes / 1e6 / max(bar.seconds, 1e-9):.1f} MB/s" if bar.bytes else ""
            print(f"\r\x1b[K{bar.name:<12} {bar.done}/{bar.total}  {_clock(bar.seconds)}{rate}", file=sys.stderr, flush=True)
        else:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def say(self, text: str) -> None:
        print(f"\r\x1b[K{text}", file=sys.stderr, flush=True)


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600}:{whole % 3600 // 60:02d}:{whole % 60:02d}" if whole >= 3600 else f"{whole // 60}:{whole % 60:02d}"


def choose(log: str) -> Quiet:
    """`text`: a bar on a terminal, else warnings alone; `json`: JSON lines."""
    if log == "json":
        return JsonLines()
    return Terminal() if sys.stderr.isatty() else Warnings()
