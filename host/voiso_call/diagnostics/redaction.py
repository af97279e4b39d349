"""What is shown of a number where it must not be known: enough to tell one call from the next."""

REDACTED = "•"


def redact_number(text: str) -> str:
    """Show of a number its country code and the last two digits; of one that is short, nothing."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE  # long loaded, where numbers are

    digits = "".join(character for character in text if character.isdecimal())
    if len(digits) < 7:
        return REDACTED * 3
    code = ""
    if text.lstrip().startswith("+"):
        codes = (digits[:length] for length in (1, 2, 3))
        code = next((f"+{code} " for code in codes if int(code) in COUNTRY_CODE_TO_REGION_CODE), "")
    return f"{code}{REDACTED * 4}{digits[-2:]}"
