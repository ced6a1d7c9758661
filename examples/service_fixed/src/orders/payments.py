"""Money: charges at the bank, and rates of exchange."""

import anyio
import httpx
import requests

from orders.models import Order, PaymentFailed

BANK = "https://bank.example"


async def charge(bank: httpx.AsyncClient, order: Order) -> str:
    """Charge for an order; gives the receipt."""
    try:
        with anyio.fail_after(10):
            answer = await bank.post("/charges", json=order.model_dump())
    except TimeoutError:
        raise PaymentFailed("the bank did not answer") from None
    return answer.json()["receipt"]


async def is_open(bank: httpx.AsyncClient) -> bool:
    """Whether the bank answers at the moment."""
    try:
        answer = await bank.get("/health", timeout=2)
    except httpx.TimeoutException:
        return False
    return answer.status_code == 200


def rate(currency: str) -> float:
    """What one unit of a currency is worth; called in a thread."""
    url = "https://rates.example/latest"
    answer = requests.get(url, params={"base": currency}, timeout=5)
    return answer.json()["rate"]
