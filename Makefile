# `make` alone prints this list.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python

# Small matrices: on busy cores, threads that wait for each other cost more than they do.
export OPENBLAS_NUM_THREADS ?= 1

.DEFAULT_GOAL := help
.PHONY: help run test lint eval train clean

help:  ## print the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.run: requirements.txt
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@echo "installing requirements.txt into $(VENV) (the first time takes some minutes)"
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

run: $(VENV)/.run  ## build the bundled corpus's index if there is none, and serve the page
	@$(PY) app.py

lint: $(VENV)/.dev  ## ruff and mypy
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

test: $(VENV)/.dev lint  ## lint, then the whole test suite
	@$(PY) -m pytest

eval: $(VENV)/.dev  ## measure retrieval, answers and newspaper pages on the open sets (../shared)
	@$(PY) -m bench.table

train: $(VENV)/.dev  ## train the built-in encoder from ../shared/data/train
	@$(PY) -m training

clean:  ## remove what was built (not the articles, not the model)
	rm -rf var .pytest_cache .mypy_cache .ruff_cache .hypothesis
