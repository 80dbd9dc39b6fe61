#!/usr/bin/env bash
# Runs a command with a Docker engine that has the images we don't build: this machine's, where it can get them, else an
# engine of its own with local stand-ins, which ends with the command.   usage: docker/test/engine.sh COMMAND…
set -euo pipefail
cd "$(dirname "$0")/../.."
images=$(sed -n 's/^FROM \([^ ]*[:/][^ ]*\) .*/\1/p; s/^ *image: \(mysql:.*\)/\1/p' Dockerfile docker-compose.yml)
keep=.cache/docker-test

say() { printf '%-9s %s\n' engine "$1" >&2; }
fail() {
  say "failed: $1"
  say "  try: $2"
  exit 1
}
has_images() {
  local image
  for image in $images; do
    docker image inspect "$image" >/dev/null 2>&1 || timeout 600 docker pull --quiet "$image" >/dev/null 2>&1 || return 1
  done
}
describe() {
  say "Docker $(docker version --format '{{.Server.Version}}'), Compose $(docker compose version --short), $(nproc) cores"
  local image label
  for image in $images; do
    label=$(docker image inspect "$image" --format '{{index .Config.Labels "tillbook.stand-in"}}')
    say "$image: ${label:+a stand-in, $label}$([ -n "$label" ] || echo 'from its registry')"
  done
}

if docker info >/dev/null 2>&1 && docker compose version >/dev/null 2>&1 && has_images; then
  describe
  exec "$@"
fi

say "the images can't be had with this machine's Docker: an engine of its own, with stand-ins"
[ "$(id -u)" = 0 ] || fail "an engine of its own needs root" "sudo make test-compose"
for tool in dockerd debootstrap iptables; do
  PATH=$PATH:/usr/sbin:/sbin command -v "$tool" >/dev/null ||
    fail "$tool is needed, none found" "apt-get install docker.io debootstrap iptables"
done
mkdir -p "$keep"
work=$(mktemp -d)
stop() {
  trap '' INT TERM
  if [ -s "$work/pid" ]; then
    local pid
    pid=$(cat "$work/pid")
    kill "$pid"
    while kill -0 "$pid" 2>/dev/null; do sleep 0.2; done
  fi
  umount "$work/exec/netns/default" 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT TERM

# Debian 12's Compose is too old; Debian 13's runs here.
export DOCKER_CONFIG=$work/config DOCKER_HOST=unix://$work/docker.sock
if ! [ -e "$keep/plugins.done" ]; then
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Codename: bookworm' | head -n 1)
  apt=$(realpath "$keep")/apt
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$apt/sources.list"
  options=(-o Dir::Etc::sourcelist="$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o Dir::State::Lists="$apt/lists" -o Dir::Cache="$apt/cache" -o APT::Sandbox::User=root)
  apt-get "${options[@]}" -qq update
  (cd "$apt" && apt-get "${options[@]}" -qq download docker-compose docker-buildx)
  for package in "$apt"/*.deb; do dpkg -x "$package" "$keep/plugins"; done
  rm -r "$apt"
  touch "$keep/plugins.done"
fi
mkdir -p "$DOCKER_CONFIG"
ln -s "$(realpath "$keep/plugins/usr/libexec/docker/cli-plugins")" "$DOCKER_CONFIG/cli-plugins"

PATH=/usr/sbin:/usr/bin:/sbin:/bin setsid dockerd --data-root "$work/data" --exec-root "$work/exec" -p "$work/pid" \
  -H "$DOCKER_HOST" >"$work/log" 2>&1 </dev/null &
for _ in $(seq 100); do
  docker version >/dev/null 2>&1 && break
  sleep 0.3
done
docker version >/dev/null 2>&1 || fail "the engine did not start: $(tail -n 3 "$work/log")" "read what it says"
docker/test/stand-ins.sh "$keep"
# the stand-ins have folders that everybody may write to
chmod 700 "$keep"
describe
"$@"
