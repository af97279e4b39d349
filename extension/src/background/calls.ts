// Places calls for a page, a card, the popup or the browser's own menu and address bar, and asks in the popup about costly ones.

import { frontTabId } from '../active-tab.ts';
import type { CallReply } from '../context-messages.ts';
import { isCostly } from '../costly-reasons.ts';
import { failure } from '../failures.ts';
import { mayCallAtOnce } from '../one-click.ts';
import type { ConfirmationNeeded, Failure, PlaceCall } from '../protocol.ts';
import { CallGate } from './call-gate.ts';
import type { Notifications } from './notifications.ts';
import { isPopupOpen, showQuestion } from './question-display.ts';
import type { Questions } from './questions.ts';
import { recordOfTab } from './record-source.ts';
import { attachPageOrigin, type KnownSender, refusedField } from './sender-permissions.ts';

type RequestCall = (call: PlaceCall) => Promise<CallReply>;

export class Calls {
  readonly #gate: CallGate;
  readonly #questions: Questions;
  readonly #notifications: Notifications;

  constructor(requestCall: RequestCall, questions: Questions, notifications: Notifications) {
    this.#gate = new CallGate(requestCall);
    this.#questions = questions;
    this.#notifications = notifications;
  }

  /** Place the call that a message asks for. A page may do so only where one click calls. */
  async placeFor(sender: KnownSender, call: PlaceCall): Promise<CallReply> {
    const field = refusedField(call, sender);
    if (field !== undefined) return refusal(`this sender may not set “${field}”`);
    if (sender.role === 'options') return this.#gate.place(call, 'options');
    if (sender.role === 'popup') {
      const reply = await this.#gate.place(call, 'popup');
      void this.#tellIfPopupIsClosed(call, reply);
      return reply;
    }
    if (sender.role === 'card') return this.#placeAndAsk(call, 'card', sender.tabId);
    if (!(await mayCallAtOnce(sender.origin, call.number)))
      return refusal('one click does not call this number on this site');
    return this.#placeAndAsk(attachPageOrigin(call, sender.origin), 'content', sender.tabId);
  }

  /** Return whether this call to this number was requested before by somebody who may. */
  wasRequested(call: PlaceCall): Promise<boolean> {
    return this.#gate.wasRequested(call);
  }

  /** Place a call from the browser's context menu or address bar, over a tab. */
  placeFromBrowser(call: PlaceCall, tabId: number): Promise<CallReply> {
    return this.#placeAndAsk(call, 'background', tabId);
  }

  /** Place a call. A question about what it costs is shown in the popup, whatever the sender does with it. */
  async #placeAndAsk(
    call: PlaceCall,
    role: 'card' | 'content' | 'background',
    tabId: number,
  ): Promise<CallReply> {
    const record = await recordOfTab(tabId, call.page_origin);
    const complete = record ? { ...call, source: record } : call;
    const reply = await this.#gate.place(complete, role);
    if (reply.type === 'confirmation_needed' && reply.reasons.some(isCostly))
      await this.ask(complete, reply, tabId);
    return reply;
  }

  /** Tell the reply to a call of the popup, and ask what it asks, if the agent has closed that meanwhile. */
  async #tellIfPopupIsClosed(call: PlaceCall, reply: CallReply): Promise<void> {
    if (await isPopupOpen().catch(() => true)) return;
    void this.notify(call, reply);
    if (reply.type !== 'confirmation_needed') return;
    const tabId = await frontTabId();
    if (tabId !== undefined) await this.ask(call, reply, tabId);
  }

  /** Tell the end of a call that the agent sees nowhere else. */
  notify(call: PlaceCall, reply: CallReply): Promise<void> {
    return this.#notifications.show(call, reply);
  }

  /** Ask in the popup whether to place a call that has to be confirmed. */
  async ask(request: PlaceCall, needed: ConfirmationNeeded, tabId: number): Promise<void> {
    await this.#questions.put(tabId, { request, needed });
    void showQuestion(tabId);
  }
}

function refusal(detail: string): Failure {
  return failure('invalid_request', detail);
}
