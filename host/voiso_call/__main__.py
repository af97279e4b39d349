"""Runs the command line: `python -m voiso_call` is the same as `voiso-call`."""

from voiso_call.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
