import { newIdempotencyKey, put } from '../api.js';
import { h } from '../dom.js';
import { field, form } from '../form.js';
import { dialog, stars } from '../parts.js';
import { showToast } from '../toast.js';

const hiddenNote = () => h('span', { class: 'soft small' }, 'Your review is hidden');

/** Shows the rating of a completed booking, or the button to leave one. */
export const rate = (booking, changed) => booking.reviewHidden ? hiddenNote() : booking.rating
  ? stars(booking.rating)
  : h('button', { class: 'button small primary', 'data-rate': true, on: { click: (event) => openReviewDialog(booking, changed, event.currentTarget) } }, 'Leave a review');

function openReviewDialog(booking, changed, button) {
  const idempotencyKey = newIdempotencyKey();
  const handleHidden = (error) => {
    if (error.details?.reason !== 'hidden') {
      throw error;
    }
    element.close();
    showToast("A moderator hid your review of this booking, so you can't review it again.", { kind: 'bad' });
    button.replaceWith(hiddenNote());
  };
  const element = dialog(`How was ${booking.service}?`,
    form(async ({ rating, review }) => {
      const request = { rating: Number(rating ?? 0), review };
      const result = await put(`/booking/${booking.id}/rating`, request, { idempotencyKey }).catch(handleHidden);
      if (result) {
        element.close();
        showToast('Thanks for your review!', { kind: 'good' });
        changed(result.booking);
      }
    }, [
      h('fieldset', { class: 'star-input' }, h('legend', null, 'Rating'),
        [5, 4, 3, 2, 1].map((n) => h('label', null,
          h('input', { type: 'radio', name: 'rating', value: n, 'aria-label': n === 1 ? '1 star' : `${n} stars` }), h('span', { 'aria-hidden': 'true' }, '★')))),
      field('Review', 'review', { as: 'textarea', maxlength: 2000, hint: 'Describe your experience for other customers.' }),
    ], 'Submit review'));
}
