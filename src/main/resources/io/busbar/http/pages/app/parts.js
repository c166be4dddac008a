import { h, hidden } from './dom.js';
import { icon } from './icons.js';
import { counted } from './format.js';

// Small pieces that several views show.

const TONES = ['copper', 'patina', 'ink', 'brass', 'slate', 'oxide'];

/** Initials on a ground that is always the same for the same person. */
export function avatar(person, size = '') {
  const name = nameOf(person);
  const initials = name.split(/[\s._-]+/).filter(Boolean).slice(0, 2).map((part) => [...part][0].toUpperCase()).join('');
  const sum = [...(person?.id ?? name)].reduce((total, letter) => (total * 31 + letter.codePointAt(0)) % 9973, 7);
  return h('span', { class: `avatar ${TONES[sum % TONES.length]} ${size}`, 'aria-hidden': 'true' }, initials);
}

/** What to call somebody. */
export const nameOf = (person) => person?.fullName ?? person?.username ?? 'Somebody';

/** ★ 4.8 (23), or that there is none yet. */
export function rating(ratings) {
  if (!ratings?.count) {
    return h('span', { class: 'rating none' }, 'New here');
  }
  const average = Number(ratings.average).toFixed(1);
  return h('span', { class: 'rating' },
    h('span', { class: 'star', 'aria-hidden': 'true' }, '★'),
    hidden('Rated '), h('b', null, average), hidden(' of 5,'),
    h('span', { class: 'soft' }, ` ${counted(ratings.count, 'review')}`));
}

/** Five stars, so many of them full. */
export const stars = (count) =>
  h('span', { class: 'stars', role: 'img', 'aria-label': `${count} of 5 stars` },
    [1, 2, 3, 4, 5].map((n) => h('span', { class: n <= count ? 'star' : 'star off', 'aria-hidden': 'true' }, '★')));

/** Something that waits; the shape of what will come. */
export const skeleton = () =>
  h('div', { class: 'skeleton', role: 'status' }, hidden('Loading…'), [1, 2, 3].map(() => h('div')));

/** That there is nothing, and what to do about it. */
export const empty = (title, text, action = null) =>
  h('div', { class: 'empty' }, h('h2', null, title), h('p', null, text), action);

/** What went wrong, and a way to try again. */
export const failure = (error, retry) =>
  h('section', { class: 'notice bad' },
    h('h1', null, error.status === 404 ? 'There is nothing here' : 'That did not work'),
    h('p', null, error.message),
    retry && error.status !== 404
      ? h('button', { class: 'button', on: { click: retry } }, 'Try again')
      : h('a', { class: 'button', href: '/' }, 'Find a professional'));

/** A dialog with a title, which goes when it is closed. */
export function dialog(title, ...content) {
  const element = h('dialog', { 'aria-labelledby': 'dialog-title' },
    h('header', null,
      h('h2', { id: 'dialog-title' }, title),
      h('button', { class: 'quiet round', 'aria-label': 'Close', on: { click: () => element.close() } }, icon('close'))),
    content);
  const gone = new AbortController();
  document.addEventListener('leaving', () => element.close(), { signal: gone.signal });
  element.addEventListener('close', () => {
    gone.abort();
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
