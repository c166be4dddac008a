import { get } from './api.js';
import { h, hidden } from './dom.js';
import { live, onPush } from './live.js';
import { session } from './session.js';

// Whether the user's booking partners are online. Loaded when the connection opens and when a booking changes, then updated by pushes.
// A new connection or another user starts over.

const onlineIds = new Set();
const changes = new EventTarget();
const notifyChange = () => changes.dispatchEvent(new Event('change'));

let pushed = new Map();
let requestNumber = 0;

async function load() {
  const currentRequest = ++requestNumber;
  pushed = new Map();
  const partners = await get('/presence');
  if (currentRequest === requestNumber) {
    partners.forEach(({ userId, online }) => set(userId, pushed.get(userId) ?? online)); // a push that arrived meanwhile is newer
    notifyChange();
  }
}

const set = (id, online) => online ? onlineIds.add(id) : onlineIds.delete(id);

const refresh = () => live.state === 'live' && load().catch(() => {});

function resubscribe() {
  requestNumber++;
  onlineIds.clear();
  notifyChange();
  refresh();
}

live.addEventListener('state', resubscribe);
session.addEventListener('change', resubscribe);
onPush('booking:', refresh);
onPush('presence:', ({ type, data }) => {
  const online = type === 'presence:online';
  pushed.set(data.userId, online);
  set(data.userId, online);
  notifyChange();
});

/** Creates a dot that is visible while the user is online. */
export function presence(id, signal) {
  const dot = h('span', { class: 'presence', title: 'Online' }, hidden('Online'));
  const show = () => {
    dot.hidden = !onlineIds.has(id) || live.state !== 'live';
  };
  changes.addEventListener('change', show, { signal });
  show();
  return dot;
}
