// Which keys write something, or mean to. All others work buttons or move about.

const KEY_WITHOUT_TEXT =
  /^(?:Tab|Enter| |Escape|Shift|Control|Alt|AltGraph|Meta|Arrow\w+|Page\w+|Home|End|F\d+)$/;

export function isTextKey({ key }: KeyboardEvent): boolean {
  return !KEY_WITHOUT_TEXT.test(key);
}
