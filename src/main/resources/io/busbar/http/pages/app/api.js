// The public API, by the session's cookies: no script ever holds a token.

const PATIENCE = 12_000;
const ATTEMPTS = 3;
const LONGEST_LIST = 1_000;

/** A refresh cookie that was exchanged is good for the same answer ten seconds longer: all attempts begin within them. */
const RENEWAL = { body: {}, repeatable: true, patience: 3_000 };

let renew = null;
let sessionLost = () => {};

/** What the API answered instead of what was asked for. */
export class ApiError extends Error {
  constructor(status, body, retryAfter) {
    super(body?.message ?? 'The server cannot be reached right now.');
    this.status = status;
    this.code = body?.error ?? 'UNREACHABLE';
    this.details = body?.details ?? {};
    this.fields = body?.errors ?? [];
    this.retryAfter = retryAfter;
  }
}

/** Called when the session turns out to be over. */
export function onSessionLost(listener) {
  sessionLost = listener;
}

export const get = async (path, query, options) => (await request('GET', path, { query, ...options })).body;
export const post = async (path, body, options) => (await request('POST', path, { body, ...options })).body;
export const put = async (path, body, options) => (await request('PUT', path, { body, ...options })).body;
export const remove = async (path) => (await request('DELETE', path, {})).body;

/** A page of a list: {items, total, next}, where next gets the page after it. */
export async function page(path, query, options) {
  const { body, headers } = await request('GET', path, { query, ...options });
  const link = /<([^>]+)>;\s*rel="next"/.exec(headers.get('Link') ?? '')?.[1];
  const total = headers.get('X-Total-Count');
  return {
    items: body,
    total: total === null ? null : Number(total),
    unread: Number(headers.get('X-Unread-Count') ?? 0),
    next: link ? () => page(link, null, options) : null,
  };
}

/** All items of a list, page by page; the first thousand of one that has more. */
export async function all(path, query, options) {
  let { items, next } = await page(path, { limit: 200, ...query }, options);
  while (next && items.length < LONGEST_LIST) {
    const more = await next();
    items = items.concat(more.items);
    next = more.next;
  }
  return items;
}

/** A key that lets a write be sent again when its answer was lost: it is done once. */
export const key = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;

/** Exchanges the refresh cookie, once for all requests that wait for it. */
export function renewSession() {
  renew ??= sendAgain('POST', '/api/auth/refresh', RENEWAL).finally(() => {
    renew = null;
  });
  return renew;
}

async function request(method, path, options) {
  const address = path.startsWith('/api/') ? path : `/api${path}`;
  try {
    return await sendAgain(method, address, options);
  } catch (error) {
    if (error.code !== 'UNAUTHORIZED' || options.once) {
      throw error;
    }
    try {
      await renewSession();
    } catch (refused) {
      if (refused.status !== 401 && refused.status !== 403) {
        throw refused; // nobody said that the session is over
      }
      sessionLost();
      throw error;
    }
    return sendAgain(method, address, options);
  }
}

/** A lost node costs a reader, or a writer with a key or of what may be done twice, a moment and no error. */
async function sendAgain(method, address, options) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send(method, address, options);
    } catch (error) {
      const lost = error instanceof ApiError && [0, 502, 503].includes(error.status);
      const repeatable = method === 'GET' || options.key || options.repeatable;
      if (!lost || !repeatable || attempt === ATTEMPTS || options.signal?.aborted) {
        throw error;
      }
      await new Promise((wake) => setTimeout(wake, 300 * attempt * (1 + Math.random())));
    }
  }
}

async function send(method, address, { query, body, key: idempotency, signal, patience = PATIENCE }) {
  const headers = { Accept: 'application/json' };
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  if (idempotency) {
    headers['Idempotency-Key'] = `"${idempotency}"`;
  }
  const limit = AbortSignal.timeout(patience);
  let answer;
  let content = null;
  try {
    answer = await fetch(address + search(query), {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    if (answer.headers.get('Content-Type')?.includes('json')) {
      content = await answer.json();
    }
  } catch (error) {
    if (signal?.aborted) {
      throw error;
    }
    if (!answer || answer.ok) {
      throw new ApiError(0); // half an answer is none
    }
  }
  if (!answer.ok) {
    throw new ApiError(answer.status, content, Number(answer.headers.get('Retry-After') ?? 0));
  }
  return { body: content, headers: answer.headers };
}

function search(query) {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return given.length ? `?${new URLSearchParams(given)}` : '';
}
