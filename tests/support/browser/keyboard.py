"""Keys by name, with the values that the two remote protocols need."""

from dataclasses import dataclass

MODIFIERS = {"Alt": 1, "Control": 2, "Meta": 4, "Shift": 8}  # the DevTools Protocol's bits


@dataclass(frozen=True)
class Key:
    """One key: `KeyboardEvent.key` and `.code`, Windows' virtual key, WebDriver's character, its text."""

    key: str
    code: str
    virtual: int
    webdriver: str
    text: str = ""


NAMED = {
    name: Key(name, name, virtual, webdriver, text)
    for name, virtual, webdriver, text in (
        ("Backspace", 8, "\ue003", ""),
        ("Tab", 9, "\ue004", ""),
        ("Enter", 13, "\ue007", "\r"),
        ("Escape", 27, "\ue00c", ""),
        ("PageUp", 33, "\ue00e", ""),
        ("PageDown", 34, "\ue00f", ""),
        ("End", 35, "\ue010", ""),
        ("Home", 36, "\ue011", ""),
        ("ArrowLeft", 37, "\ue012", ""),
        ("ArrowUp", 38, "\ue013", ""),
        ("ArrowRight", 39, "\ue014", ""),
        ("ArrowDown", 40, "\ue015", ""),
        ("Delete", 46, "\ue017", ""),
        ("F10", 121, "\ue03a", ""),
        ("Alt", 18, "\ue00a", ""),
        ("Control", 17, "\ue009", ""),
        ("Meta", 91, "\ue03d", ""),
        ("Shift", 16, "\ue008", ""),
    )
} | {"Space": Key(" ", "Space", 32, " ", " ")}

# The keys of a browser's own shortcuts, as KeyboardEvent describes them, by their names in a manifest.
WINDOW_KEYS: dict[str, dict[str, str | int]] = {
    "Alt": {"key": "Alt", "code": "AltLeft", "keyCode": 18},
    "Shift": {"key": "Shift", "code": "ShiftLeft", "keyCode": 16},
    "Period": {"key": ">", "code": "Period", "keyCode": 190},
    "Comma": {"key": "<", "code": "Comma", "keyCode": 188},
}


def letter_key(name: str) -> dict[str, str | int]:
    """Describe the key of a capital letter."""
    return {"key": name, "code": f"Key{name}", "keyCode": ord(name)}


def key_named(name: str) -> Key:
    """Return the key with a name such as `Enter`, or of one character."""
    if name in NAMED:
        return NAMED[name]
    if len(name) != 1:
        raise ValueError(f"no key {name!r}: one character, or one of {', '.join(NAMED)}")
    upper = name.upper()
    if upper.isascii() and upper.isalnum():
        code = f"Digit{name}" if name.isdigit() else f"Key{upper}"
        return Key(name, code, ord(upper), name, name)
    return Key(name, "", 0, name, name)


def split(keys: str) -> tuple[list[str], Key]:
    """Split `Control+Shift+a` into its modifiers and its key; `+` alone is the plus key."""
    *modifiers, name = keys.split("+") if not keys.endswith("+") else [*keys[:-2].split("+"), "+"]
    modifiers = [modifier for modifier in modifiers if modifier]
    if unknown := set(modifiers) - MODIFIERS.keys():
        raise ValueError(f"{keys!r}: no modifier {', '.join(unknown)}; there are {', '.join(MODIFIERS)}")
    return modifiers, key_named(name)
