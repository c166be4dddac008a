import { h, hidden } from '../dom.js';

export const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

const FIRST_HOUR = 6;
const LAST_HOUR = 22;

/** Shows the working hours of a week as a bar for each day. */
export function weeklyHours({ availability }) {
  const rangesByDay = new Map(availability.map(({ day, timeSlots }) => [day.toLowerCase(), timeSlots]));
  return h('dl', { class: 'week' }, DAYS.map((day) => {
    const ranges = rangesByDay.get(day) ?? [];
    return h('div', { class: ranges.length ? '' : 'off' },
      h('dt', null, h('span', { 'aria-hidden': 'true' }, title(day).slice(0, 3)), hidden(title(day))),
      h('dd', null,
        h('span', { class: 'rail', 'aria-hidden': 'true' },
          ranges.map(({ start, end }) => h('i', { vars: { from: share(start), to: share(end) } }))),
        h('span', { class: 'times' }, ranges.length ? ranges.map(({ start, end }) => `${start} – ${end}`).join(', ') : 'Closed')));
  }));
}

/** Returns the day with a capital letter. */
export const title = (day) => day.charAt(0).toUpperCase() + day.slice(1);

function share(wallTime) {
  const [hour, minute] = wallTime.split(':').map(Number);
  return String(Math.min(1, Math.max(0, (hour + minute / 60 - FIRST_HOUR) / (LAST_HOUR - FIRST_HOUR))));
}
