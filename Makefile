# What must pass, for a checkout with the development environment active or in .venv.
BIN := $(if $(wildcard .venv/bin/python),.venv/bin/,)

.PHONY: check format test coverage generated docs fuzz mutants screenshots lock sbom

check:
	$(BIN)ruff format --check .
	$(BIN)ruff check .
	$(BIN)mypy
	$(BIN)lint-imports
	$(BIN)pytest --all --numprocesses auto

format:
	$(BIN)ruff format .
	$(BIN)ruff check --fix .

test:
	$(BIN)pytest

# Run everything and say which lines and branches no test reaches; takes half an hour.
coverage:
	$(BIN)pytest --all --numprocesses auto --dist worksteal --cov --cov-report=term-missing:skip-covered --cov-fail-under=95

# Write golden outputs, docs/rules.md and the excerpt in the README anew, after a change that was meant.
generated:
	$(BIN)python -m tests.generated

# Build the site of docs/ into build/site and follow its links; needs `pip install --group docs`.
docs:
	$(BIN)zensical build --clean --strict
	$(BIN)python .ci/site_links.py build/site

# Feed each target of fuzz/ for a while; needs `pip install --group fuzz --editable .`. What is found lands in fuzz/found/.
SECONDS_EACH ?= 600
TARGETS ?= yaml_store report_text rulebook_loader
fuzz:
	set -e; for target in $(TARGETS); do \
	  mkdir -p build/fuzz/$$target; \
	  $(BIN)python -m fuzz $$target -max_total_time=$(SECONDS_EACH) -print_final_stats=1 build/fuzz/$$target; \
	done

# Change the core a little at a time and see whether a test notices; needs `pip install --group mutation --editable .`.
mutants:
	$(BIN)mutmut run
	$(BIN)mutmut results

# Make the pictures of docs/images anew, with Chromium.
screenshots:
	$(BIN)python -m tests.screenshots

# Choose the releases of requirements-dev.txt anew, for every platform and with hashes; needs `pip install --group release`.
lock:
	$(BIN)python .ci/requirements.py development | $(BIN)uv pip compile --quiet --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" --upgrade - --output-file requirements-dev.txt

# Write which packages an installation with all extras holds into sbom.cdx.json (CycloneDX); the same group.
sbom:
	.ci/sbom sbom.cdx.json
