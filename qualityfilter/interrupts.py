"""Ctrl-C that cannot get lost: Python drops a KeyboardInterrupt that is raised inside a finaliser or a C callback.

The handler remembers the signal before it raises; between two tasks `check` raises again what was swallowed.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_pressed = threading.Event()


def _remember(number: int, frame: FrameType | None) -> None:
    _pressed.set()
    if frame is None or frame.f_code.co_name != "__del__":  # there it would only be printed and dropped
        raise KeyboardInterrupt


@contextmanager
def heeded() -> Iterator[None]:
    """Remember Ctrl-C inside the block. Only in the main thread, and not where SIGINT is ignored or handled by others."""
    ours = threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    _pressed.clear()
    if ours:
        signal.signal(signal.SIGINT, _remember)
    try:
        yield
    finally:
        _pressed.clear()  # what comes after the block was not interrupted
        if ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)


def check() -> None:
    """Raise KeyboardInterrupt if Ctrl-C was pressed since `heeded` began."""
    if _pressed.is_set():
        raise KeyboardInterrupt
