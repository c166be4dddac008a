// A client of the Vert.x event bus bridge over a plain WebSocket. It exchanges the same JSON frames as the official client.

const PING_INTERVAL_MS = 5_000;
const IDLE_TIMEOUT_MS = 15_000;
const LOST_TIMEOUT_MS = 30_000;

/** One connection. It is never reopened: after `closed` is called, create a new one. */
export class EventBus {
  #socket;
  #pingTimer = 0;
  #lastReceivedAt = 0;
  #replies = new Map();
  #handlers;

  /** Handlers: opened(), received(address, body), failed(frame), idle(), closed(). */
  constructor(path, handlers) {
    const url = new URL(path, location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    this.#handlers = handlers;
    this.#socket = new WebSocket(url);
    this.#socket.addEventListener('open', () => this.#handleOpen());
    this.#socket.addEventListener('message', (event) => this.#handleFrame(JSON.parse(event.data)));
    this.#socket.addEventListener('close', () => this.#handleClose());
  }

  /** Subscribes to an address. */
  register(address, headers = {}) {
    this.#write({ type: 'register', address, headers });
  }

  /** Calls an operation and resolves to its result: `address` names the service, `action` the operation. */
  request(address, action, body) {
    const replyAddress = crypto.getRandomValues(new Uint32Array(4)).join('-');
    this.#write({ type: 'send', address, headers: { action }, body, replyAddress });
    return new Promise((resolve, reject) => this.#replies.set(replyAddress, { resolve, reject }));
  }

  close() {
    this.#socket.close();
    this.#handleClose();
  }

  #handleOpen() {
    this.#lastReceivedAt = Date.now();
    this.#pingTimer = setInterval(() => this.#ping(), PING_INTERVAL_MS);
    this.#handlers.opened();
  }

  /** Pings have no reply. After a longer silence the `idle` handler sends a request; if nothing arrives then either, the connection is closed. */
  #ping() {
    const silence = Date.now() - this.#lastReceivedAt;
    if (silence > LOST_TIMEOUT_MS) {
      this.close();
      return;
    }
    this.#write({ type: 'ping' });
    if (silence > IDLE_TIMEOUT_MS) {
      this.#handlers.idle();
    }
  }

  #handleFrame(frame) {
    this.#lastReceivedAt = Date.now();
    const reply = this.#replies.get(frame.address);
    if (reply) {
      this.#replies.delete(frame.address);
      frame.type === 'err' ? reply.reject(frame) : reply.resolve(frame.body);
    } else if (frame.type === 'rec') {
      this.#handlers.received(frame.address, frame.body);
    } else if (frame.type === 'err') {
      this.#handlers.failed(frame);
    }
  }

  #handleClose() {
    clearInterval(this.#pingTimer);
    this.#handlers.closed();
    this.#handlers.closed = () => {};
  }

  #write(frame) {
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify(frame));
    }
  }
}
