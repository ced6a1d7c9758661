import socket
from collections.abc import AsyncIterator, Iterator
from unittest.mock import AsyncMock, patch

import httpx
import pytest
from orders.app import create_app
from orders.models import Order
from orders.store import OrderStore


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def order() -> Order:
    return Order(id="1", item="tea", count=2, customer="ann@shop.example", price=3.5)


@pytest.fixture
def charge() -> Iterator[AsyncMock]:
    with patch("orders.payments.charge", new_callable=AsyncMock) as charge:
        charge.return_value = "receipt"
        yield charge


@pytest.fixture
def reserve() -> Iterator[AsyncMock]:
    with patch("orders.warehouse.reserve", new_callable=AsyncMock) as reserve:
        reserve.return_value = True
        yield reserve


@pytest.fixture
def confirm() -> Iterator[None]:
    with patch("orders.mail.confirm"):
        yield


@pytest.fixture
async def api() -> AsyncIterator[httpx.AsyncClient]:
    app = create_app()
    app.state.store, app.state.bank = OrderStore(), None
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.fixture
def warehouse_socket() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening
