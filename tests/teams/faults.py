"""What can go wrong between the bot and Teams besides what goes wrong with Slack."""

from __future__ import annotations

from tests.slack.faults import Break, Fault, Faults, Handled

HTTP_502 = Fault(name="HTTP_502", how=Break.STATUS, status=502, error="ServiceError")
HTTP_504 = Fault(name="HTTP_504", how=Break.STATUS, status=504, error="GatewayTimeout")
ACCEPT_THEN_502 = Fault(
    name="ACCEPT_THEN_502", how=Break.STATUS, status=502, error="ServiceError", handled=Handled.BEFORE
)
ACCEPT_THEN_504 = Fault(
    name="ACCEPT_THEN_504", how=Break.STATUS, status=504, error="GatewayTimeout", handled=Handled.BEFORE
)
PRECONDITION = Fault(name="PRECONDITION", how=Break.STATUS, status=412, error="PreconditionFailed")
"""Another call to the same conversation is under way; nothing was done, try again."""

AMBIGUOUS = (
    Fault.RESET,
    Fault.TIMEOUT,
    Fault.HTTP_500,
    Fault.HTTP_503,
    HTTP_502,
    HTTP_504,
    Fault.GARBAGE,
    Fault.LATE,
    Fault.LANDS_LATE,
    Fault.ACCEPT_THEN_RESET,
    Fault.ACCEPT_THEN_500,
    Fault.ACCEPT_THEN_GARBAGE,
    ACCEPT_THEN_502,
    ACCEPT_THEN_504,
)
"""After each of these the client cannot know whether the message is there."""

EVERY = (*AMBIGUOUS, PRECONDITION, Fault.RATE_LIMITED(1))


def deny(status: int, code: str) -> Fault:
    """Refused for good: ``deny(403, "BotNotInConversationRoster")``, ``deny(404, "ConversationNotFound")``."""
    return Fault(name=f"DENY {code}", how=Break.STATUS, status=status, error=code)


__all__ = ["AMBIGUOUS", "EVERY", "Fault", "Faults", "deny"]
