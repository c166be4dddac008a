import { h, hidden } from './dom.js';
import { live } from './live.js';

// Whether the people one has bookings with are here now, as far as the live connection has told.

const present = new Set();

live.addEventListener('push', ({ detail: { type, data } }) => {
  if (type === 'presence:online') {
    present.add(data.userId);
  } else if (type === 'presence:offline') {
    present.delete(data.userId);
  }
});

/** A dot beside a name, there while the person is. */
export function presence(id, signal) {
  const dot = h('span', { class: 'presence', hidden: !present.has(id) }, hidden('online'));
  const update = () => {
    dot.hidden = !present.has(id) || live.state !== 'live';
  };
  live.addEventListener('push', update, { signal });
  live.addEventListener('state', update, { signal });
  return dot;
}
