import { newIdempotencyKey, put } from '../api.js';
import { h } from '../dom.js';
import { dialog } from '../parts.js';
import { showToast } from '../toast.js';
import { slots } from './slots.js';

/** Opens a dialog to move a booking to another available time. */
export function reschedule(booking, changed) {
  const controller = new AbortController();
  const offer = { id: booking.serviceId, title: booking.service, duration: booking.duration, price: booking.price, currency: booking.currency };
  const submit = async (slot) => {
    try {
      const { message, booking: updated } = await put(`/booking/${booking.id}/reschedule`, { start: slot.start }, { idempotencyKey: newIdempotencyKey() });
      element.close();
      showToast(message, { kind: 'good' });
      changed(updated);
    } catch (error) {
      showToast(error.message, { kind: 'bad' });
    }
  };
  const element = dialog('Reschedule booking',
    slots({ person: { id: booking.professionalId }, offers: [offer], query: new URLSearchParams(), signal: controller.signal, pick: submit }),
    h('p', { class: 'soft small' }, 'The professional has to confirm the new time.'));
  element.addEventListener('close', () => controller.abort());
}
