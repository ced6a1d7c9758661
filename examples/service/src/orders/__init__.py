"""Takes orders, charges for them and has them sent."""
