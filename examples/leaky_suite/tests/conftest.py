"""A client of the shop, and a shop that ships for nothing."""

from unittest import mock

import pytest
from fastapi.testclient import TestClient

from shop.app import app


@pytest.fixture
def client():
    with TestClient(app) as opened:
        yield opened


@pytest.fixture
def free_shipping():
    patch = mock.patch("shop.prices.shipping", return_value=0)
    return patch.start()
