"""What rules ask about code, one module per question."""
