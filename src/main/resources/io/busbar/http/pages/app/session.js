import { get, onSessionLost, post } from './api.js';

// The signed-in user. The session lives in cookies that scripts can't read; local storage only remembers that one may exist, so that
// signed-out visitors cause no request.

const HINT_KEY = 'busbar.session';
const RETRY_DELAY_MS = 5_000;

class Session extends EventTarget {
  user = null;

  get professional() {
    return this.user?.role === 'professional';
  }

  get customer() {
    return this.user?.role === 'customer';
  }

  /** Loads the signed-in user and follows changes made in other tabs. */
  async open() {
    onSessionLost(() => this.#setUser(null));
    addEventListener('storage', (event) => {
      if (event.key === HINT_KEY) {
        this.reload();
      }
    });
    await this.reload();
  }

  async reload() {
    if (!localStorage.getItem(HINT_KEY)) {
      this.#setUser(null);
      return;
    }
    try {
      this.#setUser((await get('/auth/me')).user);
    } catch (error) {
      if (error.status === 401) {
        this.#setUser(null);
      } else if (!this.user) {
        setTimeout(() => this.user || this.reload(), RETRY_DELAY_MS);
      }
    }
  }

  /** Signs in; returns a challenge if a second factor is required, else null. */
  async signIn(identifier, password) {
    return this.#handleSignIn(await post('/auth/login', { identifier, password }, { skipRefresh: true }));
  }

  /** Completes a challenge with a code. */
  async verify(challenge, code) {
    return this.#handleSignIn(await post('/auth/2fa/verify', { challenge, code }, { skipRefresh: true }));
  }

  async signOut() {
    await post('/auth/logout', {}, { repeatable: true, skipRefresh: true });
    this.#setUser(null);
  }

  #handleSignIn(result) {
    if (result.user) {
      this.#setUser(result.user);
    }
    return result.challenge ?? null;
  }

  #setUser(user) {
    const changed = user?.id !== this.user?.id;
    this.user = user;
    if (user) {
      localStorage.setItem(HINT_KEY, user.id);
    } else {
      localStorage.removeItem(HINT_KEY);
    }
    if (changed) {
      this.dispatchEvent(new Event('change'));
    }
  }
}

export const session = new Session();
