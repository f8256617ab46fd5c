# `make run` serves the app, `make test` runs all tests. `make check` and `make task NAME=object-detection` are for while you
# write: everything that needs no model, and everything about one task. All set up what they need, once.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.PHONY: run test check task lint types light benchmark programs test-programs

run: $(VENV)/.requirements programs
	$(BIN)/python app.py $(ARGS)

test: $(VENV)/.test programs test-programs
	@$(MAKE) --no-print-directory lint types
	$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/.test
	@start=$$(date +%s); $(MAKE) --no-print-directory --jobs 2 --output-sync lint types light; \
	code=$$?; echo "Took $$(($$(date +%s) - start)) s"; exit $$code

task: $(VENV)/.test programs test-programs
	@start=$$(date +%s); $(BIN)/python -m pytest --numprocesses 0 -m "not words" --task "$(NAME)" $(ARGS); \
	code=$$?; echo "Took $$(($$(date +%s) - start)) s"; exit $$code

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

light:
	$(BIN)/python -m pytest -m "not models and not browser and not hub and not figures and not words and not process"

benchmark: $(VENV)/.test programs test-programs
	$(BIN)/python -m tests.benchmarks $(ARGS)

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/.requirements: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	@touch $@

$(VENV)/.test: pyproject.toml $(VENV)/.requirements
	$(BIN)/python -m pip install --quiet --group test
	@touch $@

# Programs beside Python: installed where that is allowed, else said what is missing and what it costs.
define install
	@missing=""; for name in $(1); do \
	  dpkg-query -W -f='$${Status}' $$name 2>/dev/null | grep -q "install ok installed" || missing="$$missing $$name"; done; \
	if [ -n "$$missing" ]; then \
	  if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then as=""; \
	  elif command -v apt-get >/dev/null && sudo -n true 2>/dev/null; then as="sudo"; \
	  else as="none"; fi; \
	  if [ "$$as" = none ]; then $(2); \
	  else echo "Installing$$missing"; $$as apt-get update -qq && \
	    DEBIAN_FRONTEND=noninteractive $$as apt-get install -y -qq --no-install-recommends $$missing >/dev/null; fi; \
	fi
endef

programs:
	$(call install,$(shell cat packages.txt), \
	  for name in tesseract ffmpeg; do command -v $$name >/dev/null || echo "Missing: $$name. Without tesseract document question answering cannot read pages; without ffmpeg some sounds cannot be decoded. All else works."; done)

test-programs:
	$(call install,chromium fonts-noto-cjk espeak-ng, \
	  for name in chromium espeak-ng; do command -v $$name >/dev/null || echo "Missing: $$name. The browser tests need chromium and the figures of speech espeak-ng."; done)
