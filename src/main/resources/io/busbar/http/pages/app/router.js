import { fill, h } from './dom.js';
import { errorNotice, skeleton } from './parts.js';

// Client-side router. A view is a function that takes {params, query, signal} and returns {title, content} or a promise of it, or
// navigates to another path.

const SKELETON_DELAY_MS = 150;

let routes = [];
let outlet = null;
let currentUrl = '';
let navigation = new AbortController();

/** Starts the router with these routes: [['/professionals/:id', view], …]. */
export function start(table, main) {
  routes = table.map(([path, view]) => [pathPattern(path), view]);
  outlet = main;
  document.addEventListener('click', handleClick);
  addEventListener('popstate', () => urlPath() !== currentUrl && render(true)); // ignore changes of the #fragment
  return render(false);
}

/** Navigates to a path. */
export function navigate(path, { replace = false } = {}) {
  history[replace ? 'replaceState' : 'pushState'](null, '', path);
  return render(true);
}

/** Renders the current path again. */
export const reload = () => render(true);

/** Replaces the URL without rendering, for filters. */
export function replaceUrl(path) {
  history.replaceState(null, '', path);
  currentUrl = urlPath();
}

const urlPath = () => location.pathname + location.search;

async function render(moveFocus) {
  navigation.abort();
  navigation = new AbortController();
  const { signal } = navigation;
  currentUrl = urlPath();
  document.dispatchEvent(new Event('beforenavigate'));
  const { view, params } = find(location.pathname);
  const skeletonTimer = setTimeout(() => signal.aborted || fill(outlet, skeleton()), moveFocus ? SKELETON_DELAY_MS : 0);
  let result;
  try {
    result = await view({ params, query: new URLSearchParams(location.search), signal });
  } catch (error) {
    result = { title: 'Something went wrong', content: errorNotice(error, reload) };
  } finally {
    clearTimeout(skeletonTimer);
  }
  if (signal.aborted) {
    return;
  }
  document.title = result.title === 'Busbar' ? 'Busbar' : `${result.title} · Busbar`;
  fill(outlet, result.content);
  if (moveFocus) {
    scrollTo(0, 0);
    const heading = outlet.querySelector('h1') ?? outlet;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  document.dispatchEvent(new Event('navigated'));
}

/** Calls `act` once the view is rendered. */
export const afterNavigation = (act, signal) => document.addEventListener('navigated', act, { once: true, signal });

function find(path) {
  for (const [matcher, view] of routes) {
    const match = matcher.exec(path);
    if (match) {
      return { view, params: match.groups ?? {} };
    }
  }
  return { view: notFound, params: {} };
}

function notFound() {
  return {
    title: 'Page not found',
    content: h('section', { class: 'notice' },
      h('h1', null, 'Page not found'),
      h('p', null, 'The link may be broken, or the page may have been removed.'),
      h('a', { class: 'button', href: '/' }, 'Browse professionals')),
  };
}

const pathPattern = (path) => new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}/?$`);

/** Handles plain clicks on links to views without loading the page again. */
function handleClick(event) {
  const link = event.target.closest?.('a[href]');
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute('download')) {
    return;
  }
  const url = new URL(link.href);
  if (url.origin === location.origin && !url.hash && find(url.pathname).view !== notFound) {
    event.preventDefault();
    navigate(url.pathname + url.search);
  }
}
