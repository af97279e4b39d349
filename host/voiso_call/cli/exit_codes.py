"""The exit codes of `voiso-call`."""

EXIT_OK = 0
EXIT_REFUSED = 1  # refused or failed; certainly no call was placed
EXIT_USAGE = 2  # wrong usage, or incomplete or invalid setup
EXIT_OUTCOME_UNKNOWN = 3  # the call may be ringing
EXIT_INTERRUPTED = 130  # 128 + SIGINT, as shells report it
