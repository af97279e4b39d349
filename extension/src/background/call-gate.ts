// Passes calls on to the host: each ID belongs to one number, and only what was asked can be confirmed.

import type { CallReply } from '../context-messages.ts';
import { isCostly } from '../costly-reasons.ts';
import { failure } from '../failures.ts';
import type { PlaceCall, Reason } from '../protocol.ts';
import type { Role } from './sender-permissions.ts';
import { SessionMap } from './session-map.ts';

const MAX_CALLS = 200;

/** What is remembered of a call: its number, and the reasons that the host asked the agent to confirm. */
interface SeenCall {
  readonly number: string;
  readonly region?: string; // a national number is another one in another region
  readonly asked: readonly Reason[];
}

export class CallGate {
  readonly #requestCall: (call: PlaceCall) => Promise<CallReply>;
  readonly #seen = new SessionMap<SeenCall>('seen_calls', MAX_CALLS); // by request_id

  constructor(requestCall: (call: PlaceCall) => Promise<CallReply>) {
    this.#requestCall = requestCall;
  }

  /** Return whether a call was requested before, for the same number. */
  async wasRequested({ request_id: id, number, region }: PlaceCall): Promise<boolean> {
    const seen = await this.#seen.get(id);
    return seen?.number === number && seen.region === region;
  }

  /** Place a call for a sender, or for the background script itself. */
  async place(call: PlaceCall, role: Role | 'background'): Promise<CallReply> {
    const { request_id: id, number, region, confirmed = [] } = call;
    const first: SeenCall = { number, ...(region !== undefined && { region }), asked: [] };
    const seen = await this.#seen.update(id, known => known ?? first);
    if (seen?.number !== number || seen.region !== region)
      return failure('invalid_request', 'the request ID of another number');
    if (!confirmed.every(reason => seen.asked.includes(reason)))
      return failure('invalid_request', 'a reason is confirmed that the agent was not asked about');
    if (role !== 'popup' && role !== 'options' && confirmed.some(isCostly))
      return failure('invalid_request', 'what costs extra is confirmed where no page can draw');
    const reply = await this.#requestCall(call);
    if (reply.type === 'confirmation_needed') {
      const addReasons = (known: SeenCall = seen): SeenCall => ({
        ...known,
        asked: [...new Set([...known.asked, ...reply.reasons])],
      });
      await this.#seen.update(id, addReasons);
    }
    return reply;
  }
}
