import { all } from './api.js';

// The kinds of work there are. They change seldom, so they are asked for once.

let services = null;

/** All services. */
export function catalog() {
  services ??= all('/services').catch((error) => {
    services = null;
    throw error;
  });
  return services;
}

/** Categories in the order of the alphabet. */
export const categories = async () => [...new Set((await catalog()).map((service) => service.category))].sort();
