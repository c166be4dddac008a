import { get } from './api.js';
import { session } from './session.js';

// Users by ID, loaded once; null for users that aren't visible to the signed-in user.

const cache = new Map();

session.addEventListener('change', () => cache.clear());

/** Returns the public profile of a professional. */
export const professional = (id) => cached(`professional ${id}`, `/_/users/${id}`);

/** Returns a user with whom the signed-in user has a booking. */
export const person = (id) => cached(`person ${id}`, `/users/${id}`);

function cached(cacheKey, path) {
  if (!cache.has(cacheKey)) {
    cache.set(cacheKey, get(path).catch((error) => {
      if (error.status !== 404 && error.status !== 403) {
        cache.delete(cacheKey);
      }
      return null;
    }));
  }
  return cache.get(cacheKey);
}
