"""Numba kernels over Arrow's UTF-8 bytes and offsets, compiled once per machine and user.

Compiled code is kept in a per-user folder named by the package version and a hash of all kernel sources: a kernel inlines
the kernels it calls, and Numba alone does not notice when a callee in another module has changed. Where no folder can be
written the kernels are compiled anew in each process, with one warning.
"""

from __future__ import annotations

import functools
import hashlib
import os
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from numba.core import config as numba_config

_SOURCES = Path(__file__).parent
config: Any = numba_config  # its settings are made at run time, unknown to type checkers


def _fingerprint() -> str:
    """Hash of the bytes of every kernel module, of Numba's version and of the running Python."""
    digest = hashlib.sha256(f"{numba.__version__} {os.sys.version_info[:2]}".encode())  # type: ignore[attr-defined]
    for path in sorted(_SOURCES.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _candidates() -> list[Path]:
    home = os.environ.get("QUALITYFILTER_CACHE_DIR")
    if home:
        return [Path(home)]
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    return [Path(cache) / "qualityfilter", Path(tempfile.gettempdir()) / f"qualityfilter-{user}"]


def _usable(folder: Path) -> bool:
    """Whether the folder can be made, is ours (code is loaded from it) and takes a file."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if hasattr(os, "getuid") and any(path.stat().st_uid != os.getuid() for path in (folder, folder.parent)):
            return False
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


@functools.cache
def cache_folder() -> Path | None:
    """Where compiled kernels are kept; None where nothing can be written (said once, as a warning)."""
    name = f"kernels-{_fingerprint()}"
    for base in _candidates():
        if _usable(base / name):
            return base / name
    warnings.warn(
        f"no folder for compiled kernels can be written (tried {', '.join(map(str, _candidates()))}): "
        "they are compiled in every process; set QUALITYFILTER_CACHE_DIR",
        RuntimeWarning,
        stacklevel=2,
    )
    return None


class Kernel:
    """A function that Numba compiles at its first call for one signature, or reads from the cache folder."""

    def __init__(self, function: Callable[..., Any], signature: Any) -> None:
        self._function, self._signature, self._compiled = function, signature, None
        functools.update_wrapper(self, function)

    def __call__(self, *arguments: Any) -> Any:
        return (self._compiled or self.compile())(*arguments)

    def compile(self) -> Any:
        """Numba's dispatcher. Kernels that a run does not use are never compiled: that would be most of its first seconds."""
        if self._compiled is None:
            folder = cache_folder()
            previous = config.CACHE_DIR
            names = self._function.__globals__
            called = {name: names[name] for name in self._function.__code__.co_names if isinstance(names.get(name), Kernel)}
            try:
                names.update({name: other.compile() for name, other in called.items()})  # Numba knows its own kind only
                if folder is not None:
                    config.CACHE_DIR = str(folder)
                self._compiled = numba.njit(self._signature, cache=folder is not None, **_OPTIONS)(self._function)
            finally:
                config.CACHE_DIR = previous
                names.update(called)
        return self._compiled


_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}


def kernel(signature: Any = None, *, inline: bool = False) -> Callable[[Callable[..., Any]], Any]:
    """Compile a function with Numba in the project's way: one signature, no GIL, numpy division, our cache folder.

    Without a signature the function is a helper that kernels inline or call; it is compiled with them and not cached alone.
    """

    def compile_(function: Callable[..., Any]) -> Any:
        if signature is None:
            return numba.njit(inline="always" if inline else "never", **_OPTIONS)(function)
        return Kernel(function, signature)

    return compile_
