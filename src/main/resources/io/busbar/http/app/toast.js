import { h } from './dom.js';

// Short words about what has just happened, also for those who hear the page.

const STAY = 6_000;
const region = h('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' });
document.body.append(region);

/** Says something; kind is 'good', 'bad' or none. */
export function say(text, { kind = '', href = null } = {}) {
  const toast = h('div', { class: `toast ${kind}` }, href ? h('a', { href }, text) : text);
  region.append(toast);
  while (region.children.length > 3) {
    region.firstElementChild.remove();
  }
  setTimeout(() => toast.remove(), STAY);
}
