#!/bin/bash
# The stand-in's part of what the official image does at its first start: a database, its user and root's password, from
# MYSQL_DATABASE, MYSQL_USER, MYSQL_PASSWORD(_FILE), MYSQL_ROOT_PASSWORD(_FILE). Runs as user mysql.
set -euo pipefail
data=/var/lib/mysql
socket=/var/run/mysqld/mysqld.sock
if [ "$1" = mysqld ]; then shift; fi
server=(mysqld --no-defaults --datadir="$data" --socket="$socket" --pid-file=/var/run/mysqld/mysqld.pid --secure-file-priv= "$@")

value() { # NAME: the variable, or the content of the file that NAME_FILE names
  local file=$1_FILE
  if [ -n "${!file-}" ]; then cat "${!file}"; else printf %s "${!1-}"; fi
}

if [ ! -d "$data/mysql" ]; then
  user_password=$(value MYSQL_PASSWORD)
  root_password=$(value MYSQL_ROOT_PASSWORD)
  "${server[@]}" --initialize-insecure
  "${server[@]}" --skip-networking &
  until mysql --no-defaults --socket="$socket" --user=root --execute 'select 1' >/dev/null 2>&1; do
    kill -0 $! # it may have ended
    sleep 0.2
  done
  mysql --no-defaults --socket="$socket" --user=root <<SQL
create database \`$MYSQL_DATABASE\`;
create user '$MYSQL_USER'@'%' identified by '$user_password';
grant all on \`$MYSQL_DATABASE\`.* to '$MYSQL_USER'@'%';
alter user 'root'@'localhost' identified by '$root_password';
shutdown;
SQL
  wait $!
fi
exec "${server[@]}"
