"""Redacts phone numbers: what is left tells two calls apart but not who was called."""

REDACTED = "•"


def redact_number(text: str) -> str:
    """Return the country calling code and the last two digits of a number, like `+44 ••••58`.

    A text with fewer than seven digits is redacted completely.
    """
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE  # imported late: `hello` must not wait for it

    digits = "".join(char for char in text if char.isdecimal())
    if len(digits) < 7:
        return REDACTED * 3
    calling_code = ""
    if text.lstrip().startswith("+"):
        candidates = (digits[:length] for length in (1, 2, 3))  # ITU-T E.164: one to three digits
        calling_code = next(
            (f"+{code} " for code in candidates if int(code) in COUNTRY_CODE_TO_REGION_CODE), ""
        )
    return f"{calling_code}{REDACTED * 4}{digits[-2:]}"
