import { put } from '../api.js';
import { fill, h } from '../dom.js';
import { form } from '../form.js';
import { ZONE, zoneName } from '../format.js';
import { icon } from '../icons.js';
import { showToast } from '../toast.js';
import { DAYS, title } from './weekly-hours.js';

const DEFAULT_RANGE = { start: '09:00', end: '17:00' };
const MIDNIGHT = '24:00';
const LATEST_START = '23:00';

/** Creates the editor of the weekly hours. The first time they are saved, the browser's time zone becomes the user's. */
export function hoursEditor({ availability, timeZone }) {
  const zone = availability.length ? timeZone : ZONE;
  const week = new Map(DAYS.map((day) => [day, []]));
  availability.forEach(({ day, timeSlots }) => week.set(day.toLowerCase(), timeSlots.map((range) => ({ ...range }))));
  return form(async () => {
    const days = [...week].filter(([, timeSlots]) => timeSlots.length).map(([day, timeSlots]) => ({ day, timeSlots }));
    if (zone !== timeZone) {
      await put('/user/settings', { timezone: zone });
    }
    await put('/booking/availability', { availability: days }).catch((error) => {
      error.fields?.forEach((fieldError) => Object.assign(fieldError, { name: fieldLabel(fieldError.field, days) }));
      throw error;
    });
    showToast('Hours saved.', { kind: 'good' });
  }, [
    h('ul', { class: 'editor' }, DAYS.map((day) => dayRow(day, week.get(day)))),
    h('p', { class: 'soft small' }, `Times are in the ${zoneName(zone)} time zone.`),
  ], 'Save hours');
}

function dayRow(day, ranges) {
  const row = h('li');
  const show = () => fill(row,
    h('label', { class: 'switch' },
      h('input', { type: 'checkbox', checked: ranges.length > 0, on: { change: (event) => {
        ranges.splice(0, ranges.length, ...(event.target.checked ? [{ ...DEFAULT_RANGE }] : []));
        show();
        row.querySelector('[type=checkbox]').focus();
      } } }), h('span', null, title(day))),
    h('div', { class: 'spans' }, ranges.map((range, index) => span(day, range, index)),
      ranges.length > 0 && ranges.length < 4 && h('button', {
        class: 'quiet round', type: 'button', 'aria-label': `Add hours on ${title(day)}`,
        on: { click: () => add() },
      }, icon('plus', 16))));

  function add() {
    const start = ranges.map((range) => range.end).sort().at(-1);
    if (start > LATEST_START) {
      showToast(`You can't add more hours on ${title(day)}.`);
      return;
    }
    ranges.push({ start, end: start >= '22:00' ? MIDNIGHT : `${String(Number(start.slice(0, 2)) + 2).padStart(2, '0')}${start.slice(2)}` });
    show();
    row.querySelectorAll('input[type=time]')[ranges.length * 2 - 2].focus();
  }

  const span = (name, range, index) => h('span', { class: 'span' },
    timeInput(`${title(name)}, start`, range, 'start'), '–', timeInput(`${title(name)}, end`, range, 'end'),
    index > 0 && h('button', { class: 'quiet round', type: 'button', 'aria-label': `Remove these hours on ${title(name)}`, on: { click: () => {
      ranges.splice(index, 1);
      show();
      row.querySelector('[type=checkbox]').focus();
    } } }, icon('close', 16)));
  show();
  return row;
}

/** Time inputs can't show 24:00, so an end at midnight is shown as 00:00. */
const timeInput = (label, range, end) =>
  h('input', { type: 'time', step: 300, 'aria-label': label, value: range[end] === MIDNIGHT ? '00:00' : range[end], on: { change: (event) => {
    range[end] = end === 'end' && event.target.value === '00:00' ? MIDNIGHT : event.target.value;
  } } });

/** Returns a readable label for a JSON pointer: "Monday, 18:00 – 20:00" for "/availability/0/timeSlots/1/start". */
function fieldLabel(pointer, days) {
  const [, , day, , range] = pointer.split('/');
  const { start, end } = days[day]?.timeSlots[range] ?? {};
  return [days[day] && title(days[day].day), start && `${start} – ${end}`].filter(Boolean).join(', ') || null;
}
