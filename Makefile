# What must pass, for a checkout with the development environment active or in .venv.
BIN := $(if $(wildcard .venv/bin/python),.venv/bin/,)

.PHONY: check format test generated docs

check:
	$(BIN)ruff format --check .
	$(BIN)ruff check .
	$(BIN)mypy
	$(BIN)lint-imports
	$(BIN)pytest

format:
	$(BIN)ruff format .
	$(BIN)ruff check --fix .

test:
	$(BIN)pytest

# Write golden outputs, docs/rules.md and the excerpt in the README anew, after a change that was meant.
generated:
	$(BIN)python -m tests.generated

# Build the site of docs/ into build/site and follow its links; needs `pip install --group docs`.
docs:
	$(BIN)zensical build --clean --strict
	$(BIN)python .ci/site_links.py build/site
