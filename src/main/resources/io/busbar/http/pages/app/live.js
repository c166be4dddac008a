import { EventBus } from './eventbus.js';

// Receives the pushes of the signed-in user from any node. A lost connection is reopened and continues after the cursor of the last push.
// Events: 'push' with {type, at, data}; 'state' when the connection state changes; 'resync' when views should reload their data, once
// after all missed pushes.

const MIN_RECONNECT_DELAY_MS = 400;
const MAX_RECONNECT_DELAY_MS = 15_000;
const RESYNC_DELAY_MS = 200;

class Live extends EventTarget {
  state = 'off';
  #user = null;
  #bus = null;
  #failures = 0;
  #reconnectTimer = 0;
  #readyAt = 0;
  #resyncTimer = 0;

  /** Connects for the signed-in user, and again whenever that user changes. */
  follow(session) {
    const change = () => this.#start(session.user?.id ?? null, () => session.reload());
    session.addEventListener('change', change);
    addEventListener('online', () => this.#user && !this.#bus && this.#connect());
    addEventListener('offline', () => this.#user && this.#setState('offline'));
    change();
  }

  #start(user, reloadSession) {
    this.#user = user;
    this.#reloadSession = reloadSession;
    this.#failures = 0;
    clearTimeout(this.#reconnectTimer);
    clearTimeout(this.#resyncTimer);
    this.#bus?.close();
    if (user) {
      this.#setState('connecting');
      this.#connect();
    } else {
      this.#setState('off');
    }
  }

  #reloadSession = () => {};

  #connect() {
    clearTimeout(this.#reconnectTimer);
    const user = this.#user;
    const bus = new EventBus('/eventbus/websocket', {
      opened: () => this.#opened(bus, user),
      received: (address, body) => this.#received(user, body),
      failed: () => bus.close(),
      idle: () => bus.request('auth', 'getCurrentUser', {}).catch(() => {}),
      closed: () => this.#closed(bus),
    });
    this.#bus = bus;
  }

  #opened(bus, user) {
    const cursor = sessionStorage.getItem(cursorKey(user));
    bus.register(`user.${user}`, cursor === null ? {} : { cursor });
  }

  #received(user, { cursor, type, at, data }) {
    const isFirst = sessionStorage.getItem(cursorKey(user)) === null;
    if (cursor !== undefined) {
      sessionStorage.setItem(cursorKey(user), cursor);
    }
    if (type === 'system:ready') {
      this.#failures = 0;
      this.#readyAt = Date.parse(at);
      this.#setState('live');
      isFirst && this.#scheduleResync();
    } else if (type === 'system:reset' || (cursor !== undefined && Date.parse(at) < this.#readyAt)) {
      this.#scheduleResync();
    } else {
      this.dispatchEvent(new CustomEvent('push', { detail: { type, at, data } }));
    }
  }

  /** Missed pushes arrive in quick succession; views reload once after the last of them. */
  #scheduleResync() {
    clearTimeout(this.#resyncTimer);
    this.#resyncTimer = setTimeout(() => this.dispatchEvent(new Event('resync')), RESYNC_DELAY_MS);
  }

  /** Reconnects with exponential backoff and jitter, so that the clients of a lost node don't reconnect at the same moment. */
  #closed(bus) {
    if (this.#bus !== bus) {
      return;
    }
    this.#bus = null;
    if (!this.#user) {
      return;
    }
    this.#setState(navigator.onLine ? 'reconnecting' : 'offline');
    const delay = Math.min(MAX_RECONNECT_DELAY_MS, MIN_RECONNECT_DELAY_MS * 2 ** this.#failures++);
    this.#reconnectTimer = setTimeout(async () => {
      await this.#reloadSession(); // the connection may have closed because the session ended
      if (this.#user && !this.#bus) {
        this.#connect();
      }
    }, delay * (0.5 + Math.random() / 2));
  }

  #setState(state) {
    if (state !== this.state) {
      this.state = state;
      this.dispatchEvent(new Event('state'));
    }
  }
}

const cursorKey = (user) => `busbar.cursor.${user}`;

export const live = new Live();

/** Calls the listener for pushes whose type starts with the prefix, until the signal aborts. */
export function onPush(prefix, listener, signal) {
  live.addEventListener('push', ({ detail }) => {
    if (detail.type.startsWith(prefix)) {
      listener(detail);
    }
  }, { signal });
}

/** Calls the listener when views should reload their data. */
export const onResync = (listener, signal) => live.addEventListener('resync', listener, { signal });
