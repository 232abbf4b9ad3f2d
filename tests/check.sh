#!/bin/sh
# make check: style, types, import direction, length of files, the lock file, the ladders. Every step runs; any failure fails.
set -e
bin=.venv/bin
$bin/ruff check .
$bin/ruff format --check .
$bin/mypy
$bin/lint-imports
long=$(find bot tests -name '*.py' -exec awk 'END { if (NR > 400) print FILENAME ": " NR " lines, at most 400" }' {} \;)
if [ -n "$long" ]; then
  echo "$long"
  exit 1
fi
sh tests/lock.sh --check
for ladder in bot/ladders/*-*.yaml docs/examples/*.yaml; do
  $bin/lots ladder check "$ladder"
done
