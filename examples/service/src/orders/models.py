"""What the parts of the service tell each other."""

from pydantic import BaseModel


class Order(BaseModel):
    id: str
    item: str
    count: int
    customer: str
    price: float


class PaymentFailed(Exception):
    """The bank refused, or did not answer in time."""
