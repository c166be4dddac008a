import { h } from './dom.js';

// Short words about what has just happened, also for those who hear the page.

const STAY = 6_000;
const region = h('div', { class: 'toasts', popover: 'manual' });
const spoken = h('p', { class: 'hidden', role: 'status' });
document.body.append(region, spoken);

/** Says something; kind is 'good', 'bad' or none. */
export function say(text, { kind = '', href = null } = {}) {
  const toast = h('div', { class: `toast ${kind}` }, href ? h('a', { href }, text) : text);
  region.append(toast);
  while (region.children.length > 3) {
    region.firstElementChild.remove();
  }
  region.hidePopover(); // so that it comes before dialogs that were opened since
  region.showPopover();
  spoken.textContent = text;
  setTimeout(() => toast.remove(), STAY);
}
