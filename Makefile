# The portal's commands. Each one installs what is missing first; `make help` lists them.
# PORT=9000 DATA_DIR=/srv/portal make run        make test ARGS="tests/coordination -x"

PYTHON ?= python3
PREPARE = $(PYTHON) coordination/machine/prepare
IN_VENV = .venv/bin/python
ARGS ?=

# The portal starts a dozen processes of Python; compiled anew each would take a second longer.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run start test coverage check bench load faults format lock docs

help: ## List the commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

run: ## Serve the portal with demonstration data, until Ctrl-C
	@SEED=$${SEED:-demo} exec $(PREPARE) run $(ARGS)

start: ## Serve a real installation on one machine; asks for the first coordinator
	@SEED=none exec $(PREPARE) start $(ARGS)

test: ## Run the tests on servers of their own
	@exec $(PREPARE) test $(ARGS)

coverage: ## The tests, with the branches of our code that they reach; fails below 95%
	@exec $(PREPARE) test --cov --cov-report=term --cov-fail-under=95 $(ARGS)

check: ## Format, lint, types, import contract, templates, migrations, settings, documents
	@$(PREPARE) check
	@exec $(IN_VENV) -m coordination.machine.checking

bench: ## Measure pages, search, editions and imports
	@exec $(PREPARE) bench $(ARGS)

load: ## Twenty people at work for a minute on the embedded default
	@exec $(PREPARE) load $(ARGS)

faults: ## Send 15,000 mails while processes are killed, prove each row, and measure beside plain smtplib
	@exec $(PREPARE) faults $(ARGS)

format: ## Put our Python files into one form
	@$(PREPARE) develop
	@$(IN_VENV) -m ruff check --fix-only --quiet .
	@$(IN_VENV) -m ruff format .

lock: ## Write the locked and hashed requirements anew
	@$(PREPARE) develop
	@$(IN_VENV) -m coordination.machine.locking

docs: ## Write the documents that are made from code anew
	@$(PREPARE) develop
	@$(IN_VENV) manage.py configuration_table --write
