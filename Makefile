# Everything a person types. Only Python >= 3.11 and make are assumed on the machine.
PYTHON ?= python3
PORT ?= 8080
VENV := .venv
BIN := $(VENV)/bin

.PHONY: install demo demo-reset test cover check bench lock clean

$(VENV)/.run: requirements/run.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

install: $(VENV)/.run ## the part that demo and test share

demo: install ## a sample school at http://127.0.0.1:$(PORT)/
	$(BIN)/lots demo --port $(PORT)

demo-reset: ## forget what happened in the demo
	rm -rf demo-data

test: $(VENV)/.dev ## every test: real SQLite, real PostgreSQL, a real browser
	sh tests/need.sh
	$(BIN)/python -m pytest -n auto

# The folders that test bot/rules and bot/notices, and those of the page whose values stand in bot/notices.
COVERED := tests/rules tests/notices tests/ladders \
	$(addprefix tests/chat/local/test_,inbound.py page.py sections.py stream.py)

cover: $(VENV)/.dev ## every branch of bot/rules and bot/notices is tested, or it fails
	$(BIN)/python -m coverage run --branch --source=bot/rules,bot/notices -m pytest -q $(COVERED)
	$(BIN)/python -m coverage report --fail-under=100 --show-missing --skip-covered

check: $(VENV)/.dev ## what CI runs before the tests
	sh tests/check.sh

bench: $(VENV)/.dev ## figures, each a ratio against a floor of the same run
	$(BIN)/python -m tests.bench

lock: $(VENV)/.dev ## write requirements/*.txt anew from pyproject.toml
	sh tests/lock.sh

clean:
	rm -rf $(VENV) build dist
