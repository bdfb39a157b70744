"""What the workflow service has done for its steps: answers that nobody keeps, and translations."""
