import { key, put } from '../api.js';
import { fill, h, hidden } from '../dom.js';
import { ago, clock, dayNumber, month, money, time, weekday } from '../format.js';
import { field, form } from '../form.js';
import { icon } from '../icons.js';
import { avatar, dialog, nameOf } from '../parts.js';
import { person, professional } from '../people.js';
import { presence } from '../presence.js';
import { say } from '../toast.js';
import { rate } from './rate.js';
import { reschedule } from './reschedule.js';

const STATUS = {
  pending: 'Waiting',
  confirmed: 'Confirmed',
  completed: 'Completed',
  cancelled: 'Cancelled',
  rejected: 'Declined',
};

/** A booking as a ticket. `changed` is called with the booking after something was done about it. */
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
      booking.status === 'pending' && booking.answerBy && h('p', { class: 'soft small' }, 'Ends without an answer ', time(booking.answerBy, ago(booking.answerBy)), '.')),
    h('div', { class: 'side' },
      h('span', { class: `chip ${booking.status}` }, hidden('Status: '), STATUS[booking.status]),
      h('div', { class: 'actions' }, actions(booking, role, changed))));
}

function actions(booking, role, changed) {
  const { id, status } = booking;
  const pending = status === 'pending';
  const confirmed = status === 'confirmed';
  const open = (pending || confirmed) && Date.parse(booking.start) > Date.now();
  const ended = confirmed && Date.parse(booking.end) < Date.now();
  const to = (next, text) =>
    h('button', { class: 'button small primary', on: { click: (event) => move(booking, next, changed, event.currentTarget) } }, text);
  const other = (text, act) => h('button', { class: 'button small', on: { click: act } }, text);
  const cancel = () => other('Cancel', () => ask(booking, 'cancelled', 'Cancel', changed));
  return [
    ...(role === 'professional'
      ? [
        open && pending && [to('confirmed', 'Confirm'), other('Decline', () => ask(booking, 'rejected', 'Decline', changed))],
        open && confirmed && cancel(),
        ended && to('completed', 'Complete'),
      ]
      : [
        open && [other('Move', () => reschedule(booking, changed)), cancel()],
        status === 'completed' && rate(booking, changed),
      ]),
    open && h('a', { class: 'link small', href: `/api/booking/${id}/ics`, download: true }, 'Add to calendar'),
  ];
}

async function move(booking, status, changed, button) {
  button.disabled = true;
  try {
    const { message, booking: after } = await put(`/booking/${booking.id}/status`, { status }, { key: key() });
    say(message, { kind: 'good' });
    changed(after);
  } catch (error) {
    button.disabled = false;
    say(error.message, { kind: 'bad' });
  }
}

function ask(booking, status, text, changed) {
  const once = key();
  const soon = booking.status === 'confirmed' && Date.parse(booking.start) - Date.now() < 86_400_000;
  const element = dialog(`${text} ${booking.service}?`,
    soon && h('p', { class: 'hint' }, 'It begins in less than a day, so this will be marked as late.'),
    form(async ({ reason }) => {
      const { message, booking: after } = await put(`/booking/${booking.id}/status`, { status, reason }, { key: once });
      element.close();
      say(message, { kind: 'good' });
      changed(after);
    }, [field('Reason', 'reason', { as: 'textarea', maxlength: 500, hint: 'For the other; may be left out.' })], text));
}
