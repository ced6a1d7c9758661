import asyncio

import httpx
import pytest
from orders import payments, warehouse
from orders.models import Order
from orders.store import OrderStore

pytestmark = pytest.mark.anyio


async def test_an_order_that_was_added_is_found(order: Order) -> None:
    store = OrderStore()
    store.add(order)
    assert await store.get("1") == order


async def test_an_order_is_charged_for(api: httpx.AsyncClient, charge, order: Order) -> None:
    answer = await api.post("/orders", json=order.model_dump())
    assert answer.json() == {"id": "1", "receipt": "receipt"}
    charge.assert_awaited_once()


async def test_a_slow_warehouse_is_noticed(warehouse_socket, monkeypatch) -> None:
    monkeypatch.setattr(warehouse, "HOST", "127.0.0.1")
    monkeypatch.setattr(warehouse, "PORT", warehouse_socket.getsockname()[1])
    with pytest.raises(asyncio.TimeoutError):
        await warehouse.reserve("tea", 2)


async def test_a_closed_bank_is_noticed(monkeypatch) -> None:
    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("too slow", request=request)

    monkeypatch.setattr(payments, "bank", httpx.AsyncClient(transport=httpx.MockTransport(silent)))
    assert not await payments.is_open()
