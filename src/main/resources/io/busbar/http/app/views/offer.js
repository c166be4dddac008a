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
  const options = [['', 'Choose…'], ...trades.map((trade) => [trade, words(trade)])];
  return form(async ({ fullName = '', bio = '', category = '', hourlyRate, currency, skills = '', city = '' }) => {
    await put('/users/profile', {
      fullName, bio, category, hourlyRate: Number(hourlyRate ?? 0), currency,
      skills: skills.split(',').map((skill) => skill.trim()).filter(Boolean), address: { ...user.address, city },
    });
    await session.reload();
    say('Your offer is saved.', { kind: 'good' });
  }, [
    field('Name', 'fullName', { value: user.fullName, maxlength: 100 }),
    field('Trade', 'category', { options, value: user.category ?? '' }),
    h('div', { class: 'pair' },
      field('An hour costs', 'hourlyRate', { type: 'number', min: 0, step: '0.5', inputmode: 'decimal', value: user.hourlyRate }),
      field('Currency', 'currency', { options: CURRENCIES.map((code) => [code, code]), value: user.currency ?? 'EUR' })),
    field('City', 'city', { value: user.address?.city, maxlength: 100 }),
    field('Skills', 'skills', { value: (user.skills ?? []).join(', '), hint: 'Separated by commas.' }),
    field('About you', 'bio', { as: 'textarea', value: user.bio, maxlength: 2000 }),
  ], 'Save');
}
