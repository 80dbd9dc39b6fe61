#!/usr/bin/env bash
# Runs a command on a machine of its own, as far as other accounts can tell: its own /tmp, ports, sockets and processes. For
# tests/hostile.ts, as root.   usage: tests/hostile.sh COMMAND…
set -euo pipefail
if [ "$(id -u)" != 0 ]; then
  echo "hostile   failed: expected root, which alone can play another account" >&2
  echo "hostile     try: sudo make test-hostile" >&2
  exit 1
fi
# shellcheck disable=SC2016  # for the inner shell
exec unshare --mount --net --pid --fork --kill-child --mount-proc bash -c '
  mount -t tmpfs -o mode=1777 tmpfs /tmp
  # switches loopback on (netdevice(7): SIOCSIFFLAGS, IFF_UP), as a new network has it off
  python3 -c "import fcntl, socket, struct
fcntl.ioctl(socket.socket(), 0x8914, struct.pack(\"16sh14x\", b\"lo\", 1))"
  mkdir -m 700 /tmp/ours
  TMPDIR=/tmp/ours "$@"' hostile "$@"
