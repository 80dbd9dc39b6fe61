#!/bin/sh
# Runs stages, one after the other, named by their files, as the owner of build/. The container starts as root for this
# alone, and has no other right of root's; what the stages make is then the caller's, whoever that is.
#   usage: docker/stage.sh report/html.stage.ts report/pdf.stage.ts
set -eu
cd "$(dirname "$0")/.."

owner=$(stat -c %u:%g build)
if [ "$(id -u)" = 0 ] && [ "$owner" != 0:0 ]; then
  exec setpriv --reuid="${owner%:*}" --regid="${owner#*:}" --clear-groups "docker/$(basename "$0")" "$@"
fi
while [ $# -gt 1 ] && [ "${2%.ts}" != "$2" ]; do
  node --import @tillbook/pipeline/tsx "$1"
  shift
done
exec node --import @tillbook/pipeline/tsx "$@"
