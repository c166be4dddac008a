import { fill, h, hidden } from './dom.js';
import { icon } from './icons.js';
import { live } from './live.js';
import { bell } from './notifications.js';
import { avatar, nameOf } from './parts.js';
import { navigate } from './router.js';
import { session } from './session.js';
import { showToast } from './toast.js';

// The frame around all views. The bar below the header shows the connection: solid while live, broken otherwise.

const STATE_LABELS = {
  off: '',
  connecting: 'Connecting…',
  live: 'Live',
  reconnecting: 'Reconnecting…',
  offline: 'Offline',
};

/** Creates the frame and the element that holds the current view. */
export function shell() {
  const nav = h('nav', { class: 'tabs', 'aria-label': 'Main' });
  const account = h('div', { class: 'account' });
  const state = h('span', { class: 'state', role: 'status' });
  const bar = h('div', { class: 'busbar', 'data-state': 'off', 'aria-hidden': 'true' });
  const main = h('main', { id: 'main' });
  const page = [
    h('header', { class: 'top' },
      h('a', { class: 'brand', href: '/' }, logo(), 'Busbar'),
      nav, h('div', { class: 'side' }, state, account)),
    bar,
    main,
    h('footer', { class: 'foot' },
      h('span', null, 'Busbar · Local services, booked online'),
      h('a', { href: '/docs' }, 'API reference')),
  ];
  const renderAccount = () => {
    fill(nav, links().map(([href, name, text]) => h('a', { href }, icon(name), h('span', null, text))));
    fill(account, session.user ? [bell(), accountMenu()] : signedOutActions());
    markCurrentLink(nav);
  };
  const renderState = () => {
    bar.dataset.state = live.state;
    state.dataset.state = live.state;
    fill(state, STATE_LABELS[live.state]);
  };
  session.addEventListener('change', renderAccount);
  live.addEventListener('state', renderState);
  document.addEventListener('navigated', () => markCurrentLink(nav));
  renderAccount();
  return { page, main };
}

function links() {
  const items = [['/', 'search', 'Explore']];
  if (session.professional) {
    items.push(['/requests', 'inbox', 'Requests'], ['/offer', 'clock', 'Your listing']);
  } else if (session.user) {
    items.push(['/favorites', 'heart', 'Saved'], ['/bookings', 'calendar', 'Bookings']);
  }
  return items;
}

function markCurrentLink(nav) {
  nav.querySelectorAll('a').forEach((link) => {
    const isCurrent = link.pathname === '/' ? location.pathname === '/' : location.pathname.startsWith(link.pathname);
    isCurrent ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
  });
}

const logo = () =>
  h('span', { class: 'mark', 'aria-hidden': 'true' }, h('i'), h('i'), h('i'));

const signedOutActions = () => [
  h('a', { class: 'button quiet', href: '/login' }, 'Sign in'),
  h('a', { class: 'button primary', href: '/register' }, 'Sign up'),
];

function accountMenu() {
  const signOut = async () => {
    try {
      await session.signOut();
      navigate('/');
    } catch (error) {
      showToast(error.message, { kind: 'bad' });
    }
  };
  const panel = h('div', { class: 'panel menu', popover: 'auto', id: 'account-menu' },
    h('p', null, h('b', null, nameOf(session.user)), h('span', { class: 'soft' }, session.user.email)),
    h('button', { class: 'quiet', on: { click: signOut } }, icon('out'), 'Sign out'));
  return [
    h('button', { class: 'face', popovertarget: 'account-menu' }, avatar(session.user, 'small'), hidden('Your account')),
    panel,
  ];
}
