import { h } from '../dom.js';
import { money, humanize } from '../format.js';
import { favoriteButton } from '../favorites.js';
import { avatar, nameOf, rating } from '../parts.js';

/** Creates the card of a professional in a list. */
export function professionalCard(person) {
  return h('li', { class: 'card' },
    h('a', { class: 'card-link', href: `/professionals/${person.id}` },
      avatar(person),
      h('span', { class: 'card-name' }, nameOf(person)),
      h('span', { class: 'card-trade' }, [humanize(person.category), person.city].filter(Boolean).join(' · ')),
      h('span', { class: 'card-skills' }, (person.skills ?? []).slice(0, 3).map((skill) => h('span', null, skill))),
      h('span', { class: 'card-foot' },
        rating(person.ratings),
        person.hourlyRate === undefined ? null
          : h('span', { class: 'price' }, h('b', null, money(person.hourlyRate, person.currency)), ' per hour'))),
    favoriteButton(person));
}
