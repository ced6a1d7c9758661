"""Parcels, without HTTP."""

import asyncio

import pytest

from shop import parcels


@pytest.mark.asyncio
async def test_a_parcel_is_collected():
    packing = asyncio.create_task(parcels.pack("one"))

    assert await parcels.collect() == "one"
    await packing


@pytest.mark.asyncio
async def test_parcels_come_in_their_order():
    packing = asyncio.gather(parcels.pack("one"), parcels.pack("two"))

    assert [await parcels.collect(), await parcels.collect()] == ["one", "two"]
    await packing
