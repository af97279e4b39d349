// A fake native messaging port: it replies with the message fixtures, and can stay silent or close.

import assert from 'node:assert/strict';
import { NativeHostClient, type Port } from '../../../extension/src/background/native-host-client.ts';
import type { Reply, RequestEnvelope } from '../../../extension/src/protocol.ts';
import { REPLIES } from './message-fixtures.ts';

/** Returns what the host sends for a request, or undefined if it sends nothing. */
type Host = (message: RequestEnvelope) => unknown;

/** The reply to each request. That the fixtures match the protocol is tested with the host. */
export const replies = {
  hello: REPLIES.hello,
  get_status: REPLIES.status,
  warm_up: REPLIES.warmed_up,
  check_number: REPLIES.number_checked,
  place_call: REPLIES.call_placed,
  get_history: REPLIES.history,
} as Record<RequestEnvelope['request']['type'], Reply>;

/** Reply to every request with its fixture. */
export const replyAll: Host = ({ id, request }) => ({ id, reply: replies[request.type] });

/** Reply to `hello` only. */
export const replyToHello: Host = message =>
  message.request.type === 'hello' ? replyAll(message) : undefined;

/** Reply to `hello` with its fixture, and to everything else with this. */
export function replyWith(reply: unknown): Host {
  return message => replyToHello(message) ?? { id: message.id, reply };
}

export const replyNothing: Host = () => undefined;

export class FakePort implements Port {
  readonly sent: RequestEnvelope[] = [];
  disconnected = false;
  error: { message: string } | null = null;
  onMessage = {
    addListener: (listener: (message: unknown) => void) => void this.#messageListeners.push(listener),
  };
  onDisconnect = {
    addListener: (listener: (port: Port) => void) => void this.#disconnectListeners.push(listener),
  };
  #messageListeners: ((message: unknown) => void)[] = [];
  #disconnectListeners: ((port: Port) => void)[] = [];
  #host: Host;

  constructor(host: Host = replyAll) {
    this.#host = host;
  }

  postMessage(message: RequestEnvelope): void {
    if (this.disconnected) throw new Error('Attempt to postMessage on disconnected port');
    this.sent.push(JSON.parse(JSON.stringify(message)) as RequestEnvelope);
    const reply = this.#host(message);
    if (reply !== undefined) queueMicrotask(() => this.receive(reply));
  }

  /** Let the host send something, without a request or later. */
  receive(message: unknown): void {
    for (const listener of this.#messageListeners) listener(message);
  }

  disconnect(): void {
    this.disconnected = true; // the browser does not notify the side that disconnects
  }

  /**
   * Close the port as a browser does when the host stops: Chromium sets lastError, Firefox the port's error.
   */
  close(text?: string, browser: 'chromium' | 'firefox' = 'chromium'): void {
    this.disconnected = true;
    if (browser === 'firefox') this.error = text === undefined ? null : { message: text };
    else Object.assign(globalThis, { chrome: { runtime: { lastError: text && { message: text } } } });
    for (const listener of this.#disconnectListeners) listener(this);
    Reflect.deleteProperty(globalThis, 'chrome');
  }

  /** What was sent after `hello`. */
  get requests(): RequestEnvelope['request'][] {
    return this.sent.map(({ request }) => request).filter(request => request.type !== 'hello');
  }
}

export const EXTENSION = { version: '0.1.0', installedBy: '' };

/** Make a client that connects to these ports in their order; another connection is an error. */
export function clientWith(...ports: FakePort[]): NativeHostClient {
  const remaining = [...ports];
  return new NativeHostClient(() => {
    const port = remaining.shift();
    assert.ok(port, 'one connection too many');
    return port;
  }, EXTENSION);
}
