# The front door. `make report` and `make test` do their own set-up; `make help` lists the rest.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory --no-builtin-rules
SHELL := /bin/bash

# Commands find the Node that set-up linked there; set-up itself runs npm by the system's.
bin := $(CURDIR)/node_modules/.bin
system_path := $(subst $(bin):,,$(PATH))
export PATH := $(bin):$(system_path)
setup_step := PATH="$(system_path)" scripts/setup.sh
connector := .cache/jars/mysql-connector-j-9.7.0.jar
mariadb := .cache/mariadb/.ready
archive := .cache/spark.jsa
verapdf := .cache/verapdf
stage := node --import tsx cli/run.ts

test_env := TZ=UTC LC_ALL=C.UTF-8

## report: everything: the report as HTML and PDF, from whatever changed since the last run
report: setup
	@$(stage) pdf
## generate: made-up sales as ten CSV files, in build/csv
## import: the CSV files into MySQL, after generate
## aggregate: the four result tables, made by Spark, after import
## plot: the notebooks, run, in build/notebooks, and their charts, in build/charts
generate import aggregate plot: setup
	@$(stage) $@

## test: types, lint, unit tests, and the whole pipeline on a small data set
test: check $(verapdf)
	@$(test_env) node --import tsx tests/run.ts all
## test-quick: types, lint, and the unit tests that need no server, kernel or browser (under a minute)
test-quick: check
	@$(test_env) node --import tsx tests/run.ts quick
## mutation: changes the code in small ways, and prints what no unit test notices; FILES=libs/charts, by default what differs from origin/main
mutation: setup
	@$(test_env) node --import tsx tests/mutation/run.ts
## test-kills: kills a run at 50 random moments, and compares what the next one makes; KILLS=5 for fewer (an hour)
test-kills: setup
	@$(test_env) node --import tsx tests/kills.ts
## fuzz: 10,000 damaged CSV files into the embedded database; FUZZ_FILES and FUZZ_SEED choose others
fuzz: setup
	@FUZZ_FILES=$${FUZZ_FILES:-10000} $(test_env) node --import tsx --test libs/dataset/src/fuzz.test.ts
## test-compose: docker-compose.yml on a real engine, with stand-ins for the images that can't be had (10 to 20 minutes)
test-compose: setup
	@$(test_env) docker/test/engine.sh node --import tsx --test --test-reporter=spec docker/test/compose.test.ts
## test-cluster: the aggregation on a Spark cluster of separate processes, over TLS, while parts of it are killed
test-cluster: setup
	@$(test_env) node --import tsx --test --test-reporter=spec tests/spark.cluster.test.ts
## bench: time and memory of each stage for 1, 10 and 100 million sales, into docs/scaling.md; BENCH_ROWS=1000000 for less
bench: setup
	@node --import tsx tests/bench.ts
## check: types, format and lint only, of the notebooks too
check: setup
	@node node_modules/typescript/bin/tsc -p .
	@node_modules/.bin/biome check --error-on-warnings .
	@node --import tsx libs/notebook/src/check.stage.ts

## watch: the report in your browser, made anew while you edit notebooks, queries, styles; Ctrl-C ends
watch: setup
	@node --import tsx cli/watch.ts
## test-reproducible: two clones, two users, two time zones, two days: the same bytes (a few minutes)
test-reproducible: setup
	@$(test_env) node --import tsx tests/clones.ts
## test-secrets: looks for a password everywhere, while the report is made and after; tries the servers as another account
test-secrets: setup
	@$(test_env) node --import tsx tests/secrets.ts
## test-mysql: MariaDB and a real MySQL give the same report; needs root and debootstrap, or MYSQL_HOST
test-mysql: setup
	@$(test_env) node --import tsx tests/mysql.ts
## verify: computes every number of the report once more, by another way, and says what differs; WITH=other.html: and from it
verify: setup
	@$(stage) verify
	@$(if $(WITH),node_modules/.bin/tillbook-verify compare build/report/tillbook.$(if $(filter %.pdf,$(WITH)),pdf,html) '$(WITH)')
.PHONY: verify test-reproducible test-mysql test-secrets
## jupyter: JupyterLab on the notebooks, with the database up; Ctrl-C ends both
jupyter: setup
	@$(stage) jupyter
## mysql: keeps the embedded database up until Ctrl-C
mysql: setup
	@$(stage) mysql
## up: MySQL and Spark as containers, which make report then uses; their addresses and passwords are put into .env
up:
	docker compose up --wait mysql spark
	@docker/host.sh connect
## down: ends the containers, and takes them out of .env; docker compose down -v removes their data, too
down:
	docker compose --profile cluster --profile jupyter down
	@docker/host.sh disconnect

## setup: fetches what is missing; the other targets call it
setup: node .venv/ready $(connector) $(mariadb) $(archive)

.PHONY: fuzz help node report generate import aggregate plot test test-quick mutation test-kills test-compose test-cluster bench check watch jupyter mysql up down setup clean distclean
node_modules/.ready: package-lock.json package.json
	@$(setup_step) check
	@$(setup_step) packages
	@touch $@
# Each time, since TILLBOOK_NODE may have changed.
node: node_modules/.ready
	@$(setup_step) node
.venv/ready: requirements.txt requirements-spark.txt
	@$(setup_step) check
	@$(setup_step) python
$(connector): | .venv/ready
	@$(setup_step) connector
$(mariadb): | .venv/ready
	@$(setup_step) mariadb
# Made anew with another Java, Spark or Connector/J: it fits no other.
$(archive): .venv/ready $(connector) | node $(mariadb)
	@$(setup_step) archive
# Judges the PDF, in the tests only.
$(verapdf): scripts/verapdf.sha256 | .venv/ready
	@$(setup_step) verapdf
	@touch $@

## clean: removes everything made, the embedded database's files too
clean:
	rm -rf build .nx .data
## distclean: clean, and what set-up fetched
distclean: clean
	rm -rf .cache .venv node_modules
## help: this list
help:
	@sed -n 's/^## \([a-z-]*\): /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 26
