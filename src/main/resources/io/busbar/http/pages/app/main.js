import { fill } from './dom.js';
import { live } from './live.js';
import { again, go, start } from './router.js';
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
  ['/favorites', forThose(() => session.user, favorites)],
  ['/bookings', forThose(() => session.user, bookings)],
  ['/bookings/:id', forThose(() => session.user, bookings)],
  ['/bookings/:id/:part', forThose(() => session.user, bookings)],
  ['/requests', forThose(() => session.professional, requests)],
  ['/offer', forThose(() => session.professional, offer)],
  ['/login', login],
  ['/register', register],
  ['/verify-email', verifyEmail],
  ['/forgot-password', forgotPassword],
  ['/reset-password', resetPassword],
];

/** A view that others are sent to sign in for, and brought back after it. */
function forThose(may, view) {
  return (context) => {
    if (may()) {
      return view(context);
    }
    const next = location.pathname + location.search;
    return go(session.user ? '/' : `/login?next=${encodeURIComponent(next)}`, { replace: true });
  };
}

const { page, main } = shell();
fill(document.getElementById('app'), page);
await session.open();
live.follow(session);
await start(ROUTES, main);
session.addEventListener('change', again);
