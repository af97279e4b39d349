// A fake native messaging port: it answers with the message fixtures, and can fall silent or close.

import assert from 'node:assert/strict';
import { NativeHostClient, type Port } from '../../../extension/src/background/native-host-client.ts';
import type { Reply, RequestEnvelope } from '../../../extension/src/protocol.ts';
import { REPLIES } from './message-fixtures.ts';

type Answer = (frame: RequestEnvelope) => unknown;

/** The reply of a letter; what the JSON file says is checked against the protocol by the host's tests. */
export const replies = {
  hello: REPLIES.hello,
  get_status: REPLIES.status,
  warm_up: REPLIES.warmed_up,
  check_number: REPLIES.number_checked,
  place_call: REPLIES.call_placed,
  get_history: REPLIES.history,
} as unknown as Record<RequestEnvelope['request']['type'], Reply>;

/** Answer every request with its letter. */
export const byFixture: Answer = frame => ({ id: frame.id, reply: replies[frame.request.type] });

/** Answer the greeting by its letter and nothing else. */
export const onlyHello: Answer = frame => (frame.request.type === 'hello' ? byFixture(frame) : undefined);

export class FakePort implements Port {
  readonly sent: RequestEnvelope[] = [];
  disconnected = false;
  error: { message: string } | null = null;
  onMessage = { addListener: (heard: (frame: unknown) => void) => void this.#heard.push(heard) };
  onDisconnect = { addListener: (gone: (port: Port) => void) => void this.#gone.push(gone) };
  #heard: ((frame: unknown) => void)[] = [];
  #gone: ((port: Port) => void)[] = [];
  #answer: Answer;

  constructor(answer: Answer = byFixture) {
    this.#answer = answer;
  }

  postMessage(frame: RequestEnvelope): void {
    if (this.disconnected) throw new Error('Attempt to postMessage on disconnected port');
    this.sent.push(JSON.parse(JSON.stringify(frame)) as RequestEnvelope);
    const answer = this.#answer(frame);
    if (answer !== undefined) queueMicrotask(() => this.say(answer));
  }

  /** What the host says without being asked, or later than at once. */
  say(frame: unknown): void {
    for (const heard of this.#heard) heard(frame);
  }

  disconnect(): void {
    this.disconnected = true; // the side that closes a port is not told
  }

  /** The host is gone; Chromium leaves its text in lastError while it tells of it, Firefox at the port. */
  close(text?: string, browser: 'chromium' | 'firefox' = 'chromium'): void {
    this.disconnected = true;
    if (browser === 'firefox') this.error = text === undefined ? null : { message: text };
    else Object.assign(globalThis, { chrome: { runtime: { lastError: text && { message: text } } } });
    for (const gone of this.#gone) gone(this);
    Reflect.deleteProperty(globalThis, 'chrome');
  }

  /** What was sent after the greeting. */
  get requests(): RequestEnvelope['request'][] {
    return this.sent.map(frame => frame.request).filter(request => request.type !== 'hello');
  }
}

/** A host whose ports are the given ones, in this order; asking for one more is an error. */
export function hostWith(...ports: FakePort[]): NativeHostClient {
  const left = [...ports];
  return new NativeHostClient(() => {
    const port = left.shift();
    assert.ok(port, 'one connection too many');
    return port;
  }, '0.1.0');
}
