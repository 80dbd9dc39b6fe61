#!/usr/bin/env bash
# Keeps a real MySQL 9.7 up on loopback until SIGTERM: that of Debian unstable, in a root of its own, with no other account
# than that of MYSQL_USER. Needs root, Debian or one of its kin, and debootstrap; 560 MB in .cache/mysql-root, kept.
#   usage: MYSQL_DATABASE=… MYSQL_USER=… MYSQL_PASSWORD=… MYSQL_ROOT_PASSWORD=… tests/real-mysql.sh PORT
set -euo pipefail
cd "$(dirname "$0")/.."
# a folder for temporary files that the root file system lacks
unset TMPDIR
root=$PWD/.cache/mysql-root
fail() {
  echo "test-mysql failed: $1" >&2
  echo "  try: MYSQL_HOST=… MYSQL_USER=… MYSQL_PASSWORD=… make test-mysql, with a MySQL of your own" >&2
  exit 1
}
[ "$(id -u)" = 0 ] || fail "a MySQL of its own needs root, to make its root file system"
command -v debootstrap >/dev/null || fail "a MySQL of its own needs debootstrap, which this system lacks"
if [ ! -e "$root.done" ]; then
  mirror=$(apt-get indextargets --format '$(REPO_URI)' | head -n 1)
  rm -rf "$root"
  debootstrap --variant=minbase --include=mysql-server-core,mysql-client-core sid "$root" "$mirror" >"$root.log" 2>&1 ||
    fail "debootstrap did not end well; $root.log says why"
  rm -rf "$root"/var/cache/apt/archives/* "$root"/var/lib/apt/lists/*
  chroot "$root" groupadd --system mysql
  chroot "$root" useradd --system --gid mysql --no-create-home mysql
  touch "$root.done"
fi
rm -rf "$root"/var/lib/mysql "$root"/run/mysqld
install -d -m 700 "$root/var/lib/mysql" "$root/run/mysqld"
chroot "$root" chown mysql:mysql /var/lib/mysql /run/mysqld
install -m 755 docker/test/mysql-entrypoint.sh "$root/entrypoint.sh"
exec setpriv --pdeathsig TERM chroot --userspec=mysql:mysql "$root" /entrypoint.sh mysqld --bind-address=127.0.0.1 --port="$1" --mysqlx=OFF \
  --local-infile=ON --character-set-server=utf8mb4 --collation-server=utf8mb4_bin
