"""`python -m voiso_call` is the people's door."""

from voiso_call.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
