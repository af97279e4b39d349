"""The client of Voiso's HTTP API."""
