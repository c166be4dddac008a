import { get, put } from '../api.js';
import { categories } from '../catalog.js';
import { h } from '../dom.js';
import { humanize } from '../format.js';
import { field, form } from '../form.js';
import { session } from '../session.js';
import { showToast } from '../toast.js';
import { hoursEditor } from './hours-editor.js';

const CURRENCIES = ['EUR', 'USD', 'GBP', 'CHF', 'INR', 'PLN', 'SEK'];

/** The professional's editor for profile and working hours. */
export async function offer({ signal }) {
  const [{ user }, availability, categoryNames] = await Promise.all([
    get('/auth/me', null, { signal }),
    get('/booking/availability', null, { signal }),
    categories().catch(() => []),
  ]);
  return {
    title: 'Your listing',
    content: h('section', { class: 'offer' },
      h('h1', null, 'Your listing'),
      h('p', { class: 'soft' }, 'Customers find you by what you enter here. ', h('a', { href: `/professionals/${user.id}` }, 'View your public profile'), '.'),
      h('div', { class: 'columns' },
        h('section', null, h('h2', null, 'Profile'), profileForm(user, categoryNames)),
        h('section', null, h('h2', null, 'Working hours'), hoursEditor(availability)))),
  };
}

function profileForm(user, categoryNames) {
  const before = {
    fullName: user.fullName ?? '',
    bio: user.bio ?? '',
    category: user.category ?? '',
    hourlyRate: user.hourlyRate ?? 0,
    currency: user.currency ?? 'EUR',
    skills: user.skills ?? [],
    address: { ...user.address, city: user.address?.city ?? '' },
  };
  const options = [['', 'Select a category'], ...withCurrent(before.category, categoryNames).map((name) => [name, humanize(name)])];
  const currencies = withCurrent(before.currency, CURRENCIES).map((code) => [code, code]);
  return form(async ({ fullName = '', bio = '', category = '', hourlyRate = 0, currency, skills = '', city = '' }) => {
    const after = {
      fullName, bio, category, hourlyRate: Number(hourlyRate), currency, skills: parseList(skills), address: { ...before.address, city },
    };
    const changes = changedFields(before, after);
    if (Object.keys(changes).length) {
      await put('/users/profile', changes);
      Object.assign(before, changes);
      await session.reload();
    }
    showToast('Profile saved.', { kind: 'good' });
  }, [
    field('Name', 'fullName', { value: before.fullName, maxlength: 100 }),
    field('Category', 'category', { options, value: before.category }),
    h('div', { class: 'pair' },
      field('Hourly rate', 'hourlyRate', { type: 'number', min: 0, step: '0.5', inputmode: 'decimal', value: user.hourlyRate }),
      field('Currency', 'currency', { options: currencies, value: before.currency })),
    field('City', 'city', { value: before.address.city, maxlength: 100 }),
    field('Skills', 'skills', { value: before.skills.join(', '), hint: 'Separate skills with commas.' }),
    field('About you', 'bio', { as: 'textarea', value: before.bio, maxlength: 2000 }),
  ], 'Save profile');
}

/** Returns the choices, with the current value added if it isn't one of them. */
const withCurrent = (current, choices) => !current || choices.includes(current) ? choices : [current, ...choices];

const parseList = (text) => text.split(',').map((part) => part.trim()).filter(Boolean);

/** Returns only the fields changed in this form; others may have changed elsewhere. */
const changedFields = (before, after) =>
  Object.fromEntries(Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])));
