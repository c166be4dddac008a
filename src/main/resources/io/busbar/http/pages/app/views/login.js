import { h } from '../dom.js';
import { field, form } from '../form.js';
import { go } from '../router.js';
import { session } from '../session.js';

/** Signing in, with the second step for those who have one. */
export function login({ query }) {
  const next = ownPath(query.get('next'));
  const onward = query.has('next') ? `?next=${encodeURIComponent(next)}` : '';
  if (session.user) {
    return go(next, { replace: true });
  }
  const place = h('section', { class: 'narrow' });
  const done = () => go(next, { replace: true });
  place.append(h('h1', null, 'Sign in'),
    form(async ({ identifier, password }) => {
      const challenge = await session.signIn(identifier ?? '', password ?? '');
      challenge ? place.replaceChildren(...secondStep(challenge, done)) : done();
      place.querySelector('h1')?.focus();
    }, [
      field('E-mail, username or phone', 'identifier', { autocomplete: 'username', required: true, maxlength: 254 }),
      field('Password', 'password', { type: 'password', autocomplete: 'current-password', required: true, maxlength: 128 }),
    ], 'Sign in', h('a', { href: '/forgot-password' }, 'Forgotten it?')),
    h('p', { class: 'soft' }, 'New here? ', h('a', { href: `/register${onward}` }, 'Make an account'), '.'));
  return { title: 'Sign in', content: place };
}

const secondStep = (challenge, done) => [
  h('h1', { tabindex: -1 }, 'One more step'),
  h('p', { class: 'soft' }, 'Six digits from your authenticator app, or a recovery code.'),
  form(async ({ code }) => {
    await session.verify(challenge, code ?? '');
    done();
  }, [field('Code', 'code', { autocomplete: 'one-time-code', maxlength: 20, required: true })], 'Go on'),
];

/** A path of this page; anything else would lead elsewhere. */
function ownPath(path) {
  try {
    const url = new URL(path ?? '/', location.origin);
    return url.origin === location.origin ? url.pathname + url.search : '/';
  } catch {
    return '/';
  }
}
