import { all } from '../api.js';
import { h } from '../dom.js';
import { empty } from '../parts.js';
import { professionalCard } from './professional-card.js';

/** Professionals that were saved. */
export async function favorites({ signal }) {
  const items = await all('/favorite', null, { signal });
  return {
    title: 'Saved',
    content: h('section', null,
      h('h1', null, 'Saved'),
      items.length
        ? h('ul', { class: 'cards' }, items.map((item) => professionalCard({ id: item.professionalId, ...item.professional })))
        : empty('Nobody saved yet', 'The heart beside a name keeps it here.', h('a', { class: 'button', href: '/' }, 'Find a professional'))),
  };
}
