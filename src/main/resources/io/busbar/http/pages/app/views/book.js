import { newIdempotencyKey, post } from '../api.js';
import { fill, h } from '../dom.js';
import { clock, longDay, formatDuration, money, time, formatDateTime } from '../format.js';
import { field, form } from '../form.js';
import { dialog, nameOf } from '../parts.js';
import { navigate } from '../router.js';
import { session } from '../session.js';
import { showToast } from '../toast.js';

/** Opens the booking form for a slot. `changed` is called when the available times may have changed. */
export function book({ person, slot, offer, changed }) {
  if (!session.user) {
    const returnPath = `/professionals/${person.id}?${new URLSearchParams({ service: offer.id, start: slot.start })}`;
    navigate(`/login?next=${encodeURIComponent(returnPath)}`);
    return;
  }
  if (!session.customer) {
    showToast('Only customer accounts can book. Sign in with a customer account to continue.', { kind: 'bad' });
    return;
  }
  const idempotencyKey = newIdempotencyKey();
  const alternatives = h('div', { class: 'others' });
  const send = async ({ address, notes }) => {
    try {
      await post('/booking', { professionalId: person.id, service: offer.id, start: slot.start, address, notes }, { idempotencyKey });
    } catch (error) {
      if (error.code === 'CONFLICT') {
        changed();
        showAlternatives(error.details.next ?? []);
      }
      throw error;
    }
    changed();
    element.close();
    showToast(`Request sent to ${nameOf(person)} for ${formatDateTime(slot.start)}.`, { kind: 'good' });
    navigate('/bookings');
  };
  const showAlternatives = (next) => fill(alternatives, next.length > 0 && [
    h('p', null, 'Other available times:'),
    next.slice(0, 4).map((other) => h('button', { class: 'slot', type: 'button', on: { click: () => {
      element.close();
      book({ person, slot: other, offer, changed });
    } } }, time(other.start, formatDateTime(other.start)))),
  ]);
  const element = dialog(`Book ${nameOf(person)}`,
    h('dl', { class: 'summary' },
      row('Service', offer.title),
      row('Date and time', time(slot.start, `${longDay(slot.start)}, ${clock(slot.start)} – ${clock(slot.end)}`)),
      row('Duration', formatDuration(offer.duration)),
      offer.price !== undefined && row('Price', money(offer.price, offer.currency))),
    form(send, [
      field('Address', 'address', { maxlength: 500, autocomplete: 'street-address', placeholder: 'Street, number, city' }),
      field('Notes', 'notes', { as: 'textarea', maxlength: 2000, placeholder: 'Anything the professional should know' }),
    ], 'Request booking'),
    alternatives,
    h('p', { class: 'soft small' }, 'Your booking is confirmed once the professional accepts. Requests expire after 24 hours.'));
}

const row = (name, value) => h('div', null, h('dt', null, name), h('dd', null, value));
