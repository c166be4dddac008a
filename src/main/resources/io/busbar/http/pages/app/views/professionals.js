import { page } from '../api.js';
import { categories } from '../catalog.js';
import { fill, h, hidden } from '../dom.js';
import { counted, words } from '../format.js';
import { icon } from '../icons.js';
import { empty, skeleton } from '../parts.js';
import { remember } from '../router.js';
import { say } from '../toast.js';
import { professionalCard } from './professional-card.js';

const ORDERS = [['', 'Best match'], ['rating', 'Best rated'], ['price', 'Lowest price'], ['-price', 'Highest price'], ['newest', 'Newest']];
const PRICES = [['', 'Any price'], ['30', 'Up to 30'], ['40', 'Up to 40'], ['50', 'Up to 50'], ['75', 'Up to 75']];
const RATINGS = [['', 'Any rating'], ['3', '3 and up'], ['4', '4 and up'], ['4.5', '4.5 and up']];
const ASKED = ['search', 'category', 'maxPrice', 'minRating', 'sort'];
const TYPING = 250;
const AT_ONCE = 12;

/** The first page: professionals, by what they do and what it costs. */
export async function professionals({ query, signal }) {
  const wanted = Object.fromEntries([...query].filter(([name, value]) => value && ASKED.includes(name)));
  const results = h('div', { class: 'results', 'aria-busy': 'true' });
  const count = h('p', { class: 'count', role: 'status' });
  const circuits = h('div', { class: 'circuits', role: 'group', 'aria-label': 'Category' });
  let asked = 0;

  async function load() {
    const number = ++asked;
    remember(`/${asQuery(wanted)}`);
    results.setAttribute('aria-busy', 'true');
    try {
      const found = await page('/_/users', { ...wanted, limit: AT_ONCE }, { signal });
      if (number === asked) {
        show(found);
      }
    } catch (error) {
      if (number === asked && !signal.aborted) {
        fill(results, empty('That did not work', error.message,
          h('button', { class: 'button', on: { click: load } }, 'Try again')));
      }
    }
    results.setAttribute('aria-busy', String(number !== asked));
  }

  function show({ items, total, next }) {
    fill(count, total === null ? counted(items.length, 'professional') : counted(total, 'professional'));
    if (!items.length) {
      fill(results, empty('Nobody fits that', 'Fewer words or a wider price may find somebody.',
        h('a', { class: 'button', href: '/' }, 'Start over')));
      return;
    }
    const list = h('ul', { class: 'cards' }, items.map(professionalCard));
    fill(results, list, more(list, next));
  }

  function change(name, value) {
    value ? (wanted[name] = value) : delete wanted[name];
    load();
  }

  categories().then((names) => fill(circuits, ['', ...names].map((name) => circuit(name, wanted, (chosen) => {
    circuits.querySelectorAll('button').forEach((one) => one.setAttribute('aria-pressed', one.value === chosen));
    change('category', chosen);
  })))).catch(() => {});
  fill(results, skeleton());
  const first = load();
  await Promise.race([first, new Promise((wake) => setTimeout(wake, 100))]);
  return {
    title: 'Busbar',
    content: [
      h('section', { class: 'hero' },
        h('h1', null, 'Good work, at a time that suits you.'),
        searchBox(wanted.search, (text) => change('search', text)),
        circuits),
      h('div', { class: 'filters' },
        count,
        choice('Price', PRICES, wanted.maxPrice, (value) => change('maxPrice', value)),
        choice('Rating', RATINGS, wanted.minRating, (value) => change('minRating', value)),
        choice('Order', ORDERS, wanted.sort, (value) => change('sort', value))),
      results,
    ],
  };
}

function searchBox(text, search) {
  let timer = 0;
  const input = h('input', {
    type: 'search', name: 'search', value: text ?? '', maxlength: 80, autocomplete: 'off', enterkeyhint: 'search',
    placeholder: 'A dripping tap, a wardrobe, Berlin…', 'aria-label': 'What do you need?',
  });
  const now = () => {
    clearTimeout(timer);
    search(input.value.trim());
  };
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(now, TYPING);
  });
  return h('form', { class: 'search', role: 'search', on: { submit: (event) => {
    event.preventDefault();
    now();
  } } }, icon('search', 22), input, h('button', { class: 'button primary', type: 'submit' }, 'Find'));
}

/** A category, wired to the bar above it. */
const circuit = (name, wanted, choose) =>
  h('button', {
    value: name, 'aria-pressed': String((wanted.category ?? '') === name), on: { click: () => choose(name) },
  }, name ? words(name) : 'Everything');

const choice = (label, options, chosen, change) =>
  h('label', { class: 'choice' }, hidden(label),
    h('select', { on: { change: (event) => change(event.target.value) } },
      options.map(([value, text]) => h('option', { value, selected: value === (chosen ?? '') }, text))));

function more(list, next) {
  if (!next) {
    return null;
  }
  const button = h('button', { class: 'button wide', on: { click: async () => {
    button.disabled = true;
    try {
      const found = await next();
      const at = list.children.length;
      list.append(...found.items.map(professionalCard));
      list.children[at]?.querySelector('a').focus();
      button.replaceWith(more(list, found.next) ?? '');
    } catch (error) {
      button.disabled = false;
      say(error.message, { kind: 'bad' });
    }
  } } }, 'Show more');
  return button;
}

function asQuery(wanted) {
  const text = new URLSearchParams(wanted).toString();
  return text && `?${text}`;
}
