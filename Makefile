# make demo    sets up .venv, runs the quickstart recipe on the embedded sample, prints where the report is
# make test    sets up .venv, checks style and types, runs the tests
# make check   style and types alone        make bench   measures speed        make setup   .venv alone
#
# Needs Python 3.10 or later with venv, and a C++ compiler (kenlm compiles). On Debian:
#   apt-get install -y python3 python3-venv python3-dev make g++

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LOG := $(VENV)/install.log
DEBIAN := apt-get install -y python3 python3-venv python3-dev make g++

.PHONY: demo test check bench setup clean
.DELETE_ON_ERROR:

demo: $(STAMP)
	@$(BIN)/qualityfilter run quickstart --out out/demo --fresh

test: check
	@$(BIN)/python -m pytest -q -n 2 --dist loadgroup

check: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || { echo "not formatted: run $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/mypy

bench: $(STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c .ci/constraints.txt -e '.[test,bench]' || echo "without spaCy"
	@$(BIN)/python tests/benchmarks/bench.py

setup: $(STAMP)

# The lock file is for Python 3.11 and later; 3.10 gets the newest versions that still support it.
$(STAMP): pyproject.toml .ci/constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { echo "Python 3.10 or later is needed: make PYTHON=/path/to/python3"; exit 1; }
	@$(BIN)/python -c '' 2>/dev/null || { rm -rf $(VENV); $(PYTHON) -m venv $(VENV) || { echo "On Debian: $(DEBIAN)"; exit 1; }; }
	@echo "Setting up $(VENV): once, a few minutes (downloads 300 MB, compiles kenlm); the log is $(LOG)"
	@lock="-c .ci/constraints.txt"; \
	$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { lock=""; echo "Python 3.10: without the lock file"; }; \
	$(BIN)/python -m pip install --disable-pip-version-check --no-input $$lock -e '.[test]' >$(LOG) 2>&1 \
	|| { tail -n 40 $(LOG); echo "The installation failed; the end of $(LOG) is above. If a compiler or Python.h is missing, on Debian: $(DEBIAN)"; exit 1; }
	@touch $(STAMP)

clean:
	rm -rf $(VENV) out build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
