import { h, hidden } from '../dom.js';

export const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

const FROM = 6;
const TO = 22;

/** A week drawn as rails: copper where somebody works. */
export function weeklyHours({ availability }) {
  const ofDay = new Map(availability.map(({ day, timeSlots }) => [day.toLowerCase(), timeSlots]));
  return h('dl', { class: 'week' }, DAYS.map((day) => {
    const times = ofDay.get(day) ?? [];
    return h('div', { class: times.length ? '' : 'off' },
      h('dt', null, h('span', { 'aria-hidden': 'true' }, title(day).slice(0, 3)), hidden(title(day))),
      h('dd', null,
        h('span', { class: 'rail', 'aria-hidden': 'true' },
          times.map(({ start, end }) => h('i', { vars: { from: share(start), to: share(end) } }))),
        h('span', { class: 'times' }, times.length ? times.map(({ start, end }) => `${start} – ${end}`).join(', ') : 'Closed')));
  }));
}

/** monday: Monday. */
export const title = (day) => day.charAt(0).toUpperCase() + day.slice(1);

function share(wallTime) {
  const [hour, minute] = wallTime.split(':').map(Number);
  return String(Math.min(1, Math.max(0, (hour + minute / 60 - FROM) / (TO - FROM))));
}
