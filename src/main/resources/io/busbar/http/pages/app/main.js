import { fill } from './dom.js';
import { live } from './live.js';
import { reload, navigate, start } from './router.js';
import { session } from './session.js';
import { shell } from './shell.js';
import './toast.js';
import { bookings, requests } from './views/bookings.js';
import { favorites } from './views/favorites.js';
import { forgotPassword, resetPassword, verifyEmail } from './views/email-links.js';
import { login } from './views/login.js';
import { offer } from './views/offer.js';
import { professional } from './views/professional.js';
import { professionals } from './views/professionals.js';
import { register } from './views/register.js';

const ROUTES = [
  ['/', professionals],
  ['/professionals/:id', professional],
  ['/professionals/:id/:part', professional],
  ['/favorites', requireAccess(() => session.user, favorites)],
  ['/bookings', requireAccess(() => session.user, bookings)],
  ['/bookings/:id', requireAccess(() => session.user, bookings)],
  ['/bookings/:id/:part', requireAccess(() => session.user, bookings)],
  ['/requests', requireAccess(() => session.professional, requests)],
  ['/offer', requireAccess(() => session.professional, offer)],
  ['/login', login],
  ['/register', register],
  ['/verify-email', verifyEmail],
  ['/forgot-password', forgotPassword],
  ['/reset-password', resetPassword],
];

/** Wraps a view that needs access; signed-out users sign in first and return to it. */
function requireAccess(isAllowed, view) {
  return (context) => {
    if (isAllowed()) {
      return view(context);
    }
    const next = location.pathname + location.search;
    return navigate(session.user ? '/' : `/login?next=${encodeURIComponent(next)}`, { replace: true });
  };
}

const { page, main } = shell();
fill(document.getElementById('app'), page);
await session.open();
live.follow(session);
await start(ROUTES, main);
session.addEventListener('change', reload);
