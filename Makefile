# `make report` and `make test` do their own set-up; `make help` lists all targets.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory --no-builtin-rules
SHELL := /bin/bash

# Commands find the Node that set-up linked there; set-up itself runs npm by the system's.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
# Stages get an environment of their own (libs/pipeline/src/environment.ts); these would reach make's own bash and Node before.
unexport BASH_ENV CDPATH NODE_OPTIONS NODE_PATH NODE_ENV TSX_TSCONFIG_PATH
# npm and others would load compiled code from a folder that every account can make before they do.
export NODE_DISABLE_COMPILE_CACHE := 1
stage := node --import @tillbook/pipeline/tsx cli/run.ts

test_env := TZ=UTC LC_ALL=C.UTF-8

## report: the report as HTML and PDF; rebuilds only what changed
report: setup
	@$(stage) pdf
## reports: a report for each store (BY=store) or month (BY=month), and a page that leads to them: build/reports/index.html
reports: export TILLBOOK_REPORTS_BY := $(BY)
reports: setup
	@$(stage) reports
## generate: writes made-up sales as ten CSV files into build/csv
## import: loads the CSV files into MySQL, after generate
## aggregate: computes the result tables in Spark, after import
## plot: runs the notebooks, after aggregate; results in build/notebooks and build/charts
generate import aggregate plot: setup
	@$(stage) $@

## inspect: shows how the files of SALES_CSV would be read, and asks what only you can know; imports nothing
inspect:
	@scripts/setup.sh packages
	@node --import @tillbook/pipeline/tsx libs/dataset/src/inspect.stage.ts

## doctor: checks this machine and the MySQL of your settings, in seconds, and says what to do about each problem
doctor:
	@scripts/setup.sh packages
	@node --import @tillbook/pipeline/tsx cli/doctor.ts

## test: types, lint, unit tests, and the whole pipeline on a small data set
test: check verapdf
	@$(test_env) node --import @tillbook/pipeline/tsx tests/run.ts quick slow pipeline.e2e
## test-long: what takes longest: the pipeline killed, at fault, watched, by periods and stores; random series of changes (25 minutes)
test-long: setup verapdf
	@$(test_env) node --import @tillbook/pipeline/tsx tests/run.ts long e2e !pipeline.e2e
## test-quick: types, lint, and the unit tests that need no server, kernel or browser (a minute)
test-quick: check
	@$(test_env) node --import @tillbook/pipeline/tsx tests/run.ts quick
## mutation: makes small changes to the code and lists those that no unit test notices; FILES=libs/charts, by default what differs from origin/main
mutation: setup
	@$(test_env) node --import @tillbook/pipeline/tsx tests/mutation/run.ts
## fixtures: the notebooks and manifests that the report's tests read, made by a run of the stages (a minute)
fixtures: setup
	@$(test_env) node --import @tillbook/pipeline/tsx tests/make-fixtures.ts
## test-kills: kills a run at 50 random moments and compares the next report; KILLS=5 for fewer (an hour)
test-kills: setup
	@$(test_env) node --import @tillbook/pipeline/tsx tests/kills.ts
## fuzz: imports 10,000 damaged CSV files; FUZZ_FILES and FUZZ_SEED choose others
fuzz: setup
	@FUZZ_FILES=$${FUZZ_FILES:-10000} $(test_env) node --import @tillbook/pipeline/tsx --test libs/dataset/src/fuzz.long.test.ts libs/dataset/src/fuzz-forms.test.ts
## test-compose: runs docker-compose.yml on a real engine, with stand-ins for images out of reach (10 to 20 minutes)
test-compose: setup
	@$(test_env) docker/test/engine.sh node --import @tillbook/pipeline/tsx --test --test-reporter=spec docker/test/compose.test.ts
## test-cluster: aggregates on a Spark cluster of separate processes, over TLS, while parts of it are killed; compares the client with PySpark, and Sail with Spark
test-cluster: setup
	@$(test_env) node --import @tillbook/pipeline/tsx --test --test-reporter=spec tests/spark.cluster.test.ts tests/pyspark.cluster.test.ts tests/sail.cluster.test.ts
## bench: measures time and memory of each stage for 1, 10 and 100 million sales, for docs/scaling.md; BENCH_ROWS=1000000 for less
bench: setup
	@node --import @tillbook/pipeline/tsx tests/bench.ts
## bench-months: measures import and aggregate when a month is added, a cell corrected or nothing changed, for docs/performance.md; BENCH_ROWS=1000000 for less
bench-months: setup
	@node --import @tillbook/pipeline/tsx tests/bench-months.ts
## bench-peer: measures make report beside a DuckDB notebook on the same files, for docs/performance.md; BENCH_ROUNDS=3 for less
bench-peer: setup
	@node --import @tillbook/pipeline/tsx tests/bench-peer.ts
## check: checks types, format and lint, in notebooks too
check: setup
	@node node_modules/typescript/bin/tsc -p .
	@node_modules/.bin/biome check --error-on-warnings .
	@node --import @tillbook/pipeline/tsx libs/notebook/src/check.stage.ts

## format: formats sources and notebooks, and removes the outputs that an editor saved with notebooks
format: setup
	@node_modules/.bin/biome check --write --error-on-warnings . || true
	@node --import @tillbook/pipeline/tsx libs/notebook/src/format.stage.ts
## new-notebook: makes a notebook that runs, with the next number; NAME=weekday-sales
new-notebook:
	@scripts/setup.sh packages
	@node --import @tillbook/pipeline/tsx libs/notebook/src/new-notebook.stage.ts "$${NAME:-}"

## watch: shows the report in your browser, and rebuilds it while you edit; stop it with Ctrl-C
watch: setup
	@node --import @tillbook/pipeline/tsx cli/watch.ts
## test-reproducible: compares the reports of two clones: other users, time zones and dates, same bytes (a few minutes)
test-reproducible: setup
	@$(test_env) node --import @tillbook/pipeline/tsx tests/clones.ts
## test-nodes: compares the reports made by Node 22, 24 and 26 (a few minutes)
test-nodes: setup
	@$(test_env) node --import @tillbook/pipeline/tsx tests/nodes.ts 22 26
## licences: writes THIRD-PARTY-LICENCES.md, after an update of packages
licences: setup
	@node --import @tillbook/pipeline/tsx scripts/licences.ts
## test-secrets: searches everything for a password, during and after a run; tries the servers as another account
test-secrets: setup
	@$(test_env) node --import @tillbook/pipeline/tsx tests/secrets.ts
## test-environments: makes the report in odd shells and folders, and interrupts and damages a set-up (10 minutes)
test-environments: setup
	@$(test_env) node --import @tillbook/pipeline/tsx tests/environments.ts
## test-hostile: plays another account of the machine, which tries to get in or to stop a run, as root (some minutes)
test-hostile: setup
	@$(test_env) tests/hostile.sh node --import @tillbook/pipeline/tsx tests/hostile.ts
## test-mysql: compares the reports made with MariaDB and MySQL; needs root and debootstrap, or MYSQL_HOST
test-mysql: setup
	@$(test_env) node --import @tillbook/pipeline/tsx tests/mysql.ts
## verify: computes every number of the report a second time, in another way; WITH=other.html also compares that report
verify: setup
	@$(stage) verify
	@$(if $(WITH),node_modules/.bin/tillbook-verify compare build/report/tillbook.$(if $(filter %.pdf,$(WITH)),pdf,html) "$$WITH")
## archive: keeps the report in build/archive or REPORT_ARCHIVE, so that the next one of its period says what has changed since
archive: setup
	@$(stage) archive
## diff: writes a page with the numbers that differ between two reports, and why; A=old.html B=new.html, or PDFs
diff:
	@scripts/setup.sh packages
	@node_modules/.bin/tillbook-verify diff "$$A" "$$B"
## deliver: writes a mail with the report for each recipient into build/mail; SEND=1 sends those whose content is new
deliver: setup
	@$(if $(SEND),DELIVER_SEND='$(SEND)' )$(stage) deliver
.PHONY: archive deliver diff licences test-nodes verify test-reproducible test-mysql test-secrets test-environments test-hostile
## jupyter: opens the notebooks in JupyterLab, with the database running; stop both with Ctrl-C
jupyter: setup
	@$(stage) jupyter
## mysql: runs the embedded database until Ctrl-C
mysql: setup
	@$(stage) mysql
## up: starts MySQL and Spark as containers, for make report; writes their addresses and passwords into .env
up:
	docker compose up --wait mysql spark
	@docker/host.sh connect
## down: stops the containers and removes their lines from .env; docker compose down -v also removes their data
down:
	docker compose --profile cluster --profile jupyter down
	@docker/host.sh disconnect

## setup: fetches what is missing; other targets do this by themselves
setup:
	@scripts/setup.sh all
# Judges the PDF, in tests only.
verapdf: setup
	@scripts/setup.sh verapdf

.PHONY: inspect doctor fuzz fixtures help verapdf report generate import aggregate plot test test-long test-quick mutation test-kills test-compose test-cluster bench bench-months bench-peer check format new-notebook watch jupyter mysql up down setup clean distclean reports

## clean: removes everything that was made, the embedded database included, but not build/archive and what was delivered
clean:
	rm -rf .nx
	[ ! -d .data ] || find .data -mindepth 1 -maxdepth 1 ! -name deliveries -exec rm -rf {} +
	[ ! -d build ] || find build -mindepth 1 -maxdepth 1 ! -name archive -exec rm -rf {} +
## distclean: clean, and removes what set-up fetched
distclean: clean
	rm -rf .cache .venv node_modules
## help: prints this list
help:
	@sed -n 's/^## \([a-z-]*\): /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 26
