#!/bin/sh
# Has `make report` on this machine use the MySQL and the Spark of Compose: puts their addresses and secrets into .env, or
# takes them out again.   usage: docker/host.sh connect | disconnect
set -eu
cd "$(dirname "$0")/.."
begin='# make up: MySQL and Spark of docker-compose.yml'
end='# make up: end'

# quote VALUE: in the quotes in which nothing is replaced, where the value leaves the choice
quote() { case $1 in *\'*) echo "\"$1\"" ;; *) echo "'$1'" ;; esac; }
disconnect() {
  if [ -e .env ]; then sed -i "/^$begin\$/,/^$end\$/d" .env; fi
}
connect() {
  mysql=$(docker compose port mysql 3306)
  spark=$(docker compose port spark 15002)
  read_secret="docker compose exec -T mysql cat"
  disconnect
  (umask 077 && touch .env)
  if [ -s .env ] && [ -n "$(tail -c 1 .env)" ]; then echo >>.env; fi
  cat >>.env <<ENV
$begin
MYSQL_HOST=127.0.0.1
MYSQL_PORT=${mysql##*:}
MYSQL_USER=$(docker compose exec -T mysql printenv MYSQL_USER)
MYSQL_PASSWORD=$(quote "$($read_secret /secrets/mysql-password)")
MYSQL_DATABASE=$(docker compose exec -T mysql printenv MYSQL_DATABASE)
SPARK_REMOTE=$(quote "$($read_secret /secrets/spark-remote | sed "s/:15002/:${spark##*:}/")")
SPARK_MYSQL_HOST=mysql:3306
$end
ENV
}

"$1"
