import { get, page } from '../api.js';
import { fill, h } from '../dom.js';
import { onPush, onResync } from '../live.js';
import { empty } from '../parts.js';
import { onceShown } from '../router.js';
import { session } from '../session.js';
import { say } from '../toast.js';
import { bookingCard } from './booking-card.js';

const NEWEST = 100;

const WORDS = {
  'booking:requested': 'A new request has come.',
  'booking:confirmed': 'A booking is confirmed.',
  'booking:rejected': 'A request was declined.',
  'booking:cancelled': 'A booking was cancelled.',
  'booking:completed': 'A booking is completed. You can rate it.',
  'booking:rescheduled': 'A booking has moved to another time.',
};

/** What one has booked, or what a professional is booked for: letters lead both here. */
export const bookings = (context) => session.professional ? requests(context) : list(context, 'customer', 'Your bookings',
  empty('Nothing booked yet', 'Find somebody and choose a time: it will be here.', h('a', { class: 'button primary', href: '/' }, 'Find a professional')));

/** What one is booked for. */
export const requests = (context) => list(context, 'professional', 'Requests',
  empty('No requests yet', 'They arrive here by themselves once people can find you.', h('a', { class: 'button primary', href: '/offer' }, 'Your offer')));

/** One's bookings on one side, kept as they are while one looks at them. */
async function list({ params, signal }, role, title, nothing) {
  const known = new Map();
  const place = h('div', { class: 'bookings' });

  async function load() {
    const { items } = await page('/booking', { role, limit: NEWEST }, { signal });
    known.clear();
    items.forEach((booking) => known.set(booking.id, booking));
    show();
  }

  /** Puts one booking in its place; cards that were there keep theirs. */
  function show(changed = null) {
    if (!known.size) {
      fill(place, nothing);
      return;
    }
    fill(place, groups([...known.values()]).map(([name, group]) =>
      h('section', null, h('h2', null, name),
        h('ul', { class: 'tickets' }, group.map((booking) =>
          bookingCard(booking, { role, signal, fresh: booking.id === changed, changed: mine }))))));
  }

  function put(booking) {
    known.set(booking.id, booking);
    show(booking.id);
  }

  /** After something of one's own one goes on at the same booking, wherever it stands now. */
  function mine(booking) {
    put(booking);
    place.querySelector(`[data-id="${booking.id}"]`)?.focus();
  }

  async function moved({ type, data }) {
    const booking = await get(`/booking/${data.bookingId}`, null, { signal }).catch(() => null);
    const ours = booking && (role === 'customer' ? data.customerId === booking.customerId : data.professionalId === booking.professionalId);
    if (ours && !signal.aborted) {
      const news = known.get(booking.id)?.status !== booking.status || type === 'booking:rescheduled';
      put(booking);
      if (news && data.by !== role && WORDS[type]) {
        say(WORDS[type], { kind: 'good' });
      }
    }
  }

  onPush('booking:', moved, signal);
  onResync(() => load().catch(() => {}), signal);
  await load();
  onceShown(() => pointOut(place.querySelector(`[data-id="${CSS.escape(params.id ?? '')}"]`), params.part), signal);
  return { title, content: h('section', null, h('h1', null, title), place) };
}

/** Shows the booking that a link is about. */
function pointOut(ticket, part) {
  ticket?.classList.add('fresh');
  ticket?.scrollIntoView({ block: 'center' });
  ticket?.focus({ preventScroll: true });
  if (part === 'review') {
    ticket?.querySelector('[data-rate]')?.click();
  }
}

/** What waits for somebody, what is to come, and what is over. */
function groups(all) {
  const now = Date.now();
  const soonest = (a, b) => Date.parse(a.start) - Date.parse(b.start);
  const open = (booking) => ['pending', 'confirmed'].includes(booking.status);
  const waiting = all.filter((booking) => booking.status === 'pending').sort(soonest);
  const done = all.filter((booking) => booking.status === 'confirmed' && Date.parse(booking.end) < now).sort(soonest);
  const coming = all.filter((booking) => booking.status === 'confirmed' && Date.parse(booking.end) >= now).sort(soonest);
  const over = all.filter((booking) => !open(booking)).sort((a, b) => soonest(b, a));
  return [['Waiting for an answer', waiting], ['To be completed', done], ['Coming up', coming], ['Over', over]]
    .filter(([, group]) => group.length > 0);
}
