import { fill, h, hidden } from './dom.js';
import { icon } from './icons.js';
import { live } from './live.js';
import { bell } from './notifications.js';
import { avatar, nameOf } from './parts.js';
import { go } from './router.js';
import { session } from './session.js';
import { say } from './toast.js';

// What stands around every view. The copper bar below the head is the connection itself: whole when live, broken when not.

const WORDS = {
  off: '',
  connecting: 'Connecting…',
  live: 'Live',
  reconnecting: 'Reconnecting…',
  offline: 'Offline',
};

/** The page around the views, and the place for them. */
export function shell() {
  const nav = h('nav', { class: 'tabs', 'aria-label': 'Main' });
  const account = h('div', { class: 'account' });
  const state = h('span', { class: 'state', role: 'status' });
  const bar = h('div', { class: 'busbar', 'data-state': 'off', 'aria-hidden': 'true' });
  const main = h('main', { id: 'main' });
  const page = [
    h('header', { class: 'top' },
      h('a', { class: 'brand', href: '/' }, mark(), 'Busbar'),
      nav, h('div', { class: 'side' }, state, account)),
    bar,
    main,
    h('footer', { class: 'foot' },
      h('span', null, 'Busbar, a marketplace that stays on.'),
      h('a', { href: '/docs' }, 'API reference')),
  ];
  const people = () => {
    fill(nav, links().map(([href, name, text]) => h('a', { href }, icon(name), h('span', null, text))));
    fill(account, session.user ? [bell(), menu()] : guest());
    markHere(nav);
  };
  const connection = () => {
    bar.dataset.state = live.state;
    state.dataset.state = live.state;
    fill(state, WORDS[live.state]);
  };
  session.addEventListener('change', people);
  live.addEventListener('state', connection);
  document.addEventListener('routed', () => markHere(nav));
  people();
  return { page, main };
}

function links() {
  const all = [['/', 'search', 'Find']];
  if (session.professional) {
    all.push(['/requests', 'inbox', 'Requests'], ['/offer', 'clock', 'Your offer']);
  } else if (session.user) {
    all.push(['/favorites', 'heart', 'Saved'], ['/bookings', 'calendar', 'Bookings']);
  }
  return all;
}

function markHere(nav) {
  nav.querySelectorAll('a').forEach((link) => {
    const here = link.pathname === '/' ? location.pathname === '/' : location.pathname.startsWith(link.pathname);
    here ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
  });
}

const mark = () =>
  h('span', { class: 'mark', 'aria-hidden': 'true' }, h('i'), h('i'), h('i'));

const guest = () => [
  h('a', { class: 'button quiet', href: '/login' }, 'Sign in'),
  h('a', { class: 'button primary', href: '/register' }, 'Join'),
];

function menu() {
  const leave = async () => {
    try {
      await session.signOut();
      go('/');
    } catch (error) {
      say(error.message, { kind: 'bad' });
    }
  };
  const panel = h('div', { class: 'panel menu', popover: 'auto', id: 'account-menu' },
    h('p', null, h('b', null, nameOf(session.user)), h('span', { class: 'soft' }, session.user.email)),
    h('button', { class: 'quiet', on: { click: leave } }, icon('out'), 'Sign out'));
  return [
    h('button', { class: 'face', popovertarget: 'account-menu' }, avatar(session.user, 'small'), hidden('Your account')),
    panel,
  ];
}
