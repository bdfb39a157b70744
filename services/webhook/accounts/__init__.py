"""What goes with the organizations and people it belongs to."""
