"""Mail to customers; blocking, so it is called in a thread."""

import smtplib
from email.message import EmailMessage

from orders.models import Order


def confirm(order: Order) -> None:
    """Tell the customer that an order was taken."""
    message = EmailMessage()
    message["To"] = order.customer
    message["Subject"] = f"Your order {order.id}"
    message.set_content(f"{order.count} x {order.item} are on their way.")
    with smtplib.SMTP("mail.example", timeout=10) as server:
        server.send_message(message)
