import { get } from './api.js';
import { h, hidden } from './dom.js';
import { live, onPush } from './live.js';
import { session } from './session.js';

// Whether the people one has bookings with are here now: asked for once a connection is up or a partner is new, then told. What was known
// over another connection, or by somebody else, is void.

const present = new Set();
const changes = new EventTarget();
const changed = () => changes.dispatchEvent(new Event('change'));

let told = new Map();
let asked = 0;

async function load() {
  const number = ++asked;
  told = new Map();
  const partners = await get('/presence');
  if (number === asked) {
    partners.forEach(({ userId, online }) => set(userId, told.get(userId) ?? online)); // what was told meanwhile is newer
    changed();
  }
}

const set = (id, online) => online ? present.add(id) : present.delete(id);

const refresh = () => live.state === 'live' && load().catch(() => {});

function anew() {
  asked++;
  present.clear();
  changed();
  refresh();
}

live.addEventListener('state', anew);
session.addEventListener('change', anew);
onPush('booking:', refresh);
onPush('presence:', ({ type, data }) => {
  const online = type === 'presence:online';
  told.set(data.userId, online);
  set(data.userId, online);
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
