import { get } from './api.js';
import { session } from './session.js';

// Names behind ids. Asked for once; what cannot be seen is somebody.

const known = new Map();

session.addEventListener('change', () => known.clear());

/** A professional, as everybody sees them. */
export const professional = (id) => remembered(`professional ${id}`, `/_/users/${id}`);

/** Somebody one has a booking with. */
export const person = (id) => remembered(`person ${id}`, `/users/${id}`);

function remembered(name, path) {
  if (!known.has(name)) {
    known.set(name, get(path).catch((error) => {
      if (error.status !== 404 && error.status !== 403) {
        known.delete(name);
      }
      return null;
    }));
  }
  return known.get(name);
}
