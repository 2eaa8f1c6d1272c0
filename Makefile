PYTHON ?= python3
PY := .venv/bin/python
PYTEST := $(PY) -m pytest --dist loadfile --no-loadscope-reorder
DEMO := $(or $(DATA_DIR),var/demo)
BASE_PYTHON_CHECK := import sys; sys.exit(sys.version_info < (3, 11))

.DEFAULT_GOAL := help
.PHONY: help run demo dev test test-stack soak lint format audit bench lock clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/run ## Serve the site on http://127.0.0.1:8000 (PORT=… for another port)
	@$(PY) manage.py prepare
	@exec $(PY) manage.py serve

demo: .venv/run ## The same with example people and rooms in a data folder of its own (ARGS="--people 5000 …")
	@DATA_DIR=$(DEMO) $(PY) manage.py prepare
	@DATA_DIR=$(DEMO) $(PY) manage.py demo $(ARGS)
	@DATA_DIR=$(DEMO) exec $(PY) manage.py serve

dev: .venv/dev ## Serve with DEBUG; the browser reloads when a file changes
	@DEBUG=1 $(PY) manage.py migrate --verbosity 0
	@DEBUG=1 exec $(PY) manage.py runserver $(or $(HOST),127.0.0.1):$(or $(PORT),8000)

test: .venv/dev ## Run every test, those in a real browser included (ARGS=tests/chat, …)
	@.ci/browser
ifdef ARGS
	@$(PYTEST) -n 2 -m "not stack and not long" $(ARGS)
else
	@$(PYTEST) -n 3 -m "not stack and not long" tests
	@$(PYTEST) -n 2 -m "not stack and not long" e2e
endif

test-stack: .venv/dev ## Run them on PostgreSQL + Redis, and those of several processes
	@.ci/services
	@.ci/browser firefox
	@$(PY) -m tests.stack $(ARGS)

soak: .venv/dev ## Run the long form of a fault on several processes (CASE=…; all without it)
	@.ci/services
	@.ci/browser firefox
	@$(PY) -m tests.stack.soak $(CASE)

lint: .venv/dev ## Format, rules, templates, texts, migrations, deployment checks
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/djlint templates --lint --quiet
	@$(PY) -m site_config.texts.unmarked templates
	@DATA_DIR=var/lint $(PY) manage.py texts --check
	@DATA_DIR=var/lint $(PY) manage.py makemigrations --check --dry-run
	@DATA_DIR=var/lint HTTPS=1 HSTS_SECONDS=31536000 HSTS_SUBDOMAINS=1 HSTS_PRELOAD=1 DEBUG=0 ALLOWED_HOSTS=hearth.example.org \
		$(PY) manage.py check --deploy --fail-level WARNING

audit: .venv/dev ## Compare what is pinned with the vulnerabilities that are known to osv.dev
	@.ci/audit

format: .venv/dev ## Put the code into shape
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

bench: .venv/dev ## Measure speed and memory beside other chats (ARGS=quick, ARGS=latency, …)
	@$(PY) -m tests.bench $(ARGS)

lock: .venv/dev ## Pin all that is installed, from requirements.in and requirements-dev.in (ARGS=--upgrade)
	@.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --no-header --annotation-style=line \
		$(ARGS) requirements.in --output-file requirements.txt
	@.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --no-header --annotation-style=line \
		$(ARGS) requirements-dev.in --output-file requirements-dev.txt

clean: ## Remove .venv; what you wrote stays in var/
	rm -rf .venv

.venv/bin/python:
	@$(PYTHON) -c '$(BASE_PYTHON_CHECK)' || { echo "Hearth needs Python 3.11 or newer; name one with: make run PYTHON=python3.12"; exit 1; }
	@echo "Making .venv…"
	@$(PYTHON) -m venv .venv

.venv/run: requirements.txt | .venv/bin/python
	@echo "Installing what the site needs…"
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt requirements.txt | .venv/bin/python
	@echo "Installing what the tests need…"
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ .venv/run
