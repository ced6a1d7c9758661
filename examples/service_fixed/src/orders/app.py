"""The service over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import httpx
from anyio import to_thread
from fastapi import FastAPI, HTTPException, Request

from orders import mail, payments, warehouse, worker
from orders.models import Order, PaymentFailed
from orders.store import OrderStore


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with httpx.AsyncClient(base_url=payments.BANK) as bank, anyio.create_task_group() as group:
        app.state.bank = bank
        app.state.store = OrderStore()
        group.start_soon(worker.work, app.state.store)
        group.start_soon(worker.listen, app.state.store)
        yield
        group.cancel_scope.cancel()


def create_app() -> FastAPI:
    """The application, with nothing in it yet."""
    app = FastAPI(title="orders", lifespan=lifespan)
    app.post("/orders")(place)
    app.get("/orders/{order_id}")(show)
    return app


async def place(order: Order, request: Request) -> dict[str, str]:
    store: OrderStore = request.app.state.store
    if not await warehouse.reserve(order.item, order.count):
        raise HTTPException(409, "not in stock")
    try:
        receipt = await payments.charge(request.app.state.bank, order)
    except PaymentFailed as error:
        raise HTTPException(402, str(error)) from error
    await store.add(order)
    await to_thread.run_sync(mail.confirm, order)
    return {"id": order.id, "receipt": receipt}


async def show(order_id: str, request: Request) -> Order:
    store: OrderStore = request.app.state.store
    order = await store.get(order_id)
    if order is None:
        raise HTTPException(404, "no such order")
    return order
