"""How many examples a property is tried with, and what draws them.

No test sets a number of its own: the profile does, so that one word changes the effort
of all. The suite draws the same examples each time, so that it passes or fails for the
change under test; `prove properties` draws new ones.
"""

from hypothesis import HealthCheck, settings

SUITE, THOROUGH, EXPLORE = "suite", "thorough", "explore"
# A busy machine is slow; what is too slow shows in the time of the suite.
_ANYWHERE = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow],
    "database": None,
    "print_blob": True,
}


def register_profiles() -> None:
    """Make the three profiles known, and load the one of the suite."""
    settings.register_profile(SUITE, max_examples=100, derandomize=True, **_ANYWHERE)
    settings.register_profile(THOROUGH, max_examples=500, derandomize=True, **_ANYWHERE)
    settings.register_profile(EXPLORE, max_examples=1_000, **_ANYWHERE)
    settings.load_profile(SUITE)


def of_machines() -> settings:
    """Return the profile for a state machine on the store: a tenth of its examples.

    Each example is fifty steps, and each step a dozen statements.
    """
    profile = settings()
    return settings(profile, max_examples=profile.max_examples // 10)
