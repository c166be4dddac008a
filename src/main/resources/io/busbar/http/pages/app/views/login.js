import { h } from '../dom.js';
import { field, form } from '../form.js';
import { navigate } from '../router.js';
import { session } from '../session.js';

/** The sign-in view, with a second step for users with two-factor authentication. */
export function login({ query }) {
  const next = localPath(query.get('next'));
  const nextQuery = query.has('next') ? `?next=${encodeURIComponent(next)}` : '';
  if (session.user) {
    return navigate(next, { replace: true });
  }
  const section = h('section', { class: 'narrow' });
  const done = () => navigate(next, { replace: true });
  section.append(h('h1', null, 'Sign in'),
    form(async ({ identifier, password }) => {
      const challenge = await session.signIn(identifier ?? '', password ?? '');
      challenge ? section.replaceChildren(...mfaForm(challenge, done)) : done();
      section.querySelector('h1')?.focus();
    }, [
      field('Email, username or phone', 'identifier', { autocomplete: 'username', required: true, maxlength: 254 }),
      field('Password', 'password', { type: 'password', autocomplete: 'current-password', required: true, maxlength: 128 }),
    ], 'Sign in', h('a', { href: '/forgot-password' }, 'Forgot password?')),
    h('p', { class: 'soft' }, 'New here? ', h('a', { href: `/register${nextQuery}` }, 'Create an account'), '.'));
  return { title: 'Sign in', content: section };
}

const mfaForm = (challenge, done) => [
  h('h1', { tabindex: -1 }, 'Two-factor authentication'),
  h('p', { class: 'soft' }, 'Enter the 6-digit code from your authenticator app, or a recovery code.'),
  form(async ({ code }) => {
    await session.verify(challenge, code ?? '');
    done();
  }, [field('Code', 'code', { autocomplete: 'one-time-code', maxlength: 20, required: true })], 'Verify'),
];

/** Returns the path if it belongs to this origin, else "/", to prevent open redirects. */
function localPath(path) {
  try {
    const url = new URL(path ?? '/', location.origin);
    return url.origin === location.origin ? url.pathname + url.search : '/';
  } catch {
    return '/';
  }
}
