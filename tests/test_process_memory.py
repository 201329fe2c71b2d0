"""Freed memory is kept, unless the environment says how malloc is to work."""

import os
import subprocess
import sys

import pytest

from qualityfilter.process_memory import keep_freed_memory


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mallopt is glibc's")
def test_the_environment_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", "65536")
    assert not keep_freed_memory()


def test_elsewhere_nothing_is_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not keep_freed_memory()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mallopt is glibc's")
@pytest.mark.parametrize("chosen", ["", "mimalloc"])
def test_arrow_asks_glibc_unless_the_environment_names_a_pool(chosen: str) -> None:
    program = "from qualityfilter.process_memory import *; keep_freed_memory(); print(pa.default_memory_pool().backend_name)"
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_") and name != "ARROW_DEFAULT_MEMORY_POOL"}
    environment = plain | ({"ARROW_DEFAULT_MEMORY_POOL": chosen} if chosen else {})
    said = subprocess.run([sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True).stdout
    assert said.strip() == (chosen or "system")
