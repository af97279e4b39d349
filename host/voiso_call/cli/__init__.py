"""The command line `voiso-call`: one module for each command or pair of commands."""
