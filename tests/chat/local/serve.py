"""Look at the page with the invented school: ``python -m tests.chat.local.serve [PORT]``."""

from __future__ import annotations

import sys

import uvicorn
from starlette.applications import Starlette

from bot.chat.local.inbound import local_app
from tests.chat.local import samples
from tests.chat.local.school import School


def main() -> None:
    """Serve until stopped. Room 7A shows every state of a message."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8090
    school = School(extra={"7A": samples.gallery()})
    uvicorn.run(Starlette(routes=list(local_app(school))), host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main()
