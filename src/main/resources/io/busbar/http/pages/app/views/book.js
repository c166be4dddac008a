import { key, post } from '../api.js';
import { fill, h } from '../dom.js';
import { clock, longDay, minutes, money, time, whole } from '../format.js';
import { field, form } from '../form.js';
import { dialog, nameOf } from '../parts.js';
import { go } from '../router.js';
import { session } from '../session.js';
import { say } from '../toast.js';

/** Asks what is needed and books a time. `changed` is called when the free times are no longer what they were. */
export function book({ person, slot, offer, changed }) {
  if (!session.user) {
    const here = `/professionals/${person.id}?${new URLSearchParams({ service: offer.id, start: slot.start })}`;
    go(`/login?next=${encodeURIComponent(here)}`);
    return;
  }
  if (!session.customer) {
    say('Only customers can book. Sign in with another account for that.', { kind: 'bad' });
    return;
  }
  const once = key();
  const others = h('div', { class: 'others' });
  const send = async ({ address, notes }) => {
    try {
      await post('/booking', { professionalId: person.id, service: offer.id, start: slot.start, address, notes }, { key: once });
    } catch (error) {
      if (error.code === 'CONFLICT') {
        changed();
        offerOthers(error.details.next ?? []);
      }
      throw error;
    }
    changed();
    element.close();
    say(`${nameOf(person)} has been asked for ${whole(slot.start)}.`, { kind: 'good' });
    go('/bookings');
  };
  const offerOthers = (next) => fill(others, next.length > 0 && [
    h('p', null, 'These are free:'),
    next.slice(0, 4).map((other) => h('button', { class: 'slot', type: 'button', on: { click: () => {
      element.close();
      book({ person, slot: other, offer, changed });
    } } }, time(other.start, whole(other.start)))),
  ]);
  const element = dialog(`Book ${nameOf(person)}`,
    h('dl', { class: 'summary' },
      row('What', offer.title),
      row('When', time(slot.start, `${longDay(slot.start)}, ${clock(slot.start)} – ${clock(slot.end)}`)),
      row('Takes', minutes(offer.duration)),
      offer.price !== undefined && row('Costs', money(offer.price, offer.currency))),
    form(send, [
      field('Address', 'address', { maxlength: 500, autocomplete: 'street-address', placeholder: 'Where to come' }),
      field('Notes', 'notes', { as: 'textarea', maxlength: 2000, placeholder: 'What they should know' }),
    ], 'Ask for this time'),
    others,
    h('p', { class: 'soft small' }, 'Nothing is fixed until they confirm. Without an answer in 24 hours the request ends by itself.'));
}

const row = (name, value) => h('div', null, h('dt', null, name), h('dd', null, value));
