import { all, get, page } from '../api.js';
import { fill, h } from '../dom.js';
import { dateFromToday } from '../format.js';
import { onPush, onResync } from '../live.js';
import { empty } from '../parts.js';
import { onceShown } from '../router.js';
import { session } from '../session.js';
import { say } from '../toast.js';
import { board } from './board.js';
import { bookingCard } from './booking-card.js';

const AT_ONCE = 50;

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

/** One's bookings on one side, kept as they are while one looks at them. What is over comes in parts. */
async function list({ params, signal }, role, title, nothing) {
  const tickets = board(signal, nothing, (booking, options) => bookingCard(booking, { role, changed: mine, ...options }));
  const earlier = h('div');

  async function load() {
    const [open, over] = await Promise.all([
      all('/booking', { role, from: dateFromToday(0) }, { signal }),
      page('/booking', { role, to: dateFromToday(-1), limit: AT_ONCE }, { signal }),
    ]);
    tickets.put([...open, ...over.items]);
    return over.next;
  }

  /** A way to what is over for longer. */
  function offerMore(next) {
    const more = async (event) => {
      const button = event.currentTarget;
      button.disabled = true;
      try {
        const found = await next();
        tickets.put(found.items);
        offerMore(found.next);
      } catch (error) {
        button.disabled = false;
        say(error.message, { kind: 'bad' });
      }
    };
    fill(earlier, next && h('button', { class: 'button wide', on: { click: more } }, 'Show earlier ones'));
  }

  /** After something of one's own one goes on at the same booking, wherever it stands now. */
  function mine(booking) {
    tickets.put([booking], booking.id);
    tickets.find(booking.id)?.focus();
  }

  /** A booking as it is now, if it belongs on this side. */
  async function present(id) {
    const booking = await get(`/booking/${encodeURIComponent(id)}`, null, { signal }).catch(() => null);
    const one = role === 'customer' ? booking?.customerId : booking?.professionalId;
    return one === session.user?.id && !signal.aborted ? booking : null;
  }

  async function moved({ type, data }) {
    const booking = await present(data.bookingId);
    if (booking) {
      const news = tickets.status(booking.id) !== booking.status || type === 'booking:rescheduled';
      tickets.put([booking], booking.id);
      if (news && data.by !== role && WORDS[type]) {
        say(WORDS[type], { kind: 'good' });
      }
    }
  }

  onPush('booking:', moved, signal);
  onResync(() => load().catch(() => {}), signal);
  offerMore(await load());
  if (params.id && !tickets.find(params.id)) {
    tickets.put([await present(params.id)].filter(Boolean));
  }
  onceShown(() => pointOut(tickets.find(params.id), params.part), signal);
  return { title, content: h('section', null, h('h1', null, title), tickets.element, earlier) };
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
