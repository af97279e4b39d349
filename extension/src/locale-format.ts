// Formats countries, times and durations in the language of the texts.

import { textLanguage } from './i18n.ts';

/** Return the name of a country (ISO 3166-1 alpha-2). */
export function countryName(country: string): string {
  return new Intl.DisplayNames(textLanguage(), { type: 'region' }).of(country) ?? country;
}

/** Format the time in an ISO 8601 string with a UTC offset; add the weekday if it is another day there. */
export function formatLocalTime(localTime: string, now = new Date()): string {
  const there = new Date(`${localTime.slice(0, 19)}Z`); // without its offset, to be formatted as UTC
  const here = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  return new Intl.DateTimeFormat(textLanguage(), {
    hour: 'numeric',
    minute: '2-digit',
    timeZone: 'UTC',
    ...(there.getUTCDay() === here.getUTCDay() ? {} : { weekday: 'short' }),
  }).format(there);
}

/** Format a waiting time in the unit that people use for it: "45 seconds", "3 minutes", "5 hours". */
export function formatDuration(seconds: number): string {
  const [value, unit] =
    seconds < 100
      ? [seconds, 'second']
      : seconds < 100 * 60
        ? [Math.ceil(seconds / 60), 'minute']
        : [Math.ceil(seconds / 3600), 'hour'];
  const style = { style: 'unit', unit, unitDisplay: 'long' } as const;
  return new Intl.NumberFormat(textLanguage(), style).format(value);
}

/** Format how long a call took, as a phone shows it: "2:05", "1:02:05". */
export function formatClock(seconds: number): string {
  const format = (value: number, digits: number): string =>
    new Intl.NumberFormat(textLanguage(), { minimumIntegerDigits: digits, useGrouping: false }).format(value);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const start = hours > 0 ? `${format(hours, 1)}:${format(minutes, 2)}` : format(minutes, 1);
  return `${start}:${format(seconds % 60, 2)}`;
}

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const RECENT_DAYS = 6; // within which the name of a weekday says which day it was

/** Format when something happened: "5 min. ago", "14:05", "Mon 14:05", "3 Mar, 14:05". */
export function formatPastTime(time: Date, now = new Date()): string {
  const seconds = Math.max(0, (now.getTime() - time.getTime()) / 1000);
  const relative = new Intl.RelativeTimeFormat(textLanguage(), { numeric: 'auto', style: 'short' });
  if (seconds < MINUTE_S) return relative.format(0, 'second');
  if (seconds < HOUR_S) return relative.format(-Math.floor(seconds / MINUTE_S), 'minute');
  const days = Math.round((midnight(now) - midnight(time)) / (24 * HOUR_S * 1000));
  const clock: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit' };
  const format = (day: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(textLanguage(), { ...day, ...clock }).format(time);
  if (days <= 0) return format({});
  if (days <= RECENT_DAYS) return format({ weekday: 'short' });
  const isThisYear = time.getFullYear() === now.getFullYear();
  return format({ day: 'numeric', month: 'short', ...(!isThisYear && { year: 'numeric' }) });
}

/** Format a moment in full. */
export function formatMoment(time: Date): string {
  return new Intl.DateTimeFormat(textLanguage(), { dateStyle: 'full', timeStyle: 'medium' }).format(time);
}

function midnight(time: Date): number {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();
}
