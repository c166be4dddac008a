import { h } from './dom.js';

// Formats money, dates and times in the browser's locale and time zone.

export const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC';

/** Returns the city of a time zone: "Berlin" for "Europe/Berlin". */
export const zoneName = (zone) => zone.split('/').at(-1).replaceAll('_', ' ');

const formats = new Map();

function formatter(options) {
  const key = JSON.stringify(options);
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat(undefined, { timeZone: ZONE, ...options }));
  }
  return formats.get(key);
}

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

/** Formats an amount, without decimals if it is whole: €45 or €45.50. */
export function money(amount, currency) {
  const isWhole = Number.isInteger(Number(amount));
  return new Intl.NumberFormat(undefined, {
    style: 'currency',
    currency: currency ?? 'EUR',
    minimumFractionDigits: isWhole ? 0 : 2,
  }).format(amount);
}

export const clock = (instant) => formatter({ hour: 'numeric', minute: '2-digit' }).format(new Date(instant));
export const weekday = (instant) => formatter({ weekday: 'short' }).format(new Date(instant));
export const dayNumber = (instant) => formatter({ day: 'numeric' }).format(new Date(instant));
export const month = (instant) => formatter({ month: 'short' }).format(new Date(instant));
export const longDay = (instant) =>
  formatter({ weekday: 'long', day: 'numeric', month: 'long' }).format(new Date(instant));
export const monthAndYear = (instant) => formatter({ month: 'long', year: 'numeric' }).format(new Date(instant));
export const formatDateTime = (instant) => `${longDay(instant)}, ${clock(instant)}`;

/** Returns the time relative to now: "3 hours ago", "in 2 days". */
export function timeAgo(instant) {
  const seconds = (new Date(instant) - Date.now()) / 1000;
  for (const [unit, length] of [['day', 86_400], ['hour', 3_600], ['minute', 60]]) {
    if (Math.abs(seconds) >= length) {
      return relative.format(Math.round(seconds / length), unit);
    }
  }
  return seconds > 0 ? 'in a moment' : 'just now';
}

/** Creates a <time> element with the full date as its tooltip. */
export const time = (instant, text) => h('time', { datetime: instant, title: formatDateTime(instant) }, text);

/** Returns the date that is a number of days from today in the user's time zone, as 2026-11-23. */
export function dateFromToday(days) {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(new Date());
  const date = new Date(`${today}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** Returns an instant within a calendar date of the user's time zone, for the formatters above. */
export function middayOf(date) {
  const noon = new Date(`${date}T12:00:00Z`);
  const shown = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(noon);
  const shift = shown < date ? 12 : shown > date ? -12 : 0;
  return new Date(noon.getTime() + shift * 3_600_000).toISOString();
}

/** Formats a number of minutes: "1 h 30 min". */
export function formatDuration(count) {
  const hours = Math.floor(count / 60);
  const rest = count % 60;
  return [hours && `${hours} h`, rest && `${rest} min`].filter(Boolean).join(' ');
}

/** Returns a count with its noun: "1 review", "3 reviews". */
export const pluralize = (count, singular, plural = `${singular}s`) => `${count} ${count === 1 ? singular : plural}`;

/** Returns the number of items of a list with their noun, "10,000+ reviews" if there are more than are counted. */
export function countItems({ items, total, isLowerBound }, singular) {
  return isLowerBound ? `${total.toLocaleString('en')}+ ${singular}s` : pluralize(total ?? items.length, singular);
}

/** Returns a slug as text: "House cleaning" for "house-cleaning". */
export function humanize(slug) {
  const text = (slug ?? '').replaceAll('-', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
