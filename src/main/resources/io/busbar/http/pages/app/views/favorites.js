import { getAll } from '../api.js';
import { h } from '../dom.js';
import { emptyState } from '../parts.js';
import { professionalCard } from './professional-card.js';

/** The customer's saved professionals. */
export async function favorites({ signal }) {
  const items = await getAll('/favorite', null, { signal });
  return {
    title: 'Saved',
    content: h('section', null,
      h('h1', null, 'Saved'),
      items.length
        ? h('ul', { class: 'cards' }, items.map((item) => professionalCard({ id: item.professionalId, ...item.professional })))
        : emptyState('No saved professionals yet', 'Select the heart next to a professional to save them here.', h('a', { class: 'button', href: '/' }, 'Browse professionals'))),
  };
}
