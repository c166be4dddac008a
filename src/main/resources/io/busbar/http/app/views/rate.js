import { key, put } from '../api.js';
import { h } from '../dom.js';
import { field, form } from '../form.js';
import { dialog, stars } from '../parts.js';
import { say } from '../toast.js';

/** The stars of a completed booking, or a way to give them. */
export const rate = (booking, changed) => booking.rating
  ? stars(booking.rating)
  : h('button', { class: 'button small primary', 'data-rate': true, on: { click: () => ask(booking, changed) } }, 'Rate');

function ask(booking, changed) {
  const once = key();
  const element = dialog(`How was ${booking.service}?`,
    form(async ({ rating, review }) => {
      const { booking: after } = await put(`/booking/${booking.id}/rating`, { rating: Number(rating ?? 0), review }, { key: once });
      element.close();
      say('Thank you. Your review helps the next one.', { kind: 'good' });
      changed(after);
    }, [
      h('fieldset', { class: 'star-input' }, h('legend', null, 'Stars'),
        [5, 4, 3, 2, 1].map((n) => h('label', null,
          h('input', { type: 'radio', name: 'rating', value: n, 'aria-label': `${n} of 5` }), h('span', { 'aria-hidden': 'true' }, '★')))),
      field('Review', 'review', { as: 'textarea', maxlength: 2000, hint: 'What others should know.' }),
    ], 'Send'));
}
