#!/bin/sh
# Writes blocks.json anew from the npm types. Needs node, npm and the venv; touches nothing else.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/entry.ts" "$work/"
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @slack/types@3.2.0 ts-json-schema-generator@2.4.0 typescript@5.9
cat >tsconfig.json <<'JSON'
{"compilerOptions":{"strict":true,"module":"nodenext","moduleResolution":"nodenext","skipLibCheck":true},"files":["entry.ts"]}
JSON
npx ts-json-schema-generator -p entry.ts -f tsconfig.json --no-type-check -o raw.json
cd "$root" && .venv/bin/python -m tests.slack.schema.make "$work/raw.json" "$here/blocks.json"
