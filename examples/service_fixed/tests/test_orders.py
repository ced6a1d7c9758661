import anyio
import httpx
import pytest
from orders import payments, warehouse
from orders.models import Order
from orders.store import OrderStore

pytestmark = pytest.mark.anyio


async def test_an_order_that_was_added_is_found(order: Order) -> None:
    store = OrderStore()
    await store.add(order)
    assert await store.get("1") == order


@pytest.mark.usefixtures("reserve", "confirm")
async def test_an_order_is_charged_for(api: httpx.AsyncClient, charge, order: Order) -> None:
    answer = await api.post("/orders", json=order.model_dump())
    assert answer.json() == {"id": "1", "receipt": "receipt"}
    charge.assert_awaited_once()


async def test_a_slow_warehouse_can_be_left(warehouse_socket, monkeypatch) -> None:
    monkeypatch.setattr(warehouse, "HOST", "127.0.0.1")
    monkeypatch.setattr(warehouse, "PORT", warehouse_socket.getsockname()[1])
    with anyio.move_on_after(0.1) as scope:
        await warehouse.reserve("tea", 2)
    assert scope.cancelled_caught


async def test_a_closed_bank_is_noticed() -> None:
    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("too slow", request=request)

    async with httpx.AsyncClient(
        transport=httpx.MockTransport(silent), base_url=payments.BANK
    ) as bank:
        assert not await payments.is_open(bank)
