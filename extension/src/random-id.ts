// Makes IDs that nobody can guess.

const BYTES = 16;

/** Return a new ID of 32 hexadecimal digits. `crypto.randomUUID` does not exist on http pages. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
