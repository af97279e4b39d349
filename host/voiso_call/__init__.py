"""Voiso Click-to-Call's native messaging host: a number in, a call ID or a coded failure out.

doors      serve         the browsers' door: read a frame, answer it, until the browser hangs up
           cli           the people's door: setup, call, history, install, uninstall, sandbox, demo
use cases  switchboard   one request in, one reply out: policy, Voiso, journal
rules      policy        may this number be called now?
           numbers       text + region -> E.164, kind, country, time zone
edges      voiso         the only file that speaks HTTP to Voiso
           journal       every call, before it is placed and after
           vault         the API key at rest
           registration  which browser wants the manifest where
           sandbox       a Voiso that lives on this machine
below      config        what agent and admin decided
           protocol      what extension and host can say to each other
           greeting      the first word, answered before anything heavy is imported
           framing       length + bytes, strict JSON
           errors        everything that can go wrong, by who must act
"""

__version__ = "0.1.0"
