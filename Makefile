# The two commands are `make serve` and `make test`. Both need Python 3.11 or newer with venv, make, and a package index.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: serve test check build clean lock

serve: .venv/.installed          ## build the release if the data changed, and serve it at http://127.0.0.1:8000/
	@$(BIN)/edugraph serve

build: .venv/.installed
	@$(BIN)/edugraph build --timings

test: .venv/.tested              ## all tests; says what it left out and the command that would bring it
	@$(BIN)/python -m pytest -n auto --dist loadgroup

check: .venv/.tested             ## lint and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("edugraph needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12 serve" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv

.venv/.installed: requirements.lock pyproject.toml hatch_build.py $(wildcard web/src/*.ts web/src/*/*.ts web/*.json web/*.ts) | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

.venv/.tested: requirements-dev.lock .venv/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

lock:                            ## write the lock files anew from pyproject.toml (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -q pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -q --group test --group check pyproject.toml -o requirements-dev.lock

clean:
	rm -rf .venv releases
