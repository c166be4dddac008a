import { get } from '../api.js';
import { fill, h, hidden } from '../dom.js';
import { clock, pluralize, dateFromToday, dayNumber, longDay, middayOf, formatDuration, money, month, time, weekday, ZONE, zoneName } from '../format.js';
import { icon } from '../icons.js';
import { skeleton } from '../parts.js';

const WEEKS = 5;

/** Shows the available times of a professional by day, in the user's time zone. `pick` is called with the chosen slot. */
export function slots({ person, offers, query, signal, pick }) {
  if (!offers.length) {
    return h('p', { class: 'soft' }, 'This professional has no services to book yet.');
  }
  let offer = offers.find((item) => item.id === query.get('service')) ?? offers[0];
  let week = 0;
  let day = null;
  let slotsByDay = new Map();
  const about = h('p', { class: 'soft small' });
  const calendar = h('div', { class: 'calendar' });
  const announcement = h('p', { class: 'hidden', role: 'status' });

  async function load() {
    fill(about, [formatDuration(offer.duration), offer.price === undefined ? null : money(offer.price, offer.currency)].filter(Boolean).join(' · '));
    fill(calendar, skeleton());
    const requestedOffer = offer;
    try {
      const available = await get('/booking/slots', {
        professionalId: person.id, service: offer.id, timeZone: ZONE,
        from: dateFromToday(0), to: dateFromToday(7 * WEEKS - 1),
      }, { signal });
      if (requestedOffer === offer) {
        slotsByDay = Map.groupBy(available, (slot) => slot.startLocal.slice(0, 10));
        const first = [...slotsByDay.keys()].sort()[0];
        day = slotsByDay.has(day) ? day : first ?? null;
        week = day ? weekOf(day) : 0;
        fill(announcement, first ? `${pluralize(available.length, 'available time')}, the first on ${longDay(middayOf(first))}` : 'No available times');
        show();
      }
    } catch (error) {
      if (!signal.aborted) {
        fill(calendar, h('p', { class: 'soft' }, error.message, ' '), h('button', { class: 'button', on: { click: load } }, 'Try again'));
      }
    }
  }

  function show() {
    if (!slotsByDay.size) {
      fill(calendar, h('p', { class: 'soft' }, `No availability in the next ${WEEKS} weeks. Save this professional to check again later.`));
      return;
    }
    const days = [0, 1, 2, 3, 4, 5, 6].map((n) => dateFromToday(week * 7 + n));
    const maxPerDay = Math.max(1, ...[...slotsByDay.values()].map((times) => times.length));
    fill(calendar,
      h('div', { class: 'week-head' },
        h('button', { class: 'quiet round', disabled: week === 0, 'aria-label': 'Previous week', on: { click: () => changeWeek(-1) } }, icon('left')),
        h('b', null, span(days)),
        h('button', { class: 'quiet round', disabled: week === WEEKS - 1, 'aria-label': 'Next week', on: { click: () => changeWeek(1) } }, icon('right'))),
      h('div', { class: 'days' }, days.map((date) => dayButton(date, maxPerDay))),
      times());
  }

  function dayButton(date, maxPerDay) {
    const noon = middayOf(date);
    const count = slotsByDay.get(date)?.length ?? 0;
    return h('button', {
      disabled: count === 0, 'aria-pressed': String(date === day), vars: { share: String(count / maxPerDay) },
      on: { click: () => select(date) },
    },
    h('span', { class: 'soft', 'aria-hidden': 'true' }, weekday(noon)),
    h('b', { 'aria-hidden': 'true' }, dayNumber(noon)),
    hidden(`${longDay(noon)}, ${count ? pluralize(count, 'available time') : 'not available'}`));
  }

  function times() {
    const daySlots = slotsByDay.get(day) ?? [];
    if (!daySlots.length) {
      return h('p', { class: 'soft' }, 'No availability this week.');
    }
    return h('div', { class: 'times-of-day' },
      h('h3', null, longDay(middayOf(day))),
      h('ul', null, daySlots.map((slot) =>
        h('li', null, h('button', { class: 'slot', on: { click: () => pick(slot, offer, load) } }, time(slot.start, clock(slot.start)))))),
      h('p', { class: 'soft small' }, `Times are in your time zone (${zoneName(ZONE)}).`));
  }

  function select(date) {
    day = date;
    show();
    calendar.querySelector('.days [aria-pressed="true"]')?.focus();
  }

  function changeWeek(step) {
    week += step;
    const days = [0, 1, 2, 3, 4, 5, 6].map((n) => dateFromToday(week * 7 + n));
    day = days.find((date) => slotsByDay.has(date)) ?? null;
    show();
    calendar.querySelector(`[aria-label="${step < 0 ? 'Previous week' : 'Next week'}"]`)?.focus();
  }

  load().then(() => {
    const start = query.get('start');
    const preselected = start && [...slotsByDay.values()].flat().find((slot) => new Date(slot.start).getTime() === Date.parse(start));
    if (preselected && !signal.aborted) {
      pick(preselected, offer, load);
    }
  });
  const serviceSelect = h('select', { id: 'service', on: { change: (event) => {
    offer = offers.find((item) => item.id === event.target.value);
    load();
  } } }, offers.map((item) => h('option', { value: item.id, selected: item === offer }, item.title)));
  return h('div', { class: 'slots' }, h('div', { class: 'field' }, h('label', { for: 'service' }, 'Service'), serviceSelect, about), announcement, calendar);
}

const weekOf = (date) => [...Array(WEEKS).keys()].findLast((week) => dateFromToday(week * 7) <= date) ?? 0;

function span(days) {
  const [first, last] = [middayOf(days[0]), middayOf(days[6])];
  const months = month(first) === month(last) ? month(last) : `${month(first)} – ${month(last)}`;
  return `${dayNumber(first)} – ${dayNumber(last)} ${months}`;
}
