"""The shop over HTTP."""

from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request

from shop import prices
from shop.baskets import BasketStore
from shop.limits import RateLimiter
from shop.prices import PriceCache


class Shop:
    """All that one running shop remembers."""

    def __init__(self) -> None:
        self.baskets = BasketStore()
        self.limiter = RateLimiter(3)
        self.prices = PriceCache()


def shop_of(request: Request) -> Shop:
    """The shop of the application that got a request."""
    shop: Shop = request.app.state.shop
    return shop


TheShop = Annotated[Shop, Depends(shop_of)]


def make_app() -> FastAPI:
    """A shop of its own, with empty baskets."""
    app = FastAPI(title="shop")
    app.state.shop = Shop()
    app.post("/baskets/{customer}/{item}")(put)
    app.put("/prices/{item}/{price}")(learn)
    app.get("/total")(total)
    return app


async def put(customer: str, item: str, shop: TheShop) -> dict[str, int]:
    if not shop.limiter.admits(customer):
        raise HTTPException(429, "ask later")
    items = shop.baskets.put(customer, item)
    cost = sum(map(shop.prices.price, items))
    return {"items": len(items), "cost": cost + prices.shipping(len(items))}


async def learn(item: str, price: int, shop: TheShop) -> dict[str, int]:
    shop.prices.learn(item, price)
    return {item: price}


async def total(shop: TheShop) -> dict[str, int]:
    return {"items": shop.baskets.total()}
