"""Compiled kernels are kept where the user can write, and never outlive the source of any kernel they call."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qualityfilter import kernels

CALLER = """
from qualityfilter.kernels import kernel
from qualityfilter.kernels.callee import step

@kernel("i8(i8)")
def run(x):
    return step(x)
"""
CALLEE = """
from qualityfilter.kernels import kernel

@kernel()
def step(x):
    return x + {}
"""
PRINT_RUN = "import qualityfilter.kernels.caller as c; from qualityfilter.kernels import cache_folder; print(c.run(1), cache_folder())"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package that holds two tiny kernels in place of the real ones."""
    folder = tmp_path / "site" / "qualityfilter" / "kernels"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").write_text("")
    shutil.copy(kernels.__file__, folder)
    (folder / "caller.py").write_text(CALLER)
    (folder / "callee.py").write_text(CALLEE.format(1))
    return folder


def run(package: Path, code: str = PRINT_RUN, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if key not in ("QUALITYFILTER_CACHE_DIR", "XDG_CACHE_HOME", "NUMBA_CACHE_DIR")}
    site = package.parent.parent
    kept.update(PYTHONPATH=str(site), **environment)
    done = subprocess.run([sys.executable, "-c", code], cwd=site, env=kept, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done


def test_a_changed_callee_is_not_served_from_the_old_cache(package, tmp_path):
    """Numba looks at the caller's file alone: without the fingerprint in the folder's name it would print 2 again."""
    home = str(tmp_path / "cache")
    value, old_folder = run(package, XDG_CACHE_HOME=home).stdout.split()
    assert value == "2"
    assert any(Path(old_folder).rglob("*.nbi"))
    (package / "callee.py").write_text(CALLEE.format(10))
    value, new_folder = run(package, XDG_CACHE_HOME=home).stdout.split()
    assert value == "11"
    assert new_folder != old_folder


def test_a_second_process_loads_what_the_first_compiled(package, tmp_path):
    code = "import qualityfilter.kernels.caller as c; print(sum(c.run.compile().stats.cache_hits.values()))"
    assert run(package, code, XDG_CACHE_HOME=str(tmp_path)).stdout.split() == ["0"]
    assert run(package, code, XDG_CACHE_HOME=str(tmp_path)).stdout.split() == ["1"]


def test_a_home_that_takes_no_files_falls_back_to_the_temporary_folder(package, tmp_path):
    done = run(package, XDG_CACHE_HOME="/dev/null/home", TMPDIR=str(tmp_path))
    value, folder = done.stdout.split()
    assert value == "2"
    assert Path(folder).is_relative_to(tmp_path)
    assert done.stderr == ""


def test_no_writable_folder_at_all_is_one_warning_and_working_kernels(package):
    done = run(package, QUALITYFILTER_CACHE_DIR="/dev/null/cache")
    assert done.stdout.split() == ["2", "None"]
    assert done.stderr.count("RuntimeWarning") == 1
    assert "set QUALITYFILTER_CACHE_DIR" in done.stderr


def test_the_package_itself_is_not_written_to(package, tmp_path):
    """A read-only install must work: nothing but Python's own byte code appears beside the sources."""
    before = {path.name for path in package.iterdir()}
    run(package, XDG_CACHE_HOME=str(tmp_path / "cache"), PYTHONDONTWRITEBYTECODE="1")
    assert {path.name for path in package.iterdir()} - {"__pycache__"} == before
    assert not list(package.rglob("*.nb?"))


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="no owners of files here")
def test_a_folder_that_someone_else_owns_is_not_trusted(tmp_path, monkeypatch):
    """Compiled code is loaded from it."""
    folder = tmp_path / "base" / "kernels-x"
    assert kernels._usable(folder)
    monkeypatch.setattr(os, "getuid", lambda: os.stat(tmp_path).st_uid + 1)
    assert not kernels._usable(folder)


def test_what_a_second_process_compiles_are_kernels():
    from qualityfilter import compiling

    named = [name.split(".") for name in compiling.LAST_FIRST]
    found = [getattr(importlib.import_module(f"qualityfilter.kernels.{module}"), name) for module, name in named]
    assert all(isinstance(kernel, kernels.Kernel) for kernel in found)
    assert len(set(compiling.LAST_FIRST)) == len(found)


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="one core: nothing is compiled ahead")
def test_a_second_process_fills_the_cache_and_ends_with_the_first(tmp_path):
    code = """
import time
from qualityfilter import compiling
from qualityfilter.kernels import cache_folder
process, end = compiling.compile_ahead(), time.time() + 90
while time.time() < end and not any(cache_folder().rglob("*choose_survivors*.nbi")):
    time.sleep(0.1)
print(any(cache_folder().rglob("*choose_survivors*.nbi")), process.pid)
"""
    where = {**os.environ, "QUALITYFILTER_CACHE_DIR": str(tmp_path)}
    filled, pid = subprocess.run([sys.executable, "-c", code], env=where, capture_output=True, text=True, check=True).stdout.split()
    assert filled == "True"
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid), 0)
