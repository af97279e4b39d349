// What a tel: or callto: link calls, as its author wrote it.

/** The number of a tel: or callto: link as its author wrote it. */
export function linkText(href: string): string {
  const written = href.replace(/^[a-z]+:(?:\/\/)?/i, '').slice(0, 200);
  try {
    return decodeURIComponent(written).trim();
  } catch {
    return written.trim(); // a stray % sign
  }
}
