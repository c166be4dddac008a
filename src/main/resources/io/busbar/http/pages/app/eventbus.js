// The event-bus bridge protocol of Vert.x over a plain WebSocket: JSON frames, as the official client sends them.

const PING = 5_000;
const QUIET = 15_000;
const LOST = 30_000;

/** One connection; it is over when `closed` is called, and another one is to be made. */
export class EventBus {
  #socket;
  #pings = 0;
  #heard = 0;
  #replies = new Map();
  #handlers;

  /** Handlers: opened(), received(address, body), refused(frame), quiet(), closed(). */
  constructor(path, handlers) {
    const url = new URL(path, location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    this.#handlers = handlers;
    this.#socket = new WebSocket(url);
    this.#socket.addEventListener('open', () => this.#opened());
    this.#socket.addEventListener('message', (event) => this.#frame(JSON.parse(event.data)));
    this.#socket.addEventListener('close', () => this.#closed());
  }

  /** Asks for what is sent to an address. */
  register(address, headers = {}) {
    this.#write({ type: 'register', address, headers });
  }

  /** Calls an operation: address is the service, the header `action` its name. */
  request(address, action, body) {
    const replyAddress = crypto.getRandomValues(new Uint32Array(4)).join('-');
    this.#write({ type: 'send', address, headers: { action }, body, replyAddress });
    return new Promise((resolve, reject) => this.#replies.set(replyAddress, { resolve, reject }));
  }

  close() {
    this.#socket.close();
    this.#closed();
  }

  #opened() {
    this.#heard = Date.now();
    this.#pings = setInterval(() => this.#ping(), PING);
    this.#handlers.opened();
  }

  /** Pings are not answered, so who was quiet for long is asked something: a connection on which nothing comes back is none. */
  #ping() {
    const silence = Date.now() - this.#heard;
    if (silence > LOST) {
      this.close();
      return;
    }
    this.#write({ type: 'ping' });
    if (silence > QUIET) {
      this.#handlers.quiet();
    }
  }

  #frame(frame) {
    this.#heard = Date.now();
    const reply = this.#replies.get(frame.address);
    if (reply) {
      this.#replies.delete(frame.address);
      frame.type === 'err' ? reply.reject(frame) : reply.resolve(frame.body);
    } else if (frame.type === 'rec') {
      this.#handlers.received(frame.address, frame.body);
    } else if (frame.type === 'err') {
      this.#handlers.refused(frame);
    }
  }

  #closed() {
    clearInterval(this.#pings);
    this.#handlers.closed();
    this.#handlers.closed = () => {};
  }

  #write(frame) {
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify(frame));
    }
  }
}
