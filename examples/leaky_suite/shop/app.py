"""The shop over HTTP."""

from fastapi import FastAPI, HTTPException

from shop import prices
from shop.baskets import baskets
from shop.limits import get_limiter

app = FastAPI(title="shop")


@app.post("/baskets/{customer}/{item}")
async def put(customer: str, item: str) -> dict[str, int]:
    if not get_limiter().admits(customer):
        raise HTTPException(429, "ask later")
    items = baskets.put(customer, item)
    cost = sum(map(prices.get_prices().price, items))
    return {"items": len(items), "cost": cost + prices.shipping(len(items))}


@app.put("/prices/{item}/{price}")
async def learn(item: str, price: int) -> dict[str, int]:
    prices.get_prices().learn(item, price)
    return {item: price}


@app.get("/total")
async def total() -> dict[str, int]:
    return {"items": baskets.total()}
