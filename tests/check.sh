#!/bin/sh
# make check: style, types, import direction, the lock file, the ladders. Every step runs; any failure fails.
set -e
bin=.venv/bin
$bin/ruff check .
$bin/ruff format --check .
$bin/mypy
$bin/lint-imports
sh tests/lock.sh --check
for ladder in bot/ladders/*-*.yaml docs/examples/*.yaml; do
  $bin/lots ladder check "$ladder"
done
