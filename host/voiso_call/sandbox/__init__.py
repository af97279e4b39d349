"""The sandbox: an HTTP server on this machine that stands in for Voiso, written from Voiso's documents."""
