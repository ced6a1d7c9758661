"""Baskets, prices and limits, over HTTP."""


def test_free_shipping(client, free_shipping):
    answer = client.post("/baskets/ann/tea")

    assert answer.json() == {"items": 1, "cost": 10}


def test_shipping_is_added(client):
    answer = client.post("/baskets/bob/tea")

    assert answer.json() == {"items": 1, "cost": 15}


def test_a_shop_starts_with_empty_baskets(client):
    assert client.get("/total").json() == {"items": 0}


def test_a_price_can_be_learned(client, free_shipping):
    client.put("/prices/tea/3")

    assert client.post("/baskets/eve/tea").json()["cost"] == 3


def test_an_unknown_price_is_ten(client, free_shipping):
    assert client.post("/baskets/fay/tea").json()["cost"] == 10


def test_three_requests_are_admitted(client):
    answers = [client.post("/baskets/ann/jam") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
