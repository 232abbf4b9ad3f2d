#!/bin/sh
# Write requirements/{run,dev}.txt from pyproject.toml; with --check only say whether they still fit it.
# The lock is a list of versions with hashes and names no index: see docs/adr/0002-lock-file.md.
set -e
bin=.venv/bin
out=requirements
if [ "$1" = "--check" ]; then
  out=$(mktemp -d)
  trap 'rm -rf "$out"' EXIT
  cp requirements/*.txt "$out"
fi
for part in run dev; do
  group=""
  [ "$part" = dev ] && group="--group dev"
  # shellcheck disable=SC2086 # the option and its value
  $bin/uv pip compile -q pyproject.toml $group --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-header --no-annotate -o "$out/$part.txt"
  if [ "$1" = "--check" ] && ! cmp -s "$out/$part.txt" "requirements/$part.txt"; then
    echo "requirements/$part.txt does not fit pyproject.toml; run: make lock" >&2
    exit 1
  fi
done
