#!/bin/sh
# What the tests need from the system: a browser, a PostgreSQL server, and node for Microsoft's own Teams client.
# With --install (root, Debian) what is missing is installed; without, one line says what is missing and the
# command that installs it.
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v node >/dev/null 2>&1 || missing="$missing nodejs"
command -v npm >/dev/null 2>&1 || missing="$missing npm"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v systemd-analyze >/dev/null 2>&1 || missing="$missing systemd"
[ -z "$missing" ] && exit 0
if [ "$1" = "--install" ]; then
  apt-get update -qq
  # shellcheck disable=SC2086 # a list of package names
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
  exit 0
fi
echo "make test: missing:$missing; install with: sudo apt-get install$missing" >&2
case "$missing" in
  *chromium* | *nodejs* | *npm*) exit 1 ;;
esac
# Without Debian's PostgreSQL the tests take the server that comes as a wheel.
exit 0
