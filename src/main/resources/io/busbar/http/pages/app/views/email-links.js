import { post } from '../api.js';
import { fill, h } from '../dom.js';
import { field, form } from '../form.js';
import { remember } from '../router.js';

// Where the links of letters lead.

/** Confirms an address with the token of the link. */
export async function verifyEmail({ query }) {
  const token = query.get('token') ?? '';
  remember('/verify-email'); // a token is nothing for the history
  try {
    await post('/auth/verify-email', { token }, { once: true });
    return notice('Address confirmed', 'Your address is confirmed, so the account can be used.',
      h('a', { class: 'button primary', href: '/login' }, 'Sign in'));
  } catch (error) {
    return notice('Not confirmed', `${error.message}. Links hold for 15 minutes; signing up again or asking for another letter helps.`,
      h('a', { class: 'button', href: '/register' }, 'Back'));
  }
}

/** Asks for a letter with a link to a new password. */
export function forgotPassword() {
  const place = h('section', { class: 'narrow' });
  place.append(h('h1', null, 'Forgotten password'),
    form(async ({ email }) => {
      await post('/auth/forgot-password', { email: email ?? '' }, { once: true });
      fill(place, h('h1', { tabindex: -1 }, 'Look into your mail'),
        h('p', null, 'If there is such an account, a letter with a link is on its way.'));
      place.firstChild.focus();
    }, [field('E-mail', 'email', { type: 'email', autocomplete: 'email', maxlength: 254, required: true })], 'Send me a link'));
  return { title: 'Forgotten password', content: place };
}

/** Sets a new password with the token of the link. */
export function resetPassword({ query }) {
  const token = query.get('token') ?? '';
  remember('/reset-password');
  const place = h('section', { class: 'narrow' });
  place.append(h('h1', null, 'A new password'),
    form(async ({ password }) => {
      await post('/auth/reset-password', { token, password: password ?? '' }, { once: true });
      fill(place, h('h1', { tabindex: -1 }, 'It is set'), h('p', null, 'Every device is signed out.'),
        h('a', { class: 'button primary', href: '/login' }, 'Sign in'));
      place.firstChild.focus();
    }, [field('New password', 'password', { type: 'password', autocomplete: 'new-password', maxlength: 128, hint: 'Eight characters or more.' })], 'Set it'));
  return { title: 'A new password', content: place };
}

const notice = (title, text, action) => ({
  title,
  content: h('section', { class: 'narrow' }, h('h1', null, title), h('p', null, text), action),
});
