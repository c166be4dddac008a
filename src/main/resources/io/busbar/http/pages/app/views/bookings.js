import { getAll, get, getPage } from '../api.js';
import { fill, h } from '../dom.js';
import { dateFromToday } from '../format.js';
import { onPush, onResync } from '../live.js';
import { emptyState } from '../parts.js';
import { afterNavigation } from '../router.js';
import { session } from '../session.js';
import { showToast } from '../toast.js';
import { board } from './board.js';
import { bookingCard } from './booking-card.js';

const PAGE_SIZE = 50;

const PUSH_MESSAGES = {
  'booking:requested': 'New booking request.',
  'booking:confirmed': 'Booking confirmed.',
  'booking:rejected': 'Booking request declined.',
  'booking:cancelled': 'Booking cancelled.',
  'booking:completed': 'Booking completed. You can now leave a review.',
  'booking:rescheduled': 'Booking rescheduled.',
};

/** The bookings of a customer, or the requests of a professional: emails link both here. */
export const bookings = (context) => session.professional ? requests(context) : list(context, 'customer', 'Your bookings',
  emptyState('No bookings yet', 'When you book a professional, the booking appears here.', h('a', { class: 'button primary', href: '/' }, 'Browse professionals')));

/** The booking requests of a professional. */
export const requests = (context) => list(context, 'professional', 'Requests',
  emptyState('No requests yet', 'When a customer requests a booking, it appears here.', h('a', { class: 'button primary', href: '/offer' }, 'Edit your listing')));

/** Lists the user's bookings in one role and keeps them up to date. Past bookings load page by page. */
async function list({ params, signal }, role, title, emptyMessage) {
  const tickets = board(signal, emptyMessage, (booking, options) => bookingCard(booking, { role, changed: showOwnChange, ...options }));
  const footer = h('div');

  async function load() {
    const [current, past] = await Promise.all([
      getAll('/booking', { role, from: dateFromToday(0) }, { signal }),
      getPage('/booking', { role, to: dateFromToday(-1), limit: PAGE_SIZE }, { signal }),
    ]);
    tickets.put([...current, ...past.items]);
    return past.next;
  }

  /** Shows a button that loads the next page of past bookings, if there is one. */
  function showMoreButton(next) {
    const more = async (event) => {
      const button = event.currentTarget;
      button.disabled = true;
      try {
        const found = await next();
        tickets.put(found.items);
        showMoreButton(found.next);
      } catch (error) {
        button.disabled = false;
        showToast(error.message, { kind: 'bad' });
      }
    };
    fill(footer, next && h('button', { class: 'button wide', on: { click: more } }, 'Show earlier bookings'));
  }

  /** Shows the result of the user's own action and moves the focus to that booking. */
  function showOwnChange(booking) {
    tickets.put([booking], booking.id);
    tickets.find(booking.id)?.focus();
  }

  /** Loads a booking; null unless the user has this role in it. */
  async function fetchBooking(id) {
    const booking = await get(`/booking/${encodeURIComponent(id)}`, null, { signal }).catch(() => null);
    const userId = role === 'customer' ? booking?.customerId : booking?.professionalId;
    return userId === session.user?.id && !signal.aborted ? booking : null;
  }

  async function handlePush({ type, data }) {
    const booking = await fetchBooking(data.bookingId);
    if (booking) {
      const isNews = tickets.status(booking.id) !== booking.status || type === 'booking:rescheduled';
      tickets.put([booking], booking.id);
      if (isNews && data.by !== role && PUSH_MESSAGES[type]) {
        showToast(PUSH_MESSAGES[type], { kind: 'good' });
      }
    }
  }

  onPush('booking:', handlePush, signal);
  onResync(() => load().catch(() => {}), signal);
  showMoreButton(await load());
  if (params.id && !tickets.find(params.id)) {
    tickets.put([await fetchBooking(params.id)].filter(Boolean));
  }
  afterNavigation(() => highlight(tickets.find(params.id), params.part), signal);
  return { title, content: h('section', null, h('h1', null, title), tickets.element, footer) };
}

/** Scrolls to the booking that a link refers to and highlights it. */
function highlight(card, part) {
  card?.classList.add('fresh');
  card?.scrollIntoView({ block: 'center' });
  card?.focus({ preventScroll: true });
  if (part === 'review') {
    card?.querySelector('[data-rate]')?.click();
  }
}
