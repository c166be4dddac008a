import { get } from './api.js';
import { h, hidden } from './dom.js';
import { live, onPush } from './live.js';

// Whether the people one has bookings with are here now: asked for once a connection is up or a partner is new, then told.

const present = new Set();
const changes = new EventTarget();
const changed = () => changes.dispatchEvent(new Event('change'));

async function load() {
  const partners = await get('/presence');
  present.clear();
  partners.filter(({ online }) => online).forEach(({ userId }) => present.add(userId));
  changed();
}

const refresh = () => live.state === 'live' && load().catch(() => {});

live.addEventListener('state', () => {
  changed();
  refresh();
});
onPush('booking:', refresh);
onPush('presence:', ({ type, data }) => {
  type === 'presence:online' ? present.add(data.userId) : present.delete(data.userId);
  changed();
});

/** A dot beside a name, there while the person is. */
export function presence(id, signal) {
  const dot = h('span', { class: 'presence', title: 'Here now' }, hidden('Here now'));
  const show = () => {
    dot.hidden = !present.has(id) || live.state !== 'live';
  };
  changes.addEventListener('change', show, { signal });
  show();
  return dot;
}
