# Two commands do everything: `make demo` and `make test`. Needs Python 3.11+ and make.
PYTHON ?= python3
VENV   ?= .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
# The tests start hundreds of processes; without bytecode each of them compiles the package first.
export PYTHONDONTWRITEBYTECODE :=
USED  := $(VENV)/.usable
STAMP := $(VENV)/.installed

PIP   := -m pip install --quiet --disable-pip-version-check
LOCKED := $(PIP) --require-hashes --no-deps --requirement
ITSELF := $(PIP) --no-deps --no-build-isolation --editable .
QUICK  := -m pytest -n auto --dist loadfile -m "not slow"

# numpy's lowest version has wheels for Python 3.11 and 3.12 only.
LOWEST = $(shell $(PYTHON) -c "import sys; print('lowest' if sys.version_info < (3, 13) else '')")

.PHONY: demo test lint verify mutation lowest newest bench docs clean

demo: $(USED)
	$(BIN)/partnergraph demo demo

test: $(STAMP) lint
	$(BIN)/python scripts/with_tools.py $(BIN)/python $(QUICK)

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

verify: $(STAMP) lint
	$(BIN)/python scripts/with_tools.py $(BIN)/python -m pytest -n auto --dist loadfile
	$(MAKE) mutation $(LOWEST) newest

# Small changes to the core packages, each of which a test should notice; survivors are listed.
mutation: $(STAMP)
	$(BIN)/python $(LOCKED) requirements/mutation.txt
	$(BIN)/python scripts/mutation.py

# The quick tests with the lowest versions that pyproject.toml allows.
lowest: $(STAMP)
	$(PYTHON) -m venv --clear $(VENV)/lowest
	$(subst $(VENV),$(VENV)/lowest,$(BIN))/python $(LOCKED) requirements/lowest.txt
	$(subst $(VENV),$(VENV)/lowest,$(BIN))/python $(ITSELF)
	$(BIN)/python scripts/with_tools.py $(subst $(VENV),$(VENV)/lowest,$(BIN))/python $(QUICK)

# The same with the newest versions that it allows today.
newest: $(STAMP)
	$(PYTHON) -m venv --clear $(VENV)/newest
	$(subst $(VENV),$(VENV)/newest,$(BIN))/python $(PIP) --editable ".[dev]"
	$(BIN)/python scripts/with_tools.py $(subst $(VENV),$(VENV)/newest,$(BIN))/python $(QUICK)

bench: $(STAMP)
	$(BIN)/python -m benchmarks

docs: $(STAMP)
	$(BIN)/python -m sphinx -W --keep-going -b html docs docs/_build

# What it takes to use partnergraph comes first; the tools of its tests and pages are some hundred megabytes more.
# All versions are pinned with their hashes in requirements/ (CONTRIBUTING.md says how they are renewed).
$(USED): pyproject.toml requirements/base.txt
	$(PYTHON) -c "import sys; sys.exit('partnergraph needs Python 3.11 or newer; this is ' + sys.version.split()[0]) if sys.version_info < (3, 11) else None"
	$(PYTHON) -c "print('Installing into $(VENV); the first time this takes a minute ...', flush=True)"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python $(LOCKED) requirements/base.txt
	$(BIN)/python $(ITSELF)
	$(BIN)/python -c "import pathlib, sys; pathlib.Path(sys.argv[1]).touch()" $(USED)

$(STAMP): requirements/dev.txt $(USED)
	$(PYTHON) -c "print('Installing the tools for tests and pages ...', flush=True)"
	$(BIN)/python $(LOCKED) requirements/dev.txt
	$(BIN)/python hatch_build.py
	$(BIN)/python -c "import pathlib, sys; pathlib.Path(sys.argv[1]).touch()" $(STAMP)

clean:
	$(PYTHON) -c "import shutil; [shutil.rmtree(d, ignore_errors=True) for d in ('$(VENV)', 'demo', 'dist', 'docs/_build', 'docs/generated', '.mypy_cache', '.ruff_cache', '.pytest_cache')]"
