import { getAll } from './api.js';

// The service catalog. It rarely changes, so it is loaded once.

let services = null;

/** Returns all services. */
export function catalog() {
  services ??= getAll('/services').catch((error) => {
    services = null;
    throw error;
  });
  return services;
}

/** Returns the names of all categories, sorted. */
export const categories = async () => [...new Set((await catalog()).map((service) => service.category))].sort();
