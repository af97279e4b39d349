"""Decides about a number; what a test leaves out is as in default settings, and nothing else is known."""

from voiso_call.config.limit_settings import LimitSettings
from voiso_call.config.policy_settings import PolicySettings
from voiso_call.policy import evaluate
from voiso_call.policy.evaluate import PolicyContext, PolicyDecision
from voiso_call.policy.phone_numbers import ParsedNumber

DEFAULT_POLICY = PolicySettings()
DEFAULT_LIMITS = LimitSettings()
EMPTY_CONTEXT = PolicyContext()


def decide(
    parsed: ParsedNumber,
    original: ParsedNumber | None = None,
    policy: PolicySettings = DEFAULT_POLICY,
    context: PolicyContext = EMPTY_CONTEXT,
    limits: LimitSettings = DEFAULT_LIMITS,
) -> PolicyDecision:
    """Decide about a call. `original` is the parsed text of the page."""
    return evaluate.evaluate(parsed, original, policy, context, limits)
