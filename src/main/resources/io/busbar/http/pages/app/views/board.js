import { arrange, h } from '../dom.js';

/**
 * Bookings in groups, each with a card of its own that stays as it is until its booking changes: `card` makes it from the booking and
 * {signal, fresh}. Of two states of a booking the newer one stays, whichever came first.
 */
export function board(signal, nothing, card) {
  const known = new Map();
  const sections = new Map();
  const element = h('div', { class: 'bookings' });

  /** Puts bookings in their places; `fresh` is the id of the one to be noticed. */
  function put(bookings, fresh = null) {
    let held = null;
    for (const booking of bookings) {
      const before = known.get(booking.id);
      if (before && !differs(before.booking, booking)) {
        continue;
      }
      const left = new AbortController();
      const ticket = card(booking, { signal: AbortSignal.any([signal, left.signal]), fresh: booking.id === fresh });
      held = before?.ticket.contains(document.activeElement) ? ticket : held;
      before?.left.abort();
      known.set(booking.id, { booking, ticket, left });
    }
    show();
    held?.focus({ preventScroll: true });
  }

  function show() {
    const groups = grouped([...known.values()]);
    arrange(element, groups.length ? groups.map(([name, group]) => section(name, group)) : [nothing]);
  }

  function section(name, group) {
    if (!sections.has(name)) {
      const list = h('ul', { class: 'tickets' });
      sections.set(name, { list, whole: h('section', null, h('h2', null, name), list) });
    }
    const { list, whole } = sections.get(name);
    arrange(list, group.map(({ ticket }) => ticket));
    return whole;
  }

  show();
  return { element, put, find: (id) => known.get(id)?.ticket, status: (id) => known.get(id)?.booking.status };
}

/** Whether a state is another one than that before, and not an older one that came late. */
function differs(before, after) {
  const newer = Date.parse(after.updatedAt) - Date.parse(before.updatedAt);
  return newer > 0 || (newer === 0 && JSON.stringify(before) !== JSON.stringify(after));
}

/** What waits for somebody, what is to come, and what is over. */
function grouped(all) {
  const now = Date.now();
  const soonest = (a, b) => Date.parse(a.booking.start) - Date.parse(b.booking.start);
  const of = (...statuses) => all.filter(({ booking }) => statuses.includes(booking.status)).sort(soonest);
  const confirmed = of('confirmed');
  return [
    ['Waiting for an answer', of('pending')],
    ['To be completed', confirmed.filter(({ booking }) => Date.parse(booking.end) < now)],
    ['Coming up', confirmed.filter(({ booking }) => Date.parse(booking.end) >= now)],
    ['Over', of('completed', 'cancelled', 'rejected').reverse()],
  ].filter(([, group]) => group.length > 0);
}
