import { getPage, put } from './api.js';
import { fill, h, hidden } from './dom.js';
import { timeAgo, time } from './format.js';
import { icon } from './icons.js';
import { onPush, onResync } from './live.js';
import { navigate } from './router.js';
import { session } from './session.js';

// The notification bell: the number of unread notifications, and a panel with the latest ones.

const LIST_QUERY = { limit: 20 };
const REFRESH_DELAY_MS = 200;

/** Creates the bell button of the signed-in user, and its panel. */
export function bell() {
  const badge = h('span', { class: 'badge', hidden: true, 'aria-hidden': 'true' });
  const label = hidden('Notifications');
  const list = h('ul', { class: 'news' });
  const readAll = h('button', { class: 'quiet small', on: { click: () => markRead('/notification/read-all') } }, 'Mark all as read');
  const panel = h('div', { class: 'panel', popover: 'auto', id: 'news', role: 'region', 'aria-label': 'Notifications' },
    h('header', null, h('h2', null, 'Notifications'), readAll), list);
  const controller = new AbortController();
  session.addEventListener('change', () => controller.abort(), { once: true });

  async function load() {
    const { items, unread } = await getPage('/notification', LIST_QUERY);
    showUnread(unread);
    fill(list, items.length ? items.map(listItem) : h('li', { class: 'soft' }, 'No notifications yet.'));
  }

  function showUnread(unread) {
    badge.hidden = unread === 0;
    fill(badge, unread > 99 ? '99+' : unread);
    fill(label, unread ? `Notifications, ${unread} unread` : 'Notifications');
    readAll.hidden = unread === 0;
  }

  async function markRead(path) {
    await put(path).catch(() => {});
    await refresh();
  }

  const listItem = (item) => h('li', { class: item.read ? '' : 'new' },
    h('button', { on: { click: () => open(item) } },
      h('b', null, item.title), h('span', null, item.message.replaceAll('Etc/UTC', 'UTC')), time(item.createdAt, timeAgo(item.createdAt))));

  function open(item) {
    panel.hidePopover();
    if (!item.read) {
      markRead(`/notification/${item.id}/read`);
    }
    if (item.data?.bookingId) {
      navigate(`/bookings/${item.data.bookingId}`);
    }
  }

  const refresh = () => load().catch(() => {});
  let refreshTimer = 0;
  const scheduleRefresh = () => {
    clearTimeout(refreshTimer);
    refreshTimer = setTimeout(refresh, REFRESH_DELAY_MS);
  };
  panel.addEventListener('toggle', (event) => event.newState === 'open' && refresh());
  onPush('newNotification', scheduleRefresh, controller.signal);
  onResync(scheduleRefresh, controller.signal);
  refresh();
  return [
    h('button', { class: 'quiet round bell', popovertarget: 'news' }, icon('bell', 22), badge, label),
    panel,
  ];
}
