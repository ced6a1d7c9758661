import socket
from unittest.mock import AsyncMock, patch

import httpx
import pytest
from orders.app import app
from orders.models import Order


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def order() -> Order:
    return Order(id="1", item="tea", count=2, customer="ann@shop.example", price=3.5)


@pytest.fixture
def charge() -> AsyncMock:
    with patch("orders.payments.charge", new_callable=AsyncMock) as charge:
        charge.return_value = "receipt"
        return charge


@pytest.fixture
async def api() -> httpx.AsyncClient:
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")
    try:
        return client
    finally:
        await client.aclose()


@pytest.fixture
def warehouse_socket() -> socket.socket:
    listening = socket.create_server(("127.0.0.1", 0))
    return listening
