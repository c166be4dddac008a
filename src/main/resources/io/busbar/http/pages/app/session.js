import { get, onSessionLost, post } from './api.js';

// Who is signed in. The session itself is in cookies that no script can read; all that is kept here is that there is one, so that a
// visitor who never signed in costs no request.

const HINT = 'busbar.session';
const LATER = 5_000;

class Session extends EventTarget {
  user = null;

  get professional() {
    return this.user?.role === 'professional';
  }

  get customer() {
    return this.user?.role === 'customer';
  }

  /** Finds out who is here. */
  async open() {
    onSessionLost(() => this.#become(null));
    addEventListener('storage', (event) => {
      if (event.key === HINT) {
        this.reload();
      }
    });
    await this.reload();
  }

  async reload() {
    if (!localStorage.getItem(HINT)) {
      this.#become(null);
      return;
    }
    try {
      this.#become((await get('/auth/me')).user);
    } catch (error) {
      if (error.status === 401) {
        this.#become(null);
      } else if (!this.user) {
        setTimeout(() => this.user || this.reload(), LATER);
      }
    }
  }

  /** Signs in; a challenge comes back when a second factor is wanted. */
  async signIn(identifier, password) {
    return this.#opened(await post('/auth/login', { identifier, password }, { once: true }));
  }

  /** Answers the challenge with a code. */
  async verify(challenge, code) {
    return this.#opened(await post('/auth/2fa/verify', { challenge, code }, { once: true }));
  }

  async signOut() {
    await post('/auth/logout', {}, { repeatable: true, once: true });
    this.#become(null);
  }

  #opened(answer) {
    if (answer.user) {
      this.#become(answer.user);
    }
    return answer.challenge ?? null;
  }

  #become(user) {
    const changed = user?.id !== this.user?.id;
    this.user = user;
    if (user) {
      localStorage.setItem(HINT, user.id);
    } else {
      localStorage.removeItem(HINT);
    }
    if (changed) {
      this.dispatchEvent(new Event('change'));
    }
  }
}

export const session = new Session();
