import { key, put } from '../api.js';
import { h } from '../dom.js';
import { dialog } from '../parts.js';
import { say } from '../toast.js';
import { slots } from './slots.js';

/** Moves a booking to another free time. */
export function reschedule(booking, changed) {
  const left = new AbortController();
  const offer = { id: booking.serviceId, title: booking.service, duration: booking.duration, price: booking.price, currency: booking.currency };
  const move = async (slot) => {
    try {
      const { message, booking: after } = await put(`/booking/${booking.id}/reschedule`, { start: slot.start }, { key: key() });
      element.close();
      say(message, { kind: 'good' });
      changed(after);
    } catch (error) {
      say(error.message, { kind: 'bad' });
    }
  };
  const element = dialog('Another time',
    slots({ person: { id: booking.professionalId }, offers: [offer], query: new URLSearchParams(), signal: left.signal, pick: move }),
    h('p', { class: 'soft small' }, 'A new time has to be confirmed again.'));
  element.addEventListener('close', () => left.abort());
}
