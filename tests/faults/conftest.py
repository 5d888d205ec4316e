"""Fixtures of the fault tests."""

import pytest

from tests.browser.conftest import chromium

__all__ = ["chromium"]


@pytest.fixture
def store(store_url: str) -> dict[str, str]:
    """Name the database of the suite, unless it is the one a house makes itself."""
    return {} if store_url.startswith("sqlite") else {"DATABASE_URL": store_url}
