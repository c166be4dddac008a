import { page, put } from './api.js';
import { fill, h, hidden } from './dom.js';
import { ago, time } from './format.js';
import { icon } from './icons.js';
import { onPush, onResync } from './live.js';
import { go } from './router.js';
import { session } from './session.js';

// The bell: how much is new, and the newest of it in a panel.

const NEWEST = { limit: 20 };
const SETTLED = 200;

/** The bell of the person who is signed in, with its panel. */
export function bell() {
  const badge = h('span', { class: 'badge', hidden: true, 'aria-hidden': 'true' });
  const words = hidden('Notifications');
  const list = h('ul', { class: 'news' });
  const readAll = h('button', { class: 'quiet small', on: { click: () => change('/notification/read-all') } }, 'Mark all read');
  const panel = h('div', { class: 'panel', popover: 'auto', id: 'news', role: 'region', 'aria-label': 'Notifications' },
    h('header', null, h('h2', null, 'Notifications'), readAll), list);
  const left = new AbortController();
  session.addEventListener('change', () => left.abort(), { once: true });

  async function load() {
    const { items, unread } = await page('/notification', NEWEST);
    count(unread);
    fill(list, items.length ? items.map(entry) : h('li', { class: 'soft' }, 'Nothing yet.'));
  }

  function count(unread) {
    badge.hidden = unread === 0;
    fill(badge, unread > 99 ? '99+' : unread);
    fill(words, unread ? `Notifications, ${unread} new` : 'Notifications');
    readAll.hidden = unread === 0;
  }

  async function change(path) {
    await put(path).catch(() => {});
    await refresh();
  }

  const entry = (item) => h('li', { class: item.read ? '' : 'new' },
    h('button', { on: { click: () => open(item) } },
      h('b', null, item.title), h('span', null, item.message.replaceAll('Etc/UTC', 'UTC')), time(item.createdAt, ago(item.createdAt))));

  function open(item) {
    panel.hidePopover();
    if (!item.read) {
      change(`/notification/${item.id}/read`);
    }
    if (item.data?.bookingId) {
      go(`/bookings/${item.data.bookingId}`);
    }
  }

  const refresh = () => load().catch(() => {});
  let settling = 0;
  const soon = () => {
    clearTimeout(settling);
    settling = setTimeout(refresh, SETTLED);
  };
  panel.addEventListener('toggle', (event) => event.newState === 'open' && refresh());
  onPush('newNotification', soon, left.signal);
  onResync(soon, left.signal);
  refresh();
  return [
    h('button', { class: 'quiet round bell', popovertarget: 'news' }, icon('bell', 22), badge, words),
    panel,
  ];
}
