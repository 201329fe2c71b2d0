"""What is installed: every file that the program opens, one version, entry points that outsiders can copy, a lock file that locks."""

import re
import subprocess
import sys
from importlib.metadata import entry_points, requires
from pathlib import Path

import pytest

import qualityfilter

tomllib = pytest.importorskip("tomllib", reason="tomllib comes with Python 3.11")
ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))
PACKAGES = ("qualityfilter", "scorers", "recipes")


def tracked():
    done = subprocess.run(["git", "ls-files", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("the list of files comes from git")
    return [name for name in done.stdout.split() if (ROOT / name).exists()]


def test_every_file_that_is_no_module_is_package_data():
    """A wheel holds what the globs in pyproject.toml match; an editable installation would hide what is missing."""
    data = PROJECT["tool"]["setuptools"]["package-data"]
    packed = {str(path.relative_to(ROOT)) for package in PACKAGES for glob in data[package] for path in (ROOT / package).glob(glob)}
    wanted = {n for n in tracked() if not n.endswith((".py", ".gitattributes")) and not n.startswith("scorers/training/")}
    assert sorted(wanted - packed) == []


def test_every_folder_with_modules_is_a_package():
    folders = {str(Path(name).parent) for name in tracked() if name.endswith(".py")}
    assert [f for f in sorted(folders) if not (ROOT / f / "__init__.py").exists() and f not in ("scorers/training", "recipes/sample")] == []


def test_one_version():
    assert PROJECT["project"]["version"] == qualityfilter.__version__
    assert f"## [{qualityfilter.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf8")


def test_scorers_are_found_through_the_entry_point_group_that_others_use():
    assert "scorers" in {point.value for point in entry_points(group="qualityfilter.scorers")}


def test_the_lock_file_pins_everything_and_names_no_place():
    lines = [line for line in (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf8").splitlines() if not line.startswith("#")]
    pinned = {re.sub(r"[-_.]+", "-", line.split("==")[0]).lower(): line for line in lines}
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][A-Za-z0-9.!+]*", line)] == []
    needed = {
        re.split(r"[\s\[<>=!~;]", r)[0] for r in requires("qualityfilter") or [] if "extra ==" not in r or "'test'" in r or '"test"' in r
    }
    assert sorted(name for name in needed if re.sub(r"[-_.]+", "-", name).lower() not in pinned) == []


def test_makefile_and_ci_name_no_place_of_one_machine():
    for name in ("Makefile", ".ci/run", ".ci/constraints.txt", "pyproject.toml"):
        text = (ROOT / name).read_text(encoding="utf8")
        assert not re.search(r"(?<![\w.])/(?:tmp|work|opt|root|home)/|https?://(?!www\.apache\.org)", text), name


def test_the_module_is_the_command():
    done = subprocess.run([sys.executable, "-m", "qualityfilter", "--version"], capture_output=True, text=True, check=True)
    assert qualityfilter.__version__ in done.stdout
