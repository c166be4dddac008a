import { get, put } from '../api.js';
import { categories } from '../catalog.js';
import { h } from '../dom.js';
import { words } from '../format.js';
import { field, form } from '../form.js';
import { session } from '../session.js';
import { say } from '../toast.js';
import { hoursEditor } from './hours-editor.js';

const CURRENCIES = ['EUR', 'USD', 'GBP', 'CHF', 'INR', 'PLN', 'SEK'];

/** What a professional offers, and when. */
export async function offer({ signal }) {
  const [{ user }, availability, trades] = await Promise.all([
    get('/auth/me', null, { signal }),
    get('/booking/availability', null, { signal }),
    categories().catch(() => []),
  ]);
  return {
    title: 'Your offer',
    content: h('section', { class: 'offer' },
      h('h1', null, 'Your offer'),
      h('p', { class: 'soft' }, 'This is what people find you by. ', h('a', { href: `/professionals/${user.id}` }, 'See it as they do'), '.'),
      h('div', { class: 'columns' },
        h('section', null, h('h2', null, 'What you do'), profileForm(user, trades)),
        h('section', null, h('h2', null, 'When you work'), hoursEditor(availability)))),
  };
}

function profileForm(user, trades) {
  const before = {
    fullName: user.fullName ?? '',
    bio: user.bio ?? '',
    category: user.category ?? '',
    hourlyRate: user.hourlyRate ?? 0,
    currency: user.currency ?? 'EUR',
    skills: user.skills ?? [],
    address: { ...user.address, city: user.address?.city ?? '' },
  };
  const options = [['', 'Choose…'], ...including(before.category, trades).map((trade) => [trade, words(trade)])];
  const currencies = including(before.currency, CURRENCIES).map((code) => [code, code]);
  return form(async ({ fullName = '', bio = '', category = '', hourlyRate = 0, currency, skills = '', city = '' }) => {
    const after = {
      fullName, bio, category, hourlyRate: Number(hourlyRate), currency, skills: list(skills), address: { ...before.address, city },
    };
    const changes = differing(before, after);
    if (Object.keys(changes).length) {
      await put('/users/profile', changes);
      Object.assign(before, changes);
      await session.reload();
    }
    say('Your offer is saved.', { kind: 'good' });
  }, [
    field('Name', 'fullName', { value: before.fullName, maxlength: 100 }),
    field('Trade', 'category', { options, value: before.category }),
    h('div', { class: 'pair' },
      field('An hour costs', 'hourlyRate', { type: 'number', min: 0, step: '0.5', inputmode: 'decimal', value: user.hourlyRate }),
      field('Currency', 'currency', { options: currencies, value: before.currency })),
    field('City', 'city', { value: before.address.city, maxlength: 100 }),
    field('Skills', 'skills', { value: before.skills.join(', '), hint: 'Separated by commas.' }),
    field('About you', 'bio', { as: 'textarea', value: before.bio, maxlength: 2000 }),
  ], 'Save');
}

/** What is chosen stays to be chosen, also when it is none of the usual. */
const including = (chosen, usual) => !chosen || usual.includes(chosen) ? usual : [chosen, ...usual];

const list = (text) => text.split(',').map((part) => part.trim()).filter(Boolean);

/** Only what was changed here: the rest may have changed elsewhere. */
const differing = (before, after) =>
  Object.fromEntries(Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])));
