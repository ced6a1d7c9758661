"""Money: charges at the bank, and rates of exchange."""

import asyncio

import httpx
import requests

from orders.models import Order, PaymentFailed

bank = httpx.AsyncClient(base_url="https://bank.example")


async def charge(order: Order) -> str:
    """Charge for an order; gives the receipt."""
    try:
        answer = await asyncio.wait_for(bank.post("/charges", json=order.model_dump()), 10)
    except asyncio.TimeoutError:
        raise PaymentFailed("the bank did not answer") from None
    return answer.json()["receipt"]


async def is_open() -> bool:
    """Whether the bank answers at the moment."""
    try:
        answer = await bank.get("/health", timeout=2)
    except TimeoutError:
        return False
    return answer.status_code == 200


def rate(currency: str) -> float:
    """What one unit of a currency is worth; called in a thread."""
    answer = requests.get("https://rates.example/latest", params={"base": currency})
    return answer.json()["rate"]
