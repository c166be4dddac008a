import { EventBus } from './eventbus.js';

// What happens to the person who is signed in, as it happens, whichever node it happens on. A connection that is lost is made again, and
// what was missed is known by the cursor of the last thing that came. Events: 'push' with {type, at, data}, 'state', and 'resync' when
// what is shown may be behind and should be read anew: once for all that was missed, however much it is.

const FIRST_WAIT = 400;
const LONGEST_WAIT = 15_000;
const SETTLED = 200;

class Live extends EventTarget {
  state = 'off';
  #user = null;
  #bus = null;
  #failures = 0;
  #timer = 0;
  #since = 0;
  #settling = 0;

  /** Follows whoever is signed in. */
  follow(session) {
    const change = () => this.#begin(session.user?.id ?? null, () => session.reload());
    session.addEventListener('change', change);
    addEventListener('online', () => this.#user && !this.#bus && this.#connect());
    addEventListener('offline', () => this.#user && this.#become('offline'));
    change();
  }

  #begin(user, renew) {
    this.#user = user;
    this.#renew = renew;
    this.#failures = 0;
    clearTimeout(this.#timer);
    clearTimeout(this.#settling);
    this.#bus?.close();
    if (user) {
      this.#become('connecting');
      this.#connect();
    } else {
      this.#become('off');
    }
  }

  #renew = () => {};

  #connect() {
    clearTimeout(this.#timer);
    const user = this.#user;
    const bus = new EventBus('/eventbus/websocket', {
      opened: () => this.#opened(bus, user),
      received: (address, body) => this.#received(user, body),
      refused: () => bus.close(),
      quiet: () => bus.request('auth', 'getCurrentUser', {}).catch(() => {}),
      closed: () => this.#closed(bus),
    });
    this.#bus = bus;
  }

  #opened(bus, user) {
    const cursor = sessionStorage.getItem(key(user));
    bus.register(`user.${user}`, cursor === null ? {} : { cursor });
  }

  #received(user, { cursor, type, at, data }) {
    const first = sessionStorage.getItem(key(user)) === null;
    if (cursor !== undefined) {
      sessionStorage.setItem(key(user), cursor);
    }
    if (type === 'system:ready') {
      this.#failures = 0;
      this.#since = Date.parse(at);
      this.#become('live');
      first && this.#behind();
    } else if (type === 'system:reset' || (cursor !== undefined && Date.parse(at) < this.#since)) {
      this.#behind();
    } else {
      this.dispatchEvent(new CustomEvent('push', { detail: { type, at, data } }));
    }
  }

  /** What was missed comes in a row; the page is told once it has. */
  #behind() {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.dispatchEvent(new Event('resync')), SETTLED);
  }

  /** Waits longer after each failure, and not all browsers of a lost node as long. */
  #closed(bus) {
    if (this.#bus !== bus) {
      return;
    }
    this.#bus = null;
    if (!this.#user) {
      return;
    }
    this.#become(navigator.onLine ? 'reconnecting' : 'offline');
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#failures++);
    this.#timer = setTimeout(async () => {
      await this.#renew(); // the session may be what has ended
      if (this.#user && !this.#bus) {
        this.#connect();
      }
    }, wait * (0.5 + Math.random() / 2));
  }

  #become(state) {
    if (state !== this.state) {
      this.state = state;
      this.dispatchEvent(new Event('state'));
    }
  }
}

const key = (user) => `busbar.cursor.${user}`;

export const live = new Live();

/** Calls the listener for pushes whose type begins like this, until the view is left. */
export function onPush(prefix, listener, signal) {
  live.addEventListener('push', ({ detail }) => {
    if (detail.type.startsWith(prefix)) {
      listener(detail);
    }
  }, { signal });
}

/** Calls the listener when what is shown should be read anew. */
export const onResync = (listener, signal) => live.addEventListener('resync', listener, { signal });
