import { post } from '../api.js';
import { fill, h } from '../dom.js';
import { field, form } from '../form.js';
import { replaceUrl } from '../router.js';

// Views that links in emails open.

/** Confirms an email address with the token of the link. */
export async function verifyEmail({ query }) {
  const token = query.get('token') ?? '';
  replaceUrl('/verify-email'); // keep the token out of the browser history
  try {
    await post('/auth/verify-email', { token }, { skipRefresh: true });
    return notice('Email confirmed', 'Your email address is confirmed. You can now sign in.',
      h('a', { class: 'button primary', href: '/login' }, 'Sign in'));
  } catch (error) {
    return notice("We couldn't confirm your email", `${error.message}. Links expire after 15 minutes. Sign up again to get a new one.`,
      h('a', { class: 'button', href: '/register' }, 'Back to sign-up'));
  }
}

/** Requests an email with a link to reset the password. */
export function forgotPassword() {
  const section = h('section', { class: 'narrow' });
  section.append(h('h1', null, 'Reset your password'),
    form(async ({ email }) => {
      await post('/auth/forgot-password', { email: email ?? '' }, { skipRefresh: true });
      fill(section, h('h1', { tabindex: -1 }, 'Check your email'),
        h('p', null, 'If an account exists for this address, we sent it a link to reset the password.'));
      section.firstChild.focus();
    }, [field('Email', 'email', { type: 'email', autocomplete: 'email', maxlength: 254, required: true })], 'Send reset link'));
  return { title: 'Reset your password', content: section };
}

/** Sets a new password with the token of the link. */
export function resetPassword({ query }) {
  const token = query.get('token') ?? '';
  replaceUrl('/reset-password');
  const section = h('section', { class: 'narrow' });
  section.append(h('h1', null, 'Choose a new password'),
    form(async ({ password }) => {
      await post('/auth/reset-password', { token, password: password ?? '' }, { skipRefresh: true });
      fill(section, h('h1', { tabindex: -1 }, 'Password updated'), h('p', null, "You're signed out on all devices. Sign in with your new password."),
        h('a', { class: 'button primary', href: '/login' }, 'Sign in'));
      section.firstChild.focus();
    }, [field('New password', 'password', { type: 'password', autocomplete: 'new-password', maxlength: 128, hint: 'At least 8 characters.' })], 'Update password'));
  return { title: 'Choose a new password', content: section };
}

const notice = (title, text, action) => ({
  title,
  content: h('section', { class: 'narrow' }, h('h1', null, title), h('p', null, text), action),
});
