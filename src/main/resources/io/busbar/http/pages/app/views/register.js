import { post } from '../api.js';
import { fill, h } from '../dom.js';
import { field, form } from '../form.js';
import { say } from '../toast.js';

const LOCAL = ['localhost', '127.0.0.1', '[::1]'];

/** Making an account. */
export function register({ query }) {
  const place = h('section', { class: 'narrow' });
  const login = query.has('next') ? `/login?next=${encodeURIComponent(query.get('next'))}` : '/login';
  place.append(h('h1', null, 'Make an account'),
    form(async (wanted) => {
      await post('/auth/register', wanted, { once: true });
      fill(place, sent(wanted.email));
      place.querySelector('h1').focus();
    }, [
      h('fieldset', { class: 'roles' }, h('legend', null, 'I want to'),
        role('customer', 'find somebody', query.get('as') !== 'professional'),
        role('professional', 'offer my work', query.get('as') === 'professional')),
      field('Name', 'fullName', { autocomplete: 'name', maxlength: 100, required: true }),
      field('E-mail', 'email', { type: 'email', autocomplete: 'email', maxlength: 254, required: true }),
      field('Password', 'password', { type: 'password', autocomplete: 'new-password', maxlength: 128, required: true, hint: 'Eight characters or more.' }),
    ], 'Make the account'),
    h('p', { class: 'soft' }, 'You have one? ', h('a', { href: login }, 'Sign in'), '.'));
  return { title: 'Make an account', content: place };
}

const role = (value, text, checked) =>
  h('label', null, h('input', { type: 'radio', name: 'role', value, checked }), h('span', null, text));

const sent = (email) => [
  h('h1', { tabindex: -1 }, 'Look into your mail'),
  h('p', null, 'A letter is on its way to ', h('b', null, email), '. Its link confirms the address; then you can sign in.'),
  LOCAL.includes(location.hostname) && h('p', { class: 'hint' },
    'This node keeps all mail to itself unless a mail server is set up: the letter is in the ',
    h('a', { href: `/dev/mail?to=${encodeURIComponent(email)}`, target: '_blank' }, 'mailbox at /dev/mail'), '.'),
  h('button', { class: 'button', on: { click: () => resend(email) } }, 'Send it again'),
];

async function resend(email) {
  try {
    await post('/auth/verify-email/resend', { email }, { once: true });
    say('If the address waits to be confirmed, another letter is on its way.');
  } catch (error) {
    say(error.message, { kind: 'bad' });
  }
}
