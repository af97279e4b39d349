// The line to the host: a promise per request, and a coded failure where the host is gone, silent or too old.

import { failure, outcomeParams } from '../failures.ts';
import {
  ANSWERS,
  CODES,
  type Code,
  type Failure,
  PROTOCOL_MAX,
  PROTOCOL_MIN,
  type Reply,
  type ReplyTo,
  type Request,
  type RequestEnvelope,
} from '../protocol.ts';

/** The part of runtime.Port that the line needs. */
export interface Port {
  postMessage(frame: RequestEnvelope): void;
  disconnect(): void;
  onMessage: { addListener(heard: (frame: unknown) => void): void };
  onDisconnect: { addListener(gone: (port: Port) => void): void };
  error?: { message: string } | null; // Firefox says there why the port closed, Chromium in lastError
}

const HELLO_TIMEOUT_MS = 5_000; // the host greets before it imports anything heavy
const CALL_TIMEOUT_MS = 60_000; // longer than the host's own patience with Voiso
const REQUEST_TIMEOUT_MS = 15_000;
const IDLE_MS = 5 * 60_000; // then the host may rest: it starts again faster than a pointer reaches a number

// Firefox has one text for a host that is absent, forbidden, blocked or badly registered.
const DISCONNECT_ERRORS: readonly [RegExp, Code][] = [
  [/native messaging host not found|is not registered|no such native application/i, 'host_missing'],
  [/failed to start native messaging host/i, 'host_missing'], // registered, but its program is not there
  [/host is forbidden/i, 'host_forbidden'],
];

interface PendingRequest {
  request: Request;
  resolve: (reply: Reply) => void;
  timer: ReturnType<typeof setTimeout>;
  sentOn?: Connection; // the line that carries it now
  sent: boolean; // over any line, ever: from then on a call may be ringing
  lost: boolean; // one line has already been lost under it
}

interface Connection {
  port: Port;
  helloId: number;
  timer: ReturnType<typeof setTimeout>;
  protocol?: number; // agreed in the greeting; until then nothing else is sent
}

/** One host, started when it is first asked for and again when it is gone. */
export class NativeHostClient {
  #connect: () => Port;
  #version: string;
  #connection: Connection | undefined;
  #pending = new Map<number, PendingRequest>();
  #lastId = 0; // 0 itself is the host's, for frames it could not read
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(connect: () => Port, extensionVersion: string) {
    this.#connect = connect;
    this.#version = extensionVersion;
  }

  /** Send a request; resolves with its reply or a failure, and never rejects. */
  request<R extends Request>(request: R): Promise<ReplyTo<R> | Failure> {
    const id = ++this.#lastId;
    const patience = request.type === 'place_call' ? CALL_TIMEOUT_MS : REQUEST_TIMEOUT_MS;
    clearTimeout(this.#idle);
    const answer = new Promise<Reply>(resolve => {
      const timer = setTimeout(() => this.#onTimeout(id), patience);
      this.#pending.set(id, { request, resolve, timer, sent: false, lost: false });
    });
    this.#flush();
    return answer as Promise<ReplyTo<R> | Failure>; // #settle lets nothing else through
  }

  /** Send whatever this line has not carried yet, over a new line where there is none. */
  #flush(): void {
    try {
      const line = this.#connection ?? this.#open();
      if (line.protocol === undefined) return;
      for (const [id, waiting] of this.#pending) {
        if (waiting.sentOn === line) continue;
        line.port.postMessage({ protocol: line.protocol, id, request: waiting.request });
        waiting.sentOn = line;
        waiting.sent = true;
      }
    } catch (problem) {
      this.#onDisconnect(String(problem)); // Firefox throws on a port that is already closed
    }
  }

  #open(): Connection {
    const port = this.#connect();
    const helloId = ++this.#lastId;
    const timer = setTimeout(() => {
      this.#disconnect();
      this.#failAll('host_silent', 'no greeting');
    }, HELLO_TIMEOUT_MS);
    const line: Connection = { port, helloId, timer };
    this.#connection = line;
    port.onMessage.addListener(frame => {
      if (this.#connection === line) this.#onMessage(line, frame);
    });
    port.onDisconnect.addListener(closed => {
      const why = closed.error?.message ?? globalThis.chrome?.runtime?.lastError?.message;
      if (this.#connection === line) this.#onDisconnect(why ?? 'the host hung up');
    });
    port.postMessage({
      protocol: PROTOCOL_MAX,
      id: helloId,
      request: { type: 'hello', extension_version: this.#version },
    });
    return line;
  }

  #onMessage(line: Connection, frame: unknown): void {
    const { id, reply } = isObject(frame) ? frame : {};
    if (id === line.helloId && line.protocol === undefined) this.#onHello(line, reply);
    else if (typeof id === 'number') this.#resolve(id, reply);
  }

  #onHello(line: Connection, reply: unknown): void {
    clearTimeout(line.timer);
    const range = isObject(reply) && reply.type === 'hello' && isObject(reply.protocol) ? reply.protocol : {};
    const { min, max } = range;
    if (typeof min !== 'number' || typeof max !== 'number') {
      this.#disconnect();
      this.#failAll('internal', 'the greeting cannot be read');
    } else if (max < PROTOCOL_MIN || min > PROTOCOL_MAX) {
      this.#disconnect();
      const update = max < PROTOCOL_MIN ? 'host' : 'extension';
      this.#failAll('version_mismatch', `the host speaks ${min} to ${max}`, { update });
    } else {
      line.protocol = Math.min(max, PROTOCOL_MAX);
      this.#flush();
    }
  }

  /** The port closed. What was asked is asked once more of a new host: request_id keeps a call from repeating. */
  #onDisconnect(why: string): void {
    const code = DISCONNECT_ERRORS.find(([text]) => text.test(why))?.[1] ?? 'host_crashed';
    this.#disconnect();
    for (const [id, waiting] of this.#pending) {
      if (waiting.lost || code !== 'host_crashed') this.#fail(id, waiting, code, why);
      waiting.lost = true;
    }
    if (this.#pending.size > 0) this.#flush();
  }

  #onTimeout(id: number): void {
    const waiting = this.#pending.get(id);
    if (waiting) this.#fail(id, waiting, 'host_silent', 'no reply');
    if (this.#pending.size === 0) this.#disconnect(); // a host that is stuck is replaced by the next one
  }

  #failAll(code: Code, detail: string, params = {}): void {
    for (const [id, waiting] of this.#pending) this.#fail(id, waiting, code, detail, params);
  }

  #fail(id: number, { request, sent }: PendingRequest, code: Code, detail: string, params = {}): void {
    this.#resolve(id, failure(code, detail, { ...params, ...(sent ? outcomeParams(request) : {}) }));
  }

  #resolve(id: number, reply: unknown): void {
    const waiting = this.#pending.get(id);
    if (!waiting) return; // answered before, or never asked
    this.#pending.delete(id);
    clearTimeout(waiting.timer);
    waiting.resolve(validateReply(waiting.request, reply));
    if (this.#pending.size === 0 && this.#connection)
      this.#idle = setTimeout(() => this.#disconnect(), IDLE_MS);
  }

  #disconnect(): void {
    clearTimeout(this.#idle);
    clearTimeout(this.#connection?.timer);
    this.#connection?.port.disconnect();
    this.#connection = undefined;
  }
}

/** Give the reply if it is one to this request; a newer host may know codes that we have no sentence for. */
function validateReply(request: Request, reply: unknown): Reply {
  const { type, code, params, detail } = isObject(reply) ? reply : {};
  if (type === 'failure' && isObject(params) && !Array.isArray(params)) {
    if (CODES.includes(code as Code)) return reply as unknown as Failure;
    return failure('internal', `${code}: ${detail}`, params as Failure['params']);
  }
  const expected: readonly unknown[] = ANSWERS[request.type];
  if (expected.includes(type)) return reply as unknown as Reply;
  return failure('internal', 'the reply cannot be read', outcomeParams(request));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
