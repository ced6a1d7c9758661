"""Parcels, without HTTP."""

import asyncio

import pytest


@pytest.mark.asyncio
async def test_a_parcel_is_collected(courier):
    packing = asyncio.create_task(courier.pack("one"))

    assert await courier.collect() == "one"
    await packing


@pytest.mark.asyncio
async def test_parcels_come_in_their_order(courier):
    packing = asyncio.gather(courier.pack("one"), courier.pack("two"))

    assert [await courier.collect(), await courier.collect()] == ["one", "two"]
    await packing
