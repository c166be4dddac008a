import { post } from '../api.js';
import { fill, h } from '../dom.js';
import { field, form } from '../form.js';
import { showToast } from '../toast.js';

const LOCAL_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

/** The sign-up view. */
export function register({ query }) {
  const section = h('section', { class: 'narrow' });
  const login = query.has('next') ? `/login?next=${encodeURIComponent(query.get('next'))}` : '/login';
  section.append(h('h1', null, 'Create your account'),
    form(async (account) => {
      await post('/auth/register', account, { skipRefresh: true });
      fill(section, confirmationNotice(account.email));
      section.querySelector('h1').focus();
    }, [
      h('fieldset', { class: 'roles' }, h('legend', null, 'I want to'),
        role('customer', 'book services', query.get('as') !== 'professional'),
        role('professional', 'offer services', query.get('as') === 'professional')),
      field('Name', 'fullName', { autocomplete: 'name', maxlength: 100, required: true }),
      field('Email', 'email', { type: 'email', autocomplete: 'email', maxlength: 254, required: true }),
      field('Password', 'password', { type: 'password', autocomplete: 'new-password', maxlength: 128, required: true, hint: 'At least 8 characters.' }),
    ], 'Create account'),
    h('p', { class: 'soft' }, 'Already have an account? ', h('a', { href: login }, 'Sign in'), '.'));
  return { title: 'Create your account', content: section };
}

const role = (value, text, checked) =>
  h('label', null, h('input', { type: 'radio', name: 'role', value, checked }), h('span', null, text));

const confirmationNotice = (email) => [
  h('h1', { tabindex: -1 }, 'Check your email'),
  h('p', null, 'We sent a confirmation link to ', h('b', null, email), '. Open it to confirm your address, then sign in.'),
  LOCAL_HOSTS.includes(location.hostname) && h('p', { class: 'hint' },
    'If no mail server is configured, find the email in the ',
    h('a', { href: `/dev/mail?to=${encodeURIComponent(email)}`, target: '_blank' }, 'local mailbox'), '.'),
  h('button', { class: 'button', on: { click: () => resend(email) } }, 'Resend email'),
];

async function resend(email) {
  try {
    await post('/auth/verify-email/resend', { email }, { skipRefresh: true });
    showToast('If this address still needs to be confirmed, we sent another email.');
  } catch (error) {
    showToast(error.message, { kind: 'bad' });
  }
}
