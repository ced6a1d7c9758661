"""A small shop: baskets, a limit on how often somebody may ask, and parcels to send."""
