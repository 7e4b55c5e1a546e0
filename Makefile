# Two commands on a fresh machine: `make demo` and `make test`. Both set up what they need in .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help demo test quick test-long lint agreement bench clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) --editable '.[all]'
	@touch $@

$(VENV)/dev.stamp: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) --editable '.[dev]'
	@touch $@ $(VENV)/run.stamp

demo: $(VENV)/run.stamp ## Answer three instructive cases, one for each built-in regulation
	@for case in county-bureau/outvoted-member department/director-not-at-the-meeting party-organisations/nothing-followed-up; do \
	  file=scenarios/cases/$$case.case.yaml; \
	  if [ -f $$file ]; then echo "\$$ zeren ask $$file"; echo; $(BIN)/zeren ask $$file || exit 1; echo; fi; \
	done

SEED ?= 20161108# of random examples: the same in every run, so that a red run is the change's; SEED=… tries others
# tests/test_cases.py answers the cases of three regulations and looks at them together; pytest collects the others as files
OTHER_CASES := $(filter-out %/department %/county-bureau %/party-organisations,$(wildcard scenarios/cases/*))
test: $(VENV)/dev.stamp ## Run the tests: properties, transcripts, doctests, case files
	$(BIN)/python -m pytest -n 2 --dist loadfile --hypothesis-seed=$(SEED) -m 'not slow and not pm4py' tests $(OTHER_CASES)
	$(BIN)/python -m pytest -n 2 --doctest-modules --pyargs zeren --ignore-glob '*/scenarios/*'

quick: $(VENV)/dev.stamp ## Run the quick tests, a few of each kind (under a minute)
	$(BIN)/python -m pytest -n 2 --dist loadfile --hypothesis-seed=$(SEED) -m 'not slow and not pm4py' @tests/quick.txt

test-long: $(VENV)/dev.stamp ## Run the long tests that `make test` leaves out (many minutes)
	$(BIN)/python -m pytest -n 2 -m slow

.PHONY: deadlines
deadlines: $(VENV)/dev.stamp ## Hold open deadlines against their definition on 100,000 random events (an hour or so), and every time zone
	$(BIN)/python -m pytest -n 2 -m slow tests/test_open_deadlines.py tests/test_deadlines_zones.py

lint: $(VENV)/dev.stamp ## Check style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

agreement: $(VENV)/dev.stamp ## Compare the engines on a million cases (minutes)
	$(BIN)/python bench/agreement.py

bench: $(VENV)/dev.stamp ## Measure every bar; the table is kept in bench/results
	$(BIN)/python bench/run.py

clean: ## Remove what the targets above made
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

.PHONY: desk
desk: $(VENV)/dev.stamp ## Open the shipped cases in a browser: prints the address
	$(BIN)/zeren desk scenarios

.PHONY: event-logs
event-logs: $(VENV)/dev.stamp ## Have pm4py read event logs back (installs pm4py, which is AGPL, for this test alone)
	$(INSTALL) --editable '.[dev,pm4py-check]'
	$(BIN)/python -m pytest -n 2 -m pm4py tests/test_event_logs_pm4py.py

.PHONY: mutate
mutate: $(VENV)/dev.stamp ## Change every built-in rule, and the code on which trust rests, a little; list what nothing notices (long)
	@$(BIN)/python tests/code_mutants.py; status=$$?; for name in $$($(BIN)/python -c 'from zeren.model.language.load import built_in; print(*built_in())'); do \
	  echo "== $$name"; $(BIN)/zeren mutate $$name --lang en || status=1; \
	done; exit $$status

.PHONY: metamorphic
EVENTS ?= 200000
metamorphic: $(VENV)/dev.stamp ## State unsaid facts at random and find certain verdicts that turn unmarked: EVENTS=… (long)
	$(BIN)/python tests/metamorphic.py --events $(EVENTS)

.PHONY: transcripts
transcripts: $(VENV)/dev.stamp ## Write the transcripts in tests/transcripts anew
	WRITE_TRANSCRIPTS=1 $(BIN)/python -m pytest tests/test_transcripts.py tests/test_writing_page.py tests/test_logs_page.py tests/test_succession_page.py tests/test_told_pages.py tests/test_formats_page.py -k "test_transcript or test_every_block or test_no_key"

.PHONY: comparisons
comparisons: $(VENV)/dev.stamp ## Write the comparisons of regulations in docs anew
	$(BIN)/python -m zeren.proving.comparisons docs

.PHONY: regimes
regimes: $(VENV)/dev.stamp ## Write docs/regimes.md anew from what the engine answers
	$(BIN)/python -m zeren.proving.side_by_side

.PHONY: simulation
simulation: $(VENV)/dev.stamp ## Test intervals, kills and clusters of the simulation at length (minutes)
	$(BIN)/python -m pytest -m slow tests/test_sim_experiment.py tests/test_sim_killed.py

.PHONY: judged
judged: $(VENV)/dev.stamp ## Hold audits against a second judge on 10,000 random logs of every form (half an hour)
	$(BIN)/python -m pytest -m slow tests/test_judged_logs.py

.PHONY: recovered
recovered: $(VENV)/dev.stamp ## Recover the numbers of the shipped organisation from 200 simulated logs (a quarter of an hour)
	$(BIN)/python -m pytest -s -m slow tests/test_fit.py

.PHONY: kept
BASE ?= main
kept: $(VENV)/dev.stamp ## Compare all that is told of what ships, byte for byte, with another revision: BASE=… (minutes)
	$(BIN)/python tools/kept.py against $(BASE)

.PHONY: no-difference
no-difference: $(VENV)/dev.stamp ## Hold *no difference* of 500 random pairs against 100,000 random cases each (hours; PAIRS, CASES)
	$(BIN)/python -m pytest -s -m slow tests/test_no_difference.py

.PHONY: fuzz
SECONDS ?= 90
fuzz: $(VENV)/dev.stamp ## Damage files of every kind, and tell random valid cases, for an hour at most: SECONDS=… for each loader
	$(INSTALL) --editable '.[dev,fuzz]'
	$(BIN)/python tests/fuzz/told.py --cases 500
	$(BIN)/python tests/fuzz/loaders.py --inputs 20000 --seconds $(SECONDS)
	$(BIN)/python tests/fuzz/loaders.py --guided --seconds 30

.PHONY: release-check
release-check: $(VENV)/dev.stamp ## Build what would be released, and try it outside the checkout with each Python of 3.11 to 3.13 here (minutes)
	$(BIN)/python tools/release_check.py

.PHONY: site
site: $(VENV)/dev.stamp ## Build the documentation as a site in both languages: site/index.html
	$(BIN)/python tools/site.py
	@echo site/index.html

.PHONY: pictures
pictures: $(VENV)/dev.stamp ## Take the pictures of the documentation anew (needs chromium)
	$(BIN)/python tools/pictures.py
