"""The dated rules of compliance: data in `rules.yaml`, and one small pure function for each."""
