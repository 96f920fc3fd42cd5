# `make` alone prints this list.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check

# Small matrices: on busy cores, threads that wait for each other cost more than they do.
export OPENBLAS_NUM_THREADS ?= 1

.DEFAULT_GOAL := help
.PHONY: help run check lint test explore eval bench-peers train clean

help:  ## print the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# A process of tests on each core; each takes tests from the other when it has none left.
# Serially, and with what is printed: $(PY) -m pytest.
PYTEST := $(PY) -m pytest -n auto --maxprocesses 8 --dist worksteal

# Three layers, each on top of the one before; README.md says what each weighs.
$(VENV)/.core: requirements.lock
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@echo "installing the core (requirements.lock) into $(VENV); the first time takes some minutes"
	@$(PIP) --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: $(VENV)/.core requirements-dev.txt
	@echo "installing what tests need (requirements-dev.txt)"
	@$(PIP) -r requirements-dev.txt
	@touch $@

$(VENV)/.all: $(VENV)/.dev requirements.txt
	@echo "installing everything, with torch (requirements.txt)"
	@$(PIP) -r requirements.txt
	@touch $@

run: $(VENV)/.core  ## build the bundled corpus's index if there is none, and serve the page
	@$(PY) app.py

FAST := -m "not slow and not browser and not shared"

# What `assert` saw and what was logged is told of the tests that failed alone: to prepare all files
# of tests for that takes each process four seconds in a fresh clone, and to listen to the log of each
# test four in all.
check: $(VENV)/.dev  ## the fast part of the tests, under a minute; no torch, no browser
	@$(PYTEST) --assert=plain -p no:logging $(FAST) || \
	  { $(PY) -m pytest --last-failed --last-failed-no-failures none $(FAST); exit 1; }

lint: $(VENV)/.dev  ## ruff and mypy
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

test: $(VENV)/.all lint  ## lint, then the whole test suite: some ten minutes on two cores
	@$(PYTEST)

ROUNDS ?= 10
explore: $(VENV)/.dev  ## the property tests on new random examples, ROUNDS times
	@for round in $$(seq $(ROUNDS)); do \
	  $(PY) -m pytest -m hypothesis --hypothesis-profile=explore || exit 1; done

eval: $(VENV)/.all  ## measure retrieval, answers and newspaper pages on the open sets (../shared)
	@$(PY) -m bench.table

PEERS := .venv-peers
$(PEERS)/.done: $(VENV)/.core
	@test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check \
	  jieba bm25s faiss-cpu lancedb chromadb
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check txtai \
	  || echo "txtai could not be installed: it will be left out"
	@touch $@

bench-peers: $(PEERS)/.done  ## beside txtai, Chroma, LanceDB and bm25s with FAISS, in an environment of their own
	@$(PY) -m bench.peers --python $(PEERS)/bin/python

$(VENV)/.train: $(VENV)/.all requirements-train.txt
	@$(PIP) -r requirements-train.txt
	@touch $@

train: $(VENV)/.train  ## make the weights in models/ from ../shared/data, but models/seams (training.seams, training.titles): some four hours with a GPU, days without
	@$(PY) -m training
	@$(PY) -m training.contextual
	@$(PY) -m training.further
	@$(PY) -m training.ranker
	@$(PY) -m training.answers

clean:  ## remove what was built (not the articles, not the model)
	rm -rf var .pytest_cache .mypy_cache .ruff_cache .hypothesis
