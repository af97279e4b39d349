// The client of the native messaging host: a promise per request, and a coded failure if there is no reply.

import { failure, outcomeParams } from '../failures.ts';
import { isObject } from '../guards.ts';
import {
  type ErrorCode,
  type ErrorParams,
  type Failure,
  PROTOCOL_MAX,
  PROTOCOL_MIN,
  type ReplyTo,
  type Request,
  type RequestEnvelope,
} from '../protocol.ts';
import { isFailure } from '../protocol-guards.ts';
import { validateReply } from './reply-validation.ts';
import { explained, type Host, type Installation, mismatch, readHello, tooOldSide } from './version-skew.ts';

/** The part of runtime.Port that the client needs. */
export interface Port {
  postMessage(message: RequestEnvelope): void;
  disconnect(): void;
  onMessage: { addListener(listener: (message: unknown) => void): void };
  onDisconnect: { addListener(listener: (port: Port) => void): void };
  error?: { message: string } | null; // why Firefox closed the port; Chromium sets runtime.lastError
}

const HELLO_TIMEOUT_MS = 5_000; // the host answers `hello` before it imports anything slow
// Longer than the host waits for Voiso, or for the password of the system's keyring.
const SLOW_TIMEOUT_MS = 65_000;
const SLOW_REQUESTS: readonly Request['type'][] = [
  'place_call',
  'follow_call',
  'configure',
  'find_agents',
  'check_setup',
];
const HOST_TIMEOUT_MS = 15_000;
const NO_ID = 0; // of replies to messages that were not read
const IDLE_TIMEOUT_MS = 5 * 60_000; // an idle host is stopped: starting it again is fast

// Firefox has one text for a host that is missing, forbidden, blocked or registered incorrectly.
const DISCONNECT_ERRORS: readonly [RegExp, ErrorCode][] = [
  [/native messaging host not found|is not registered|no such native application/i, 'host_missing'],
  [/failed to start native messaging host/i, 'host_missing'], // registered, but its program is not there
  [/host is forbidden/i, 'host_forbidden'],
];

interface PendingRequest {
  readonly request: Request;
  readonly settle: (reply: unknown) => void;
  readonly timer: ReturnType<typeof setTimeout>;
  sentOn?: Connection; // the connection that it was sent on last
  wasSent: boolean; // on any connection: from then on a call may be ringing
  wasLost: boolean; // a connection was lost before it was answered
}

interface Connection {
  readonly port: Port;
  readonly helloId: number;
  readonly timer: ReturnType<typeof setTimeout>;
  host?: Host; // as of its reply to `hello`; before that nothing else is sent
}

/** A host that is started by the first request or before it, and again by the next one if it has stopped. */
export class NativeHostClient {
  readonly #connect: () => Port;
  readonly #extension: Installation;
  readonly #pending = new Map<number, PendingRequest>();
  #connection: Connection | undefined;
  #lastId = NO_ID;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;
  #host: Host | undefined; // the one that said hello last

  constructor(connect: () => Port, extension: Installation) {
    this.#connect = connect;
    this.#extension = extension;
  }

  /** Send a request. Resolves with its reply or a failure, and never rejects. */
  request<R extends Request>(request: R): Promise<ReplyTo<R> | Failure> {
    const id = ++this.#lastId;
    const timeoutMs = SLOW_REQUESTS.includes(request.type) ? SLOW_TIMEOUT_MS : HOST_TIMEOUT_MS;
    clearTimeout(this.#idleTimer);
    return new Promise(resolve => {
      const settle = (reply: unknown) =>
        resolve(explained(validateReply(request, reply), this.#extension, this.#host));
      const timer = setTimeout(() => this.#onTimeout(id), timeoutMs);
      this.#pending.set(id, { request, settle, timer, wasSent: false, wasLost: false });
      this.#flush();
    });
  }

  /**
   * Start the host if it does not run, and keep it for another while: a request is likely soon. Until the first
   * request it only says hello, and loads its libraries.
   */
  wake(): void {
    if (this.#pending.size > 0) return; // it runs, and stays after its last reply
    this.#flush();
    this.#keepForAWhile();
  }

  /** Send what this connection has not sent yet; open a connection if there is none. */
  #flush(): void {
    try {
      const connection = this.#connection ?? this.#open();
      const { host } = connection;
      if (host === undefined) return;
      const protocol = Math.min(host.protocol.max, PROTOCOL_MAX);
      for (const [id, pending] of this.#pending) {
        if (pending.sentOn === connection) continue;
        if (host.capabilities?.includes(pending.request.type) === false) {
          this.#failUnknown(id, pending, host);
          continue;
        }
        connection.port.postMessage({ protocol, id, request: pending.request });
        pending.sentOn = connection;
        pending.wasSent = true;
      }
    } catch (error) {
      this.#onDisconnect(String(error)); // Firefox throws if the port is already closed
    }
  }

  #open(): Connection {
    const port = this.#connect();
    const helloId = ++this.#lastId;
    const timer = setTimeout(() => {
      this.#disconnect();
      this.#failAll('host_silent', 'no reply to hello');
    }, HELLO_TIMEOUT_MS);
    const connection: Connection = { port, helloId, timer };
    this.#connection = connection;
    port.onMessage.addListener(message => {
      if (this.#connection === connection) this.#onMessage(connection, message);
    });
    port.onDisconnect.addListener(closedPort => {
      const reason = closedPort.error?.message ?? globalThis.chrome?.runtime?.lastError?.message;
      if (this.#connection === connection) this.#onDisconnect(reason ?? 'the host closed the connection');
    });
    port.postMessage({
      protocol: PROTOCOL_MAX,
      id: helloId,
      request: {
        type: 'hello',
        extension_version: this.#extension.version,
        protocol: { min: PROTOCOL_MIN, max: PROTOCOL_MAX },
      },
    });
    return connection;
  }

  #onMessage(connection: Connection, message: unknown): void {
    const { id, reply } = isObject(message) ? message : {};
    if (id === connection.helloId && connection.host === undefined) this.#onHello(connection, reply);
    else if (id === NO_ID && connection.host === undefined && isFailure(reply)) this.#onRefusal(reply);
    else if (typeof id === 'number') this.#resolve(id, reply);
  }

  /** The launcher answers instead of the host, which cannot start; it has not read `hello`. */
  #onRefusal({ code, detail, params }: Failure): void {
    this.#disconnect();
    this.#failAll(code, detail, params);
  }

  /** Agree on a protocol version, the highest that both sides speak. */
  #onHello(connection: Connection, reply: unknown): void {
    clearTimeout(connection.timer);
    const host = readHello(reply);
    if (host === null) {
      this.#disconnect();
      this.#failAll('internal', 'the reply to hello is not valid');
      return;
    }
    this.#host = host;
    const update = tooOldSide(host.protocol);
    if (update) {
      const { min, max } = host.protocol;
      const detail = `the host ${host.version} speaks protocol ${min} to ${max}`;
      const { code, params } = mismatch(update, { extension: this.#extension, host }, detail);
      this.#disconnect();
      this.#failAll(code, detail, params);
    } else {
      connection.host = host;
      this.#flush();
    }
  }

  /** An older host does not know this type of request, so it is not sent. */
  #failUnknown(id: number, pending: PendingRequest, host: Host): void {
    const detail = `the host ${host.version} does not know ${pending.request.type}`;
    const { code, params } = mismatch('host', { extension: this.#extension, host }, detail);
    this.#fail(id, pending, code, detail, params);
  }

  /** Send pending requests once more to a new host; the same `request_id` is never dialled twice. */
  #onDisconnect(reason: string): void {
    const code = DISCONNECT_ERRORS.find(([pattern]) => pattern.test(reason))?.[1] ?? 'host_crashed';
    this.#disconnect();
    for (const [id, pending] of this.#pending) {
      if (pending.wasLost || code !== 'host_crashed') this.#fail(id, pending, code, reason);
      pending.wasLost = true;
    }
    if (this.#pending.size > 0) this.#flush();
  }

  #onTimeout(id: number): void {
    const pending = this.#pending.get(id);
    if (pending) this.#fail(id, pending, 'host_silent', 'no reply');
    // The next request starts a new host instead of this one.
    if (this.#pending.size === 0) this.#disconnect();
  }

  #failAll(code: ErrorCode, detail: string, params: ErrorParams = {}): void {
    for (const [id, pending] of this.#pending) this.#fail(id, pending, code, detail, params);
  }

  #fail(
    id: number,
    pending: PendingRequest,
    code: ErrorCode,
    detail: string,
    params: ErrorParams = {},
  ): void {
    const outcome = pending.wasSent ? outcomeParams(pending.request) : {};
    this.#resolve(id, failure(code, detail, { ...params, ...outcome }));
  }

  #resolve(id: number, reply: unknown): void {
    const pending = this.#pending.get(id);
    if (!pending) return; // already answered, or never asked
    this.#pending.delete(id);
    clearTimeout(pending.timer);
    pending.settle(reply);
    if (this.#pending.size === 0) this.#keepForAWhile();
  }

  #keepForAWhile(): void {
    clearTimeout(this.#idleTimer);
    if (this.#connection) this.#idleTimer = setTimeout(() => this.#disconnect(), IDLE_TIMEOUT_MS);
  }

  #disconnect(): void {
    clearTimeout(this.#idleTimer);
    clearTimeout(this.#connection?.timer);
    this.#connection?.port.disconnect();
    this.#connection = undefined;
  }
}
