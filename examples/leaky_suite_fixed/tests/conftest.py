"""A client of a new shop, a shop that ships for nothing, and a courier."""

from unittest import mock

import pytest
from fastapi.testclient import TestClient

from shop.app import make_app
from shop.parcels import Courier


@pytest.fixture
def client():
    with TestClient(make_app()) as opened:
        yield opened


@pytest.fixture
def free_shipping():
    with mock.patch("shop.prices.shipping", return_value=0) as shipping:
        yield shipping


@pytest.fixture
def courier():
    return Courier()
