// What a tel: or callto: link calls, as its author wrote it.

/** The number of a tel: or callto: link as its author wrote it. */
export function linkText(href: string): string {
  const written = href.replace(/^[a-z]+:(?:\/\/)?/i, '').slice(0, 200);
  return decoded(written)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray % sign
  }
}
