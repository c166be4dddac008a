import { syncChildren, h } from '../dom.js';

/**
 * Creates a list of bookings, grouped by phase. `createCard` makes the card of a booking from the booking and {signal, fresh}; a card is
 * replaced only when its booking changes. Older states of a booking that arrive late are ignored.
 */
export function board(signal, emptyMessage, createCard) {
  const entries = new Map();
  const sections = new Map();
  const element = h('div', { class: 'bookings' });

  /** Adds or updates bookings; `fresh` is the ID of the one to highlight. */
  function put(bookings, fresh = null) {
    let focusedCard = null;
    for (const booking of bookings) {
      const before = entries.get(booking.id);
      if (before && !isUpdate(before.booking, booking)) {
        continue;
      }
      const controller = new AbortController();
      const cardElement = createCard(booking, { signal: AbortSignal.any([signal, controller.signal]), fresh: booking.id === fresh });
      focusedCard = before?.cardElement.contains(document.activeElement) ? cardElement : focusedCard;
      before?.controller.abort();
      entries.set(booking.id, { booking, cardElement, controller });
    }
    show();
    focusedCard?.focus({ preventScroll: true });
  }

  function show() {
    const groups = groupByPhase([...entries.values()]);
    syncChildren(element, groups.length ? groups.map(([name, group]) => section(name, group)) : [emptyMessage]);
  }

  function section(name, group) {
    if (!sections.has(name)) {
      const list = h('ul', { class: 'tickets' });
      sections.set(name, { list, element: h('section', null, h('h2', null, name), list) });
    }
    const { list, element } = sections.get(name);
    syncChildren(list, group.map(({ cardElement }) => cardElement));
    return element;
  }

  show();
  return { element, put, find: (id) => entries.get(id)?.cardElement, status: (id) => entries.get(id)?.booking.status };
}

/** Returns whether the state is newer than the one shown, or different with the same timestamp. */
function isUpdate(before, after) {
  const newer = Date.parse(after.updatedAt) - Date.parse(before.updatedAt);
  return newer > 0 || (newer === 0 && JSON.stringify(before) !== JSON.stringify(after));
}

/** Returns the bookings in groups by what happens to them next; empty groups are left out. */
function groupByPhase(all) {
  const now = Date.now();
  const byStart = (a, b) => Date.parse(a.booking.start) - Date.parse(b.booking.start);
  const withStatus = (...statuses) => all.filter(({ booking }) => statuses.includes(booking.status)).sort(byStart);
  const confirmed = withStatus('confirmed');
  return [
    ['Pending', withStatus('pending')],
    ['Ready to complete', confirmed.filter(({ booking }) => Date.parse(booking.end) < now)],
    ['Upcoming', confirmed.filter(({ booking }) => Date.parse(booking.end) >= now)],
    ['Past', withStatus('completed', 'cancelled', 'rejected').reverse()],
  ].filter(([, group]) => group.length > 0);
}
