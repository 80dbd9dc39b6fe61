#!/usr/bin/env bash
# Makes local images under the names of those that we don't build, for a machine that can't reach their registry:
#   node:…-bookworm-slim   Debian 12 with this machine's Node and npm
#   mysql:9.7              the MySQL 9.7 server of Debian unstable, with the settings of the official image that we use
#   apache/spark:4.3.0…    Debian 13's Java 21 and the Spark of the pinned PyPI package
# They hold this machine's certificate authorities, so that builds work behind its proxy.
#   usage: stand-ins.sh FOLDER     as root, with DOCKER_HOST set; FOLDER keeps what debootstrap fetched for the next time
set -euo pipefail
folder=$(realpath "$1")
cd "$(dirname "$0")/../.."
site=$(echo .venv/lib/python3*/site-packages)
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Codename: bookworm' | head -n 1)
node_image=$(sed -n 's/^FROM \(node:[^ ]*\) .*/\1/p' Dockerfile)
spark_image=$(sed -n 's/^FROM \(apache\/spark:[^ ]*\) .*/\1/p' Dockerfile)

# bootstrap NAME SUITE PACKAGES: a root file system in FOLDER/NAME, as it was made the last time
bootstrap() {
  [ -e "$folder/$1.done" ] && return
  rm -rf "${folder:?}/$1"
  debootstrap --variant=minbase --include="$3" "$2" "$folder/$1" "$mirror" >"$folder/$1.log" 2>&1 ||
    { tail "$folder/$1.log" >&2; return 1; }
  rm -rf "$folder/$1"/var/cache/apt/archives/* "$folder/$1"/var/lib/apt/lists/*
  touch "$folder/$1.done"
}
# import NAME IMAGE CHANGES…: the root file system as an image
import() {
  local name=$1 image=$2 changes=() change
  for change in "${@:3}"; do changes+=(--change "$change"); done
  tar -C "$folder/$name" -c --exclude=./dev/* . | docker import "${changes[@]}" - "$image" >/dev/null
}

bootstrap node bookworm libstdc++6 &
bootstrap mysql sid mysql-server-core,mysql-client-core &
bootstrap spark trixie openjdk-21-jre-headless,ca-certificates &
for _ in 1 2 3; do wait -n; done

certificates=/etc/ssl/certs/ca-certificates.crt
root=$folder/node
install -D --mode 644 "$certificates" "$root$certificates"
# for Debian's package ca-certificates, should a build install it
cp -r /usr/local/share/ca-certificates "$root/usr/local/share/"
# as in the images of Debian: no package stays behind
printf '%s\n' 'Dir::Cache::pkgcache "";' 'Dir::Cache::srcpkgcache "";' 'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb"; };' \
  >"$root/etc/apt/apt.conf.d/docker-clean"
install -m 755 "$(node -p process.execPath)" "$root/usr/local/bin/node"
mkdir -p "$root/usr/local/lib/node_modules"
rm -rf "$root/usr/local/lib/node_modules/npm"
cp -r "$(dirname "$(realpath "$(command -v npm)")")/.." "$root/usr/local/lib/node_modules/npm"
ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
chroot "$root" id node >/dev/null 2>&1 || chroot "$root" useradd --uid 1000 --create-home node
import node "$node_image" "LABEL tillbook.stand-in=\"Debian 12, Node $(node --version)\"" "ENV NODE_EXTRA_CA_CERTS=$certificates PIP_CERT=$certificates SSL_CERT_FILE=$certificates" 'CMD ["node"]'

root=$folder/mysql
chroot "$root" id mysql >/dev/null 2>&1 || chroot "$root" sh -c 'groupadd --gid 999 mysql && useradd --uid 999 --gid 999 mysql'
install -m 755 docker/test/mysql-entrypoint.sh "$root/usr/local/bin/docker-entrypoint.sh"
chroot "$root" sh -c 'mkdir -p /var/lib/mysql /var/run/mysqld && chown mysql:mysql /var/lib/mysql /var/run/mysqld && chmod 1777 /var/lib/mysql /var/run/mysqld'
version=$(chroot "$root" dpkg-query --show --showformat '${Version}' mysql-server-core)
import mysql mysql:9.7 "LABEL tillbook.stand-in=\"Debian unstable, mysql-server-core $version\"" 'ENTRYPOINT ["docker-entrypoint.sh"]' 'CMD ["mysqld"]' 'VOLUME /var/lib/mysql'

root=$folder/spark
chroot "$root" id spark >/dev/null 2>&1 || chroot "$root" sh -c 'groupadd --gid 185 spark && useradd --uid 185 --gid 185 spark'
if [ -e /etc/ssl/certs/java/cacerts ]; then cp -L /etc/ssl/certs/java/cacerts "$root/etc/ssl/certs/java/"; fi
rm -rf "$root/opt/spark"
mkdir -p "$root/opt/spark/work-dir"
cp -r "$site"/pyspark/{bin,jars} "$root/opt/spark/"
chroot "$root" chown -R spark:spark /opt/spark
java=$(chroot "$root" sh -c 'dirname $(dirname $(readlink -f /usr/bin/java))')
version=$(basename "$root"/opt/spark/jars/spark-core_*.jar .jar)
import spark "$spark_image" "LABEL tillbook.stand-in=\"Debian 13, openjdk-21, PyPI's $version\"" "ENV SPARK_HOME=/opt/spark JAVA_HOME=$java" 'WORKDIR /opt/spark/work-dir' 'USER spark'
