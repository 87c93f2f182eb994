# Everything is installed into .venv, from locks with hashes. Needs Python 3.11 or newer.

PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
IN := .venv/bin
INSTALL := $(IN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test lint lock clean

demo: .venv/demo.stamp
	$(IN)/teampl demo

test: lint
	$(IN)/python -m pytest -n 2

lint: .venv/test.stamp
	$(IN)/ruff check .
	$(IN)/ruff format --check .
	$(IN)/lint-imports
	$(IN)/pyright --pythonpath $(IN)/python

.venv/demo.stamp: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed."; exit 1; }
	$(PYTHON) -m venv .venv
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

.venv/test.stamp: requirements-dev.lock .venv/demo.stamp
	$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

# Locks for every system and Python at once; needs uv.
lock:
	echo 'setuptools>=80' | uv pip compile --quiet --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		pyproject.toml - -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		--extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf .venv
