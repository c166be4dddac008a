import { get } from '../api.js';
import { fill, h, hidden } from '../dom.js';
import { clock, counted, dateFromToday, dayNumber, longDay, middayOf, minutes, money, month, time, weekday, ZONE, zoneName } from '../format.js';
import { icon } from '../icons.js';
import { skeleton } from '../parts.js';

const WEEKS = 5;

/** Free times of a professional by day, on the visitor's clock; `pick` is called with the one that is chosen. */
export function slots({ person, offers, query, signal, pick }) {
  if (!offers.length) {
    return h('p', { class: 'soft' }, 'Nothing can be booked here yet.');
  }
  let offer = offers.find((one) => one.id === query.get('service')) ?? offers[0];
  let week = 0;
  let day = null;
  let free = new Map();
  const about = h('p', { class: 'soft small' });
  const calendar = h('div', { class: 'calendar' });
  const spoken = h('p', { class: 'hidden', role: 'status' });

  async function load() {
    fill(about, [minutes(offer.duration), offer.price === undefined ? null : money(offer.price, offer.currency)].filter(Boolean).join(' · '));
    fill(calendar, skeleton());
    const chosen = offer;
    try {
      const found = await get('/booking/slots', {
        professionalId: person.id, service: offer.id, timeZone: ZONE,
        from: dateFromToday(0), to: dateFromToday(7 * WEEKS - 1),
      }, { signal });
      if (chosen === offer) {
        free = Map.groupBy(found, (slot) => slot.startLocal.slice(0, 10));
        const first = [...free.keys()].sort()[0];
        day = free.has(day) ? day : first ?? null;
        week = day ? weekOf(day) : 0;
        fill(spoken, first ? `${counted(found.length, 'free time')}, the first on ${longDay(middayOf(first))}` : 'No free times');
        show();
      }
    } catch (error) {
      if (!signal.aborted) {
        fill(calendar, h('p', { class: 'soft' }, error.message, ' '), h('button', { class: 'button', on: { click: load } }, 'Try again'));
      }
    }
  }

  function show() {
    if (!free.size) {
      fill(calendar, h('p', { class: 'soft' }, 'No free time in the next weeks. The heart keeps the name for later.'));
      return;
    }
    const days = [0, 1, 2, 3, 4, 5, 6].map((n) => dateFromToday(week * 7 + n));
    const most = Math.max(1, ...[...free.values()].map((times) => times.length));
    fill(calendar,
      h('div', { class: 'week-head' },
        h('button', { class: 'quiet round', disabled: week === 0, 'aria-label': 'Earlier', on: { click: () => turn(-1) } }, icon('left')),
        h('b', null, span(days)),
        h('button', { class: 'quiet round', disabled: week === WEEKS - 1, 'aria-label': 'Later', on: { click: () => turn(1) } }, icon('right'))),
      h('div', { class: 'days' }, days.map((date) => dayButton(date, most))),
      times());
  }

  function dayButton(date, most) {
    const noon = middayOf(date);
    const count = free.get(date)?.length ?? 0;
    return h('button', {
      disabled: count === 0, 'aria-pressed': String(date === day), vars: { share: String(count / most) },
      on: { click: () => select(date) },
    },
    h('span', { class: 'soft', 'aria-hidden': 'true' }, weekday(noon)),
    h('b', { 'aria-hidden': 'true' }, dayNumber(noon)),
    hidden(`${longDay(noon)}, ${count ? counted(count, 'free time') : 'nothing free'}`));
  }

  function times() {
    const today = free.get(day) ?? [];
    if (!today.length) {
      return h('p', { class: 'soft' }, 'Nothing free this week.');
    }
    return h('div', { class: 'times-of-day' },
      h('h3', null, longDay(middayOf(day))),
      h('ul', null, today.map((slot) =>
        h('li', null, h('button', { class: 'slot', on: { click: () => pick(slot, offer, load) } }, time(slot.start, clock(slot.start)))))),
      h('p', { class: 'soft small' }, `On your clock, ${zoneName(ZONE)}.`));
  }

  function select(date) {
    day = date;
    show();
    calendar.querySelector('.days [aria-pressed="true"]')?.focus();
  }

  function turn(step) {
    week += step;
    const days = [0, 1, 2, 3, 4, 5, 6].map((n) => dateFromToday(week * 7 + n));
    day = days.find((date) => free.has(date)) ?? null;
    show();
    calendar.querySelector(`[aria-label="${step < 0 ? 'Earlier' : 'Later'}"]`)?.focus();
  }

  load().then(() => {
    const start = query.get('start');
    const again = start && [...free.values()].flat().find((slot) => new Date(slot.start).getTime() === Date.parse(start));
    if (again && !signal.aborted) {
      pick(again, offer, load);
    }
  });
  const choose = h('select', { id: 'service', on: { change: (event) => {
    offer = offers.find((one) => one.id === event.target.value);
    load();
  } } }, offers.map((one) => h('option', { value: one.id, selected: one === offer }, one.title)));
  return h('div', { class: 'slots' }, h('div', { class: 'field' }, h('label', { for: 'service' }, 'Service'), choose, about), spoken, calendar);
}

const weekOf = (date) => [...Array(WEEKS).keys()].findLast((week) => dateFromToday(week * 7) <= date) ?? 0;

function span(days) {
  const [first, last] = [middayOf(days[0]), middayOf(days[6])];
  const months = month(first) === month(last) ? month(last) : `${month(first)} – ${month(last)}`;
  return `${dayNumber(first)} – ${dayNumber(last)} ${months}`;
}
