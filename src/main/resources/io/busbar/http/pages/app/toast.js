import { h } from './dom.js';

// Short messages about what just happened, announced to screen readers too.

const DURATION_MS = 6_000;
const region = h('div', { class: 'toasts', popover: 'manual' });
const announcer = h('p', { class: 'hidden', role: 'status' });
document.body.append(region, announcer);

/** Shows a message; `kind` is 'good', 'bad' or empty. */
export function showToast(text, { kind = '', href = null } = {}) {
  const toast = h('div', { class: `toast ${kind}` }, href ? h('a', { href }, text) : text);
  region.append(toast);
  while (region.children.length > 3) {
    region.firstElementChild.remove();
  }
  region.hidePopover(); // reopening it puts it above dialogs opened since
  region.showPopover();
  announcer.textContent = text;
  setTimeout(() => toast.remove(), DURATION_MS);
}
