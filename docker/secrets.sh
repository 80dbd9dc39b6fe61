#!/bin/sh
# Makes the passwords of this Compose project, once, into the volume /secrets, each readable by whom it is for; and gives
# build/, .data/ and known/, which the Docker engine makes as root's, to the owner of the checkout. Runs as root, before all else.
set -eu
mysql_uid=999 # in the image mysql
spark_uid=185 # in the image apache/spark

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
# keep FILE OWNER MODE: keeps what is on stdin, unless the file is there; whole or not at all
keep() {
  [ -e "/secrets/$1" ] && return
  (umask 077 && cat >"/secrets/$1.part")
  chmod "$3" "/secrets/$1.part"
  chown "$2" "/secrets/$1.part"
  mv "/secrets/$1.part" "/secrets/$1"
}

printf %s "${MYSQL_PASSWORD:-$(random)}" | keep mysql-password 0 444
random | keep mysql-root-password $mysql_uid 400
if [ ! -e /secrets/spark-remote ]; then
  token=$(random)
  printf 'spark.connect.authenticate.token %s\nspark.authenticate true\nspark.authenticate.secret %s\n' "$token" "$(random)" |
    keep spark.properties $spark_uid 400
  # Spark's address for whoever shares its network, as aggregate does: a token goes in the clear over loopback only.
  printf 'sc://127.0.0.1:15002/;token=%s;use_ssl=false' "$token" | keep spark-remote 0 444
fi

if [ -n "${MYSQL_PASSWORD-}" ] && [ "$MYSQL_PASSWORD" != "$(cat /secrets/mysql-password)" ]; then
  echo "secrets   failed: MYSQL_PASSWORD is not the password that this project's database was made with [MYSQL_REFUSED]" >&2
  echo "secrets     try: unset it, or docker compose down -v to begin anew" >&2
  exit 1
fi
for folder in build .data known; do
  if [ "$(stat -c %u "/tillbook/$folder")" = 0 ]; then chown --reference=/owner "/tillbook/$folder"; fi
done
