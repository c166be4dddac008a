import { newIdempotencyKey, put } from '../api.js';
import { fill, h, hidden } from '../dom.js';
import { timeAgo, clock, dayNumber, month, money, time, weekday } from '../format.js';
import { field, form } from '../form.js';
import { icon } from '../icons.js';
import { avatar, dialog, nameOf } from '../parts.js';
import { person, professional } from '../people.js';
import { presence } from '../presence.js';
import { showToast } from '../toast.js';
import { rate } from './rate.js';
import { reschedule } from './reschedule.js';

const STATUS = {
  pending: 'Pending',
  confirmed: 'Confirmed',
  completed: 'Completed',
  cancelled: 'Cancelled',
  rejected: 'Declined',
};

/** Creates the card of a booking. `changed` is called with the updated booking after an action. */
export function bookingCard(booking, { role, signal, fresh, changed }) {
  const other = role === 'customer' ? booking.professionalId : booking.customerId;
  const partner = h('p', { class: 'partner' });
  (role === 'customer' ? professional(other).then((found) => found ?? person(other)) : person(other)).then((found) => {
    const name = role === 'customer' ? h('a', { href: `/professionals/${other}` }, nameOf(found)) : h('span', null, nameOf(found));
    fill(partner, avatar(found ?? { id: other }, 'small'), name, presence(other, signal));
  });
  return h('li', { class: `ticket ${booking.status} ${fresh ? 'fresh' : ''}`, 'data-id': booking.id, tabindex: -1 },
    h('time', { class: 'date', datetime: booking.start },
      h('span', null, weekday(booking.start)), h('b', null, dayNumber(booking.start)), h('span', null, month(booking.start))),
    h('div', { class: 'what' },
      h('h3', null, booking.service),
      h('p', { class: 'when' }, time(booking.start, `${clock(booking.start)} – ${clock(booking.end)}`),
        booking.price !== undefined && ` · ${money(booking.price, booking.currency)}`),
      partner,
      booking.address && h('p', { class: 'soft place' }, icon('pin', 16), booking.address),
      booking.notes && h('p', { class: 'soft' }, booking.notes),
      booking.reason && h('p', { class: 'reason' }, booking.reason),
      booking.status === 'pending' && booking.answerBy && h('p', { class: 'soft small' }, 'Expires ', time(booking.answerBy, timeAgo(booking.answerBy)), '.')),
    h('div', { class: 'side' },
      h('span', { class: `chip ${booking.status}` }, hidden('Status: '), STATUS[booking.status]),
      h('div', { class: 'actions' }, actions(booking, role, changed))));
}

function actions(booking, role, changed) {
  const { id, status } = booking;
  const pending = status === 'pending';
  const confirmed = status === 'confirmed';
  const open = (pending || confirmed) && Date.parse(booking.start) > Date.now();
  const hasEnded = confirmed && Date.parse(booking.end) < Date.now();
  const statusButton = (next, text) =>
    h('button', { class: 'button small primary', on: { click: (event) => changeStatus(booking, next, changed, event.currentTarget) } }, text);
  const button = (text, act) => h('button', { class: 'button small', on: { click: act } }, text);
  const cancel = () => button('Cancel', () => openReasonDialog(booking, 'cancelled', 'Cancel booking', changed));
  return [
    ...(role === 'professional'
      ? [
        open && pending && [statusButton('confirmed', 'Confirm'), button('Decline', () => openReasonDialog(booking, 'rejected', 'Decline request', changed))],
        open && confirmed && cancel(),
        hasEnded && statusButton('completed', 'Mark as completed'),
      ]
      : [
        open && [button('Reschedule', () => reschedule(booking, changed)), cancel()],
        status === 'completed' && rate(booking, changed),
      ]),
    open && h('a', { class: 'link small', href: `/api/booking/${id}/ics`, download: true }, 'Add to calendar'),
  ];
}

async function changeStatus(booking, status, changed, button) {
  button.disabled = true;
  try {
    const { message, booking: updated } = await put(`/booking/${booking.id}/status`, { status }, { idempotencyKey: newIdempotencyKey() });
    showToast(message, { kind: 'good' });
    changed(updated);
  } catch (error) {
    button.disabled = false;
    showToast(error.message, { kind: 'bad' });
  }
}

function openReasonDialog(booking, status, text, changed) {
  const idempotencyKey = newIdempotencyKey();
  const isLate = booking.status === 'confirmed' && Date.parse(booking.start) - Date.now() < 86_400_000;
  const element = dialog(`${text}: ${booking.service}`,
    isLate && h('p', { class: 'hint' }, 'This booking starts in less than 24 hours, so it will be recorded as a late cancellation.'),
    form(async ({ reason }) => {
      const { message, booking: updated } = await put(`/booking/${booking.id}/status`, { status, reason }, { idempotencyKey });
      element.close();
      showToast(message, { kind: 'good' });
      changed(updated);
    }, [field('Reason', 'reason', { as: 'textarea', maxlength: 500, hint: 'Optional. The other person will see it.' })], text));
}
