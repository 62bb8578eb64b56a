# Every target does the set-up that it needs, once. `make demo` is the place to start.

PYTHON ?= python3
BIN := .venv/bin
# What is never imported need not be compiled: Python does the rest when it first reads a module.
INSTALL := -m pip install -qq --disable-pip-version-check --no-compile
PIP := $(BIN)/python $(INSTALL)
ML_PIP := .venv/ml/bin/python $(INSTALL) -c constraints-ml.txt
SPARK := localcloud/spark/environment
SPARK_PIP := .venv/spark/bin/python $(INSTALL) -c constraints-spark.txt
export PATH := $(CURDIR)/$(BIN):$(CURDIR)/node_modules/.bin:$(PATH)
# Many short processes run here: each would compile all it imports if none kept what it compiled.
export PYTHONDONTWRITEBYTECODE :=
export JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION := 1

# Tests wait for processes of their own: one more than two processors have them busy. With more
# processors: make test PROCESSES=8
PROCESSES ?= 3

.PHONY: help setup synth warehouse search ml spark demo test check lint types bench snapshots clean

help:  ## show this
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.dev  ## install everything, into .venv and node_modules

.venv/bin/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(v < (3, 11) and f"Python 3.11 or newer is needed; {sys.executable} is {v.major}.{v.minor}. Name another with: make PYTHON=...")'
	$(PYTHON) -m venv .venv

.venv/.synth: requirements.txt constraints.txt constructs/pyproject.toml package-lock.json | .venv/bin/python
	@echo "Installing the CDK, its CLI and Node.js (once) ..."
	$(PIP) -r requirements.txt
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

.venv/.local: requirements-local.txt .venv/.synth
	@echo "Installing the local cloud (once) ..."
	$(PIP) -r requirements-local.txt
	@touch $@

.venv/.dev: requirements-dev.txt requirements-published.txt requirements-warehouse.txt requirements-search.txt .venv/.local
	@echo "Installing the checks (once) ..."
	$(PIP) -r requirements-dev.txt
	$(PIP) --no-deps -r requirements-published.txt
	@touch $@

.venv/.warehouse: requirements-warehouse.txt .venv/.local
	@echo "Installing what the warehouse runs on (once) ..."
	$(PIP) -r requirements-warehouse.txt
	@touch $@

.venv/.search: requirements-search.txt .venv/.local
	@echo "Installing what search domains run on (once) ..."
	$(PIP) -r requirements-search.txt
	@touch $@

.venv/.ml: requirements-ml.txt constraints-ml.txt | .venv/bin/python
	@echo "Installing what trains and serves models on this machine (once) ..."
	$(PYTHON) -m venv --clear .venv/ml
	$(ML_PIP) setuptools
	@# Its one compiled module is for clusters; an empty one does, and no compiler is needed.
	CC=true LDSHARED=true $(ML_PIP) --no-cache-dir --no-deps --no-build-isolation sagemaker-training
	touch "$$(.venv/ml/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/gethostname.py"
	$(ML_PIP) --no-build-isolation -r requirements-ml.txt
	@touch $@

.venv/.ml-dev: requirements-ml-dev.txt .venv/.ml
	@echo "Installing what the notebook needs (once) ..."
	$(ML_PIP) -r requirements-ml-dev.txt
	@touch $@

.venv/.spark: requirements-spark.txt requirements-spark-files.txt constraints-spark.txt $(addprefix $(SPARK)/,set_up.py java spark-defaults.conf spark-env.sh) | .venv/bin/python
	@echo "Installing Spark and a Java for it (once) ..."
	$(PYTHON) -m venv --clear .venv/spark
	$(SPARK_PIP) setuptools
	$(SPARK_PIP) --no-build-isolation -r requirements-spark.txt
	$(SPARK_PIP) --no-deps -r requirements-spark-files.txt
	.venv/spark/bin/python $(SPARK)/set_up.py sagemaker-pyspark==1.4.5
	@touch $@

.venv/.spark-dev: $(addprefix $(SPARK)/,archive_classes.py typical_job.py) .venv/.spark
	@echo "Having Spark start faster, for the checks (once) ..."
	.venv/spark/bin/python $(SPARK)/archive_classes.py
	@touch $@

synth: .venv/.synth  ## write cdk.out, the templates of every stack
	cdk synth --quiet --no-notices

warehouse: .venv/.warehouse  ## install what Redshift's statements run on here

search: .venv/.search  ## install what OpenSearch's domains run on here

ml: .venv/.ml  ## install what trains and serves models here, into .venv/ml

spark: .venv/.spark  ## install what runs the Spark jobs here, into .venv/spark

demo:  ## deploy to this machine: book, call, write, learn, ask
	@# They are environments of their own, and to install is mostly to wait.
	@$(MAKE) --no-print-directory --jobs=3 .venv/.local .venv/.ml .venv/.spark
	python -m demo

test:  ## run every check
	@$(MAKE) --no-print-directory --jobs=3 .venv/.dev .venv/.ml-dev .venv/.spark-dev
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target check lint types

check: .venv/.dev .venv/.ml-dev .venv/.spark-dev
	pytest -q -n $(PROCESSES) --dist loadfile --durations=15 --durations-min=10

lint: .venv/.dev
	ruff format --check .
	ruff check .
	lint-imports

types: .venv/.dev .venv/.spark
	mypy constructs/ml_refarch stacks app.py localcloud demo benchmarks tests lambda/layers/*/python/*
	@# Modules are imported by plain name there, so each folder is a program of its own.
	@for program in lambda/*/handler.py models/*/train.py; do \
		(cd $$(dirname $$program) && MYPYPATH=$$(echo ../layers/*/python | tr ' ' ':') \
			mypy --config-file $(CURDIR)/pyproject.toml --cache-dir $(CURDIR)/.mypy_cache .) || exit 1; done
	@# Spark's own types are with Spark.
	cd jobs && mypy --config-file $(CURDIR)/pyproject.toml --cache-dir $(CURDIR)/.mypy_cache \
		--python-executable $(CURDIR)/.venv/spark/bin/python .

bench: .venv/.dev .venv/.ml .venv/.spark  ## measure what it costs
	python -m benchmarks

snapshots: .venv/.dev  ## accept the templates as they are now
	pytest tests/stacks --snapshot-update

clean:  ## remove what was installed and made here
	rm -rf .venv node_modules cdk.out .localcloud
