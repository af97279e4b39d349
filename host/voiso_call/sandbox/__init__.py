"""A stand-in for Voiso on this machine, written from Voiso's documents."""
