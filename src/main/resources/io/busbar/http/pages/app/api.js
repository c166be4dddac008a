// Client of the public API. The browser sends the session cookies; scripts never see a token.

const DEFAULT_TIMEOUT_MS = 12_000;
const MAX_ATTEMPTS = 3;
const MAX_LIST_ITEMS = 1_000;

/** The server accepts a used refresh token for ten more seconds and returns the same successor, so all attempts must start within that time. */
const REFRESH_OPTIONS = { body: {}, repeatable: true, timeout: 3_000 };

let pendingRefresh = null;
let sessionLost = () => {};

/** An error response of the API; status 0 and code UNREACHABLE if no complete response arrived. */
export class ApiError extends Error {
  constructor(status, body, retryAfter) {
    super(body?.message ?? "Can't reach the server. Check your connection and try again.");
    this.status = status;
    this.code = body?.error ?? 'UNREACHABLE';
    this.details = body?.details ?? {};
    this.fields = body?.errors ?? [];
    this.retryAfter = retryAfter;
  }
}

/** Sets the listener to call when the server reports that the session has ended. */
export function onSessionLost(listener) {
  sessionLost = listener;
}

export const get = async (path, query, options) => (await request('GET', path, { query, ...options })).body;
export const post = async (path, body, options) => (await request('POST', path, { body, ...options })).body;
export const put = async (path, body, options) => (await request('PUT', path, { body, ...options })).body;
export const remove = async (path) => (await request('DELETE', path, {})).body;

/**
 * Returns one page of a list as {items, total, isLowerBound, unread, next}; `next` loads the following page and is null on the last one.
 * Items are counted up to a maximum; `isLowerBound` says that there are more.
 */
export async function getPage(path, query, options) {
  const { body, headers } = await request('GET', path, { query, ...options });
  const link = /<([^>]+)>;\s*rel="next"/.exec(headers.get('Link') ?? '')?.[1];
  const total = headers.get('X-Total-Count');
  return {
    items: body,
    total: total === null ? null : Number(total),
    isLowerBound: headers.get('X-Total-Count-Relation') === 'gte',
    unread: Number(headers.get('X-Unread-Count') ?? 0),
    next: link ? () => getPage(link, null, options) : null,
  };
}

/** Returns all items of a list, page by page, up to MAX_LIST_ITEMS. */
export async function getAll(path, query, options) {
  let { items, next } = await getPage(path, { limit: 200, ...query }, options);
  while (next && items.length < MAX_LIST_ITEMS) {
    const more = await next();
    items = items.concat(more.items);
    next = more.next;
  }
  return items;
}

/** Returns a new idempotency key, which makes a write safe to retry. */
export const newIdempotencyKey = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;

/** Refreshes the session; concurrent requests share one refresh. */
export function refreshSession() {
  pendingRefresh ??= sendWithRetry('POST', '/api/auth/refresh', REFRESH_OPTIONS).finally(() => {
    pendingRefresh = null;
  });
  return pendingRefresh;
}

async function request(method, path, options) {
  const url = path.startsWith('/api/') ? path : `/api${path}`;
  try {
    return await sendWithRetry(method, url, options);
  } catch (error) {
    if (error.code !== 'UNAUTHORIZED' || options.skipRefresh) {
      throw error;
    }
    try {
      await refreshSession();
    } catch (refreshError) {
      if (refreshError.status !== 401 && refreshError.status !== 403) {
        throw refreshError; // the session may still be valid
      }
      sessionLost();
      throw error;
    }
    return sendWithRetry(method, url, options);
  }
}

/** Sends a request and retries it if no node answered, provided that it is a GET, has an idempotency key, or is marked repeatable. */
async function sendWithRetry(method, url, options) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send(method, url, options);
    } catch (error) {
      const isUnreachable = error instanceof ApiError && [0, 502, 503].includes(error.status);
      const repeatable = method === 'GET' || options.idempotencyKey || options.repeatable;
      if (!isUnreachable || !repeatable || attempt === MAX_ATTEMPTS || options.signal?.aborted) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 300 * attempt * (1 + Math.random())));
    }
  }
}

async function send(method, url, { query, body, idempotencyKey, signal, timeout = DEFAULT_TIMEOUT_MS }) {
  const headers = { Accept: 'application/json' };
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  if (idempotencyKey) {
    headers['Idempotency-Key'] = `"${idempotencyKey}"`;
  }
  const timeoutSignal = AbortSignal.timeout(timeout);
  let response;
  let content = null;
  try {
    response = await fetch(url + queryString(query), {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, timeoutSignal]) : timeoutSignal,
    });
    if (response.headers.get('Content-Type')?.includes('json')) {
      content = await response.json();
    }
  } catch (error) {
    if (signal?.aborted) {
      throw error;
    }
    if (!response || response.ok) {
      throw new ApiError(0); // an incomplete response counts as unreachable
    }
  }
  if (!response.ok) {
    throw new ApiError(response.status, content, Number(response.headers.get('Retry-After') ?? 0));
  }
  return { body: content, headers: response.headers };
}

function queryString(query) {
  const parameters = Object.entries(query ?? {}).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return parameters.length ? `?${new URLSearchParams(parameters)}` : '';
}
