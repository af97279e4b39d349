"""North American numbers that are reserved for fiction: 555-0100 to 555-0199 of each area code (NANPA)."""

AREA_CODES = (212, 305, 312, 404, 415, 512, 602, 702, 713, 808, 916, 206)
NUMBERS_PER_AREA = 100


def fictional_number(index: int) -> str:
    """Return another number, in E.164, for each index from 0 to 1199."""
    return f"+1{AREA_CODES[index // NUMBERS_PER_AREA]}55501{index % NUMBERS_PER_AREA:02}"
