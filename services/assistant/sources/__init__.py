"""What the assistant can draw on."""
