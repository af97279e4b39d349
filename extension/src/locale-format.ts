// The other end in words: the country, the time there.

const languages = (): string[] => [chrome.i18n.getUILanguage(), 'en'];

/** Name a country (ISO 3166-1 alpha-2) in the browser's language. */
export function countryName(country: string): string {
  return new Intl.DisplayNames(languages(), { type: 'region' }).of(country) ?? country;
}

/** Write the callee's clock (ISO 8601 with its offset), with the weekday where it is not ours. */
export function formatLocalTime(localTime: string, now = new Date()): string {
  const wall = new Date(`${localTime.slice(0, 19)}Z`); // its wall clock, to be read as it stands
  const here = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  return new Intl.DateTimeFormat(languages(), {
    hour: 'numeric',
    minute: '2-digit',
    timeZone: 'UTC',
    ...(wall.getUTCDay() === here.getUTCDay() ? {} : { weekday: 'short' }),
  }).format(wall);
}
