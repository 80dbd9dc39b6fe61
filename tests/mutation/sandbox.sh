#!/bin/bash
# Makes Stryker's copy of the sources a checkout that works: dependencies by links, but our own packages from the copy itself.
set -euo pipefail
root=$(realpath ../../../..)
mkdir node_modules
ln -s "$root"/node_modules/* "$root"/node_modules/.bin node_modules/
rm node_modules/@tillbook
cp -a "$root"/node_modules/@tillbook node_modules/
for path in .cache .venv report/node_modules; do
  if [ -e "$root/$path" ]; then ln -s "$root/$path" "$path"; fi
done
