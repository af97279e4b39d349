// A background script that records what it receives and replies as a test says, and a number to call.

import type { CallSubject } from '../../../extension/src/call-subject.ts';
import type { BackgroundMessage } from '../../../extension/src/context-messages.ts';
import type { PlaceCall, Reply } from '../../../extension/src/protocol.ts';
import { fakeChrome } from './fake-chrome.ts';

export const SUBJECT: CallSubject = {
  number: '+14155550100',
  original_text: '(415) 555-0100',
  region: 'US',
  trigger: 'click',
  explanations: [],
};
export const OTHER_SUBJECT: CallSubject = { ...SUBJECT, number: '+14155550101' };
export const PLACED: Reply = {
  type: 'call_placed',
  call_id: '5c1f',
  number: SUBJECT.number,
  international: '+1 415-555-0100',
  placed_at: '2026-01-01T00:00:00Z',
  repeated: false,
};

export class FakeBackground {
  readonly messages: BackgroundMessage[] = [];
  replyTo: (request: PlaceCall) => Reply | Promise<Reply> = () => PLACED;
  /** The replies to other messages, by type; else a failure. */
  replies: { readonly [type: string]: unknown } = {};

  constructor() {
    const sendMessage = async (message: BackgroundMessage): Promise<unknown> => {
      this.messages.push(message);
      if (message.type === 'place_call') return this.replyTo(message);
      if (message.type === 'was_requested' && !this.replies.was_requested)
        return {
          type: 'done',
          success: this.calls.some(call => call.request_id === message.request.request_id),
        };
      return this.replies[message.type] ?? { type: 'failure', code: 'internal', params: {}, detail: '' };
    };
    fakeChrome({ runtime: { id: 'own', sendMessage } });
  }

  get calls(): PlaceCall[] {
    return this.messages.filter(message => message.type === 'place_call');
  }
}
