import { getPage } from '../api.js';
import { categories } from '../catalog.js';
import { fill, h, hidden } from '../dom.js';
import { countItems, humanize } from '../format.js';
import { icon } from '../icons.js';
import { emptyState, skeleton } from '../parts.js';
import { replaceUrl } from '../router.js';
import { showToast } from '../toast.js';
import { professionalCard } from './professional-card.js';

const ORDERS = [['', 'Best match'], ['rating', 'Highest rated'], ['price', 'Price: low to high'], ['-price', 'Price: high to low'], ['newest', 'Newest']];
const PRICES = [['', 'Any price'], ['30', 'Up to 30'], ['40', 'Up to 40'], ['50', 'Up to 50'], ['75', 'Up to 75']];
const RATINGS = [['', 'Any rating'], ['3', '3 and up'], ['4', '4 and up'], ['4.5', '4.5 and up']];
const FILTER_NAMES = ['search', 'category', 'maxPrice', 'minRating', 'sort'];
const DEBOUNCE_MS = 250;
const PAGE_SIZE = 12;

/** The search page: professionals by keyword, category, price and rating. */
export async function professionals({ query, signal }) {
  const filters = Object.fromEntries([...query].filter(([name, value]) => value && FILTER_NAMES.includes(name)));
  const results = h('div', { class: 'results', 'aria-busy': 'true' });
  const count = h('p', { class: 'count', role: 'status' });
  const categoryGroup = h('div', { class: 'categories', role: 'group', 'aria-label': 'Category' });
  let latestRequest = 0;

  async function load() {
    const number = ++latestRequest;
    replaceUrl(`/${toQuery(filters)}`);
    results.setAttribute('aria-busy', 'true');
    try {
      const result = await getPage('/_/users', { ...filters, limit: PAGE_SIZE }, { signal });
      if (number === latestRequest) {
        show(result);
      }
    } catch (error) {
      if (number === latestRequest && !signal.aborted) {
        fill(results, emptyState("Couldn't load professionals", error.message,
          h('button', { class: 'button', on: { click: load } }, 'Try again')));
      }
    }
    results.setAttribute('aria-busy', String(number !== latestRequest));
  }

  function show(page) {
    const { items, next } = page;
    fill(count, countItems(page, 'professional'));
    if (!items.length) {
      fill(results, emptyState('No professionals found', 'Try different keywords or remove some filters.',
        h('a', { class: 'button', href: '/' }, 'Clear filters')));
      return;
    }
    const list = h('ul', { class: 'cards' }, items.map(professionalCard));
    fill(results, list, moreButton(list, next));
  }

  function change(name, value) {
    value ? (filters[name] = value) : delete filters[name];
    load();
  }

  categories().then((names) => fill(categoryGroup, ['', ...names].map((name) => categoryButton(name, filters, (chosen) => {
    categoryGroup.querySelectorAll('button').forEach((button) => button.setAttribute('aria-pressed', button.value === chosen));
    change('category', chosen);
  })))).catch(() => {});
  fill(results, skeleton());
  const firstLoad = load();
  await Promise.race([firstLoad, new Promise((resolve) => setTimeout(resolve, 100))]);
  return {
    title: 'Busbar',
    content: [
      h('section', { class: 'hero' },
        h('h1', null, 'Good work, at a time that suits you.'),
        searchBox(filters.search, (text) => change('search', text)),
        categoryGroup),
      h('div', { class: 'filters' },
        count,
        choice('Price', PRICES, filters.maxPrice, (value) => change('maxPrice', value)),
        choice('Rating', RATINGS, filters.minRating, (value) => change('minRating', value)),
        choice('Sort by', ORDERS, filters.sort, (value) => change('sort', value))),
      results,
    ],
  };
}

function searchBox(text, search) {
  let timer = 0;
  const input = h('input', {
    type: 'search', name: 'search', value: text ?? '', maxlength: 80, autocomplete: 'off', enterkeyhint: 'search',
    placeholder: 'Try “plumbing” or “Berlin”', 'aria-label': 'What do you need help with?',
  });
  const searchNow = () => {
    clearTimeout(timer);
    search(input.value.trim());
  };
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(searchNow, DEBOUNCE_MS);
  });
  return h('form', { class: 'search', role: 'search', on: { submit: (event) => {
    event.preventDefault();
    searchNow();
  } } }, icon('search', 22), input, h('button', { class: 'button primary', type: 'submit' }, 'Search'));
}

/** Creates the button that filters by a category; an empty name stands for all. */
const categoryButton = (name, filters, choose) =>
  h('button', {
    value: name, 'aria-pressed': String((filters.category ?? '') === name), on: { click: () => choose(name) },
  }, name ? humanize(name) : 'All categories');

const choice = (label, options, chosen, change) =>
  h('label', { class: 'choice' }, hidden(label),
    h('select', { on: { change: (event) => change(event.target.value) } },
      options.map(([value, text]) => h('option', { value, selected: value === (chosen ?? '') }, text))));

function moreButton(list, next) {
  if (!next) {
    return null;
  }
  const button = h('button', { class: 'button wide', on: { click: async () => {
    button.disabled = true;
    try {
      const result = await next();
      const previousCount = list.children.length;
      list.append(...result.items.map(professionalCard));
      list.children[previousCount]?.querySelector('a').focus();
      button.replaceWith(moreButton(list, result.next) ?? '');
    } catch (error) {
      button.disabled = false;
      showToast(error.message, { kind: 'bad' });
    }
  } } }, 'Show more');
  return button;
}

function toQuery(filters) {
  const text = new URLSearchParams(filters).toString();
  return text && `?${text}`;
}
