import { key, put } from '../api.js';
import { h } from '../dom.js';
import { field, form } from '../form.js';
import { dialog, stars } from '../parts.js';
import { say } from '../toast.js';

const hiddenNote = () => h('span', { class: 'soft small' }, 'Your review is hidden');

/** The stars of a completed booking, or a way to give them. */
export const rate = (booking, changed) => booking.reviewHidden ? hiddenNote() : booking.rating
  ? stars(booking.rating)
  : h('button', { class: 'button small primary', 'data-rate': true, on: { click: (event) => ask(booking, changed, event.currentTarget) } }, 'Rate');

function ask(booking, changed, button) {
  const once = key();
  const explain = (error) => {
    if (error.details?.reason !== 'hidden') {
      throw error;
    }
    element.close();
    say('Your review of this booking was hidden by a moderator, so it cannot be rated again.', { kind: 'bad' });
    button.replaceWith(hiddenNote());
  };
  const element = dialog(`How was ${booking.service}?`,
    form(async ({ rating, review }) => {
      const wanted = { rating: Number(rating ?? 0), review };
      const answer = await put(`/booking/${booking.id}/rating`, wanted, { key: once }).catch(explain);
      if (answer) {
        element.close();
        say('Thank you. Your review helps the next one.', { kind: 'good' });
        changed(answer.booking);
      }
    }, [
      h('fieldset', { class: 'star-input' }, h('legend', null, 'Stars'),
        [5, 4, 3, 2, 1].map((n) => h('label', null,
          h('input', { type: 'radio', name: 'rating', value: n, 'aria-label': `${n} of 5` }), h('span', { 'aria-hidden': 'true' }, '★')))),
      field('Review', 'review', { as: 'textarea', maxlength: 2000, hint: 'What others should know.' }),
    ], 'Send'));
}
