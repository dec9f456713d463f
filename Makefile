# `make` lists what there is. Every goal sets the project up first, at once when it is up to date.

SHELL := bash
PYTHON ?= python3
BIN := .venv/bin
CODE := conftest.py src demo smoke e2e contract security tests tools benchmarks
LOCKED := .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url
# Some images switch bytecode off, which costs every start a second.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo test verify sabotage report lock schema docs clean

help: ## List the goals
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

setup:
	@$(PYTHON) tools/bootstrap.py

demo: setup ## Start the demo, run the whole suite on each of its products (or on PRODUCT=grover), print the verdicts
	@$(BIN)/prodworthy demo --product $(or $(PRODUCT),all)

test: setup lint ## Everything: lint, types, and all tests of the suite itself
	@failed=; \
	$(BIN)/python -m pytest -q -n 4 --dist loadscope tests --ignore=tests/sabotage || failed=yes; \
	$(BIN)/python -m pytest -q tests/sabotage || failed=yes; \
	[ -z "$$failed" ] || { \
	  echo "What failed is looked at once more, alone: what passes now depends on the machine's load, and is to be mended."; \
	  $(BIN)/python -m pytest -q --last-failed --last-failed-no-failures none tests; }

verify: setup lint ## The quick half: lint, types, unit tests, architecture
	@$(BIN)/python -m pytest -q -n 2 tests/unit tests/test_architecture.py

.PHONY: lint
lint: setup
	@$(BIN)/ruff check --quiet $(CODE)
	@$(BIN)/ruff format --quiet --check $(CODE)
	@$(BIN)/mypy --no-error-summary

sabotage: setup ## Plant every fault and demand that its check fails
	@SABOTAGE=whole $(BIN)/python -m pytest -q tests/sabotage

report: ## Print where the newest report is
	@newest="$$(readlink -f reports/latest)"; [ ! -f "$$newest" ] || newest="reports/$$(cat "$$newest")"; \
	  ls -d "$$newest/index.html" 2>/dev/null || echo "no report yet: make demo"

lock: setup ## Resolve the dependencies anew
	@$(LOCKED) --upgrade --all-extras --group dev pyproject.toml --output-file requirements.lock
	@! grep -n '://' requirements.lock

schema: setup ## Write the JSON Schema of target files for editors
	@$(BIN)/python tools/write_schema.py

docs: setup ## Write the pages of all checks and of what they cover
	@$(BIN)/python tools/write_docs.py

clean: ## Remove what can be made again (reports stay)
	@rm -rf .venv .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
