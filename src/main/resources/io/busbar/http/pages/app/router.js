import { fill, h } from './dom.js';
import { failure, skeleton } from './parts.js';

// Paths of this origin are views: each is a function that gets {params, query, signal} and returns {title, content}, at once or later,
// or goes elsewhere.

const SLOW = 150;

let routes = [];
let outlet = null;
let here = '';
let leaving = new AbortController();

/** Begins with these routes: [['/professionals/:id', view], …]. */
export function start(table, main) {
  routes = table.map(([path, view]) => [pattern(path), view]);
  outlet = main;
  document.addEventListener('click', follow);
  addEventListener('popstate', () => address() !== here && show(true)); // a #fragment alone leads nowhere else
  return show(false);
}

/** Goes to a path of the page. */
export function go(path, { replace = false } = {}) {
  history[replace ? 'replaceState' : 'pushState'](null, '', path);
  return show(true);
}

/** Shows the present path anew. */
export const again = () => show(true);

/** Changes the address alone, for filters. */
export function remember(path) {
  history.replaceState(null, '', path);
  here = address();
}

const address = () => location.pathname + location.search;

async function show(moveFocus) {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  here = address();
  document.dispatchEvent(new Event('leaving'));
  const { view, params } = find(location.pathname);
  const slow = setTimeout(() => signal.aborted || fill(outlet, skeleton()), moveFocus ? SLOW : 0);
  let shown;
  try {
    shown = await view({ params, query: new URLSearchParams(location.search), signal });
  } catch (error) {
    shown = { title: 'Something went wrong', content: failure(error, again) };
  } finally {
    clearTimeout(slow);
  }
  if (signal.aborted) {
    return;
  }
  document.title = shown.title === 'Busbar' ? 'Busbar' : `${shown.title} · Busbar`;
  fill(outlet, shown.content);
  if (moveFocus) {
    scrollTo(0, 0);
    const heading = outlet.querySelector('h1') ?? outlet;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  document.dispatchEvent(new Event('routed'));
}

/** Does something once the view is there to be seen. */
export const onceShown = (act, signal) => document.addEventListener('routed', act, { once: true, signal });

function find(path) {
  for (const [matcher, view] of routes) {
    const match = matcher.exec(path);
    if (match) {
      return { view, params: match.groups ?? {} };
    }
  }
  return { view: nowhere, params: {} };
}

function nowhere() {
  return {
    title: 'Not found',
    content: h('section', { class: 'notice' },
      h('h1', null, 'There is nothing here'),
      h('p', null, 'The address may be misspelt, or what was here is gone.'),
      h('a', { class: 'button', href: '/' }, 'Find a professional')),
  };
}

const pattern = (path) => new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}/?$`);

/** A plain click on a link of the page stays within it. */
function follow(event) {
  const link = event.target.closest?.('a[href]');
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute('download')) {
    return;
  }
  const url = new URL(link.href);
  if (url.origin === location.origin && !url.hash && find(url.pathname).view !== nowhere) {
    event.preventDefault();
    go(url.pathname + url.search);
  }
}
