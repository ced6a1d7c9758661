"""The service over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import to_thread
from fastapi import FastAPI, HTTPException

from orders import mail, payments, warehouse, worker
from orders.models import Order, PaymentFailed
from orders.store import store


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    tasks = worker.start()
    yield
    worker.stopping.set()
    for task in tasks:
        await task


app = FastAPI(title="orders", lifespan=lifespan)


@app.post("/orders")
async def place(order: Order) -> dict[str, str]:
    if not await warehouse.reserve(order.item, order.count):
        raise HTTPException(409, "not in stock")
    try:
        receipt = await payments.charge(order)
    except PaymentFailed as error:
        raise HTTPException(402, str(error)) from error
    store.add(order)
    await to_thread.run_sync(mail.confirm, order)
    return {"id": order.id, "receipt": receipt}


@app.get("/orders/{order_id}")
async def show(order_id: str) -> Order:
    order = await store.get(order_id)
    if order is None:
        raise HTTPException(404, "no such order")
    return order
