import { h, hidden } from './dom.js';
import { icon } from './icons.js';
import { pluralize } from './format.js';

// Small components that several views share.

const COLORS = ['copper', 'patina', 'ink', 'brass', 'slate', 'oxide'];

/** Creates an avatar with the user's initials; its color depends only on the user's ID. */
export function avatar(person, size = '') {
  const name = nameOf(person);
  const initials = name.split(/[\s._-]+/).filter(Boolean).slice(0, 2).map((part) => [...part][0].toUpperCase()).join('');
  const hash = [...(person?.id ?? name)].reduce((total, character) => (total * 31 + character.codePointAt(0)) % 9973, 7);
  return h('span', { class: `avatar ${COLORS[hash % COLORS.length]} ${size}`, 'aria-hidden': 'true' }, initials);
}

/** Returns the display name of a user. */
export const nameOf = (person) => person?.fullName ?? person?.username ?? 'Unknown user';

/** Creates the average rating with the number of reviews, or "New" without reviews. */
export function rating(ratings) {
  if (!ratings?.count) {
    return h('span', { class: 'rating none' }, 'New');
  }
  const average = Number(ratings.average).toFixed(1);
  return h('span', { class: 'rating' },
    h('span', { class: 'star', 'aria-hidden': 'true' }, '★'),
    hidden('Rated '), h('b', null, average), hidden(' out of 5,'),
    h('span', { class: 'soft' }, ` ${pluralize(ratings.count, 'review')}`));
}

/** Creates a row of five stars, `count` of them filled. */
export const stars = (count) =>
  h('span', { class: 'stars', role: 'img', 'aria-label': `${count} of 5 stars` },
    [1, 2, 3, 4, 5].map((n) => h('span', { class: n <= count ? 'star' : 'star off', 'aria-hidden': 'true' }, '★')));

/** Creates a placeholder for content that is loading. */
export const skeleton = () =>
  h('div', { class: 'skeleton', role: 'status' }, hidden('Loading…'), [1, 2, 3].map(() => h('div')));

/** Creates an empty state with an optional action. */
export const emptyState = (title, text, action = null) =>
  h('div', { class: 'empty' }, h('h2', null, title), h('p', null, text), action);

/** Creates an error message with a way to retry or to leave. */
export const errorNotice = (error, retry) =>
  h('section', { class: 'notice bad' },
    h('h1', null, error.status === 404 ? 'Page not found' : 'Something went wrong'),
    h('p', null, error.message),
    retry && error.status !== 404
      ? h('button', { class: 'button', on: { click: retry } }, 'Try again')
      : h('a', { class: 'button', href: '/' }, 'Browse professionals'));

/** Opens a dialog; it is removed from the page when it closes or the user navigates. */
export function dialog(title, ...content) {
  const element = h('dialog', { 'aria-labelledby': 'dialog-title' },
    h('header', null,
      h('h2', { id: 'dialog-title' }, title),
      h('button', { class: 'quiet round', 'aria-label': 'Close', on: { click: () => element.close() } }, icon('close'))),
    content);
  const controller = new AbortController();
  document.addEventListener('beforenavigate', () => element.close(), { signal: controller.signal });
  element.addEventListener('close', () => {
    controller.abort();
    element.remove();
  });
  element.addEventListener('click', (event) => {
    if (event.target === element) {
      element.close();
    }
  });
  document.body.append(element);
  element.showModal();
  return element;
}
