// A CallController with a card that records its states, and a background script that replies as a test says.

import { CallController } from '../../../extension/src/content/call-controller.ts';
import type { Card } from '../../../extension/src/content/card/card.ts';
import type { PlaceCall, Reply, Request } from '../../../extension/src/protocol.ts';
import { FakeCard, PLACED } from './fake-card.ts';
import { fakeChrome } from './fake-chrome.ts';

export class CallSetup {
  readonly requests: Request[] = []; // what the background script received
  readonly card = new FakeCard();
  readonly controller = new CallController(this.card as unknown as Card);
  replyTo: (request: PlaceCall) => Reply | Promise<Reply> = () => PLACED;

  constructor() {
    const sendMessage = async (request: Request): Promise<Reply> => {
      this.requests.push(request);
      if (request.type === 'place_call') return this.replyTo(request);
      return { type: 'failure', code: 'internal', params: {}, detail: '' };
    };
    fakeChrome({ runtime: { id: 'own', sendMessage } });
  }

  get calls(): PlaceCall[] {
    return this.requests.filter(request => request.type === 'place_call');
  }
}
