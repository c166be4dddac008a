import { page } from './api.js';

// The kinds of work there are. They change seldom, so they are asked for once.

let services = null;

/** All services. */
export function catalog() {
  services ??= all().catch((error) => {
    services = null;
    throw error;
  });
  return services;
}

async function all() {
  const found = [];
  for (let next = () => page('/services', { limit: 200 }); next; ) {
    const part = await next();
    found.push(...part.items);
    next = found.length < 1_000 ? part.next : null;
  }
  return found;
}

/** Categories in the order of the alphabet. */
export const categories = async () => [...new Set((await catalog()).map((service) => service.category))].sort();
