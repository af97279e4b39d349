// The background script's message handler in a fake browser, with a host that replies as a test says.

import { CallKeyPresses } from '../../../extension/src/background/call-key-presses.ts';
import { Calls } from '../../../extension/src/background/calls.ts';
import { MessageHandler } from '../../../extension/src/background/message-handler.ts';
import { Notifications } from '../../../extension/src/background/notifications.ts';
import { Offers } from '../../../extension/src/background/offers.ts';
import { Questions } from '../../../extension/src/background/questions.ts';
import type { Sender } from '../../../extension/src/background/sender-permissions.ts';
import type { HostRequest } from '../../../extension/src/context-messages.ts';
import type { PlaceCall, Reply } from '../../../extension/src/protocol.ts';
import { fakeChrome } from './fake-chrome.ts';
import { replies } from './fake-port.ts';
import { FakeStorageArea } from './fake-storage.ts';
import { FakeToolbar } from './fake-toolbar.ts';

export const ORIGIN = 'https://crm.example';
export const TAB = 7;
const EXTENSION = 'chrome-extension://own';

/** The content script of the top frame of a page. */
export const page: Sender = { id: 'own', origin: ORIGIN, url: `${ORIGIN}/7`, frameId: 0, tab: { id: TAB } };
export const innerFrame: Sender = { ...page, origin: 'https://ads.example', frameId: 3 };
export const card: Sender = {
  id: 'own',
  origin: EXTENSION,
  url: `${EXTENSION}/card.html`,
  frameId: 12,
  tab: { id: TAB },
};
export const popup: Sender = { id: 'own', origin: EXTENSION, url: `${EXTENSION}/popup.html` };

export class BackgroundSetup {
  readonly local = new FakeStorageArea();
  readonly sync = new FakeStorageArea();
  readonly session = new FakeStorageArea();
  readonly toolbar = new FakeToolbar();
  readonly requests: HostRequest[] = []; // what the host received
  readonly frameMessages: unknown[] = []; // what frames received: [message, options]
  readonly windows: string[] = []; // the URLs of windows that were opened
  openedPopups = 0;
  statusRefreshes = 0;
  hostWakes = 0;
  isTabActive = true;
  canOpenPopup = true;
  frameReply: unknown; // undefined: the frame has no content script
  innerFrameReply: unknown; // to what is sent to all frames; undefined: none has one and the focus
  replyTo: (call: PlaceCall) => Reply | Promise<Reply> = () => replies.place_call;
  questions = new Questions();
  offers = new Offers(this.questions);
  calls = this.#newCalls();
  readonly callKeyPresses = new CallKeyPresses();
  handler = this.#newHandler();

  constructor() {
    fakeChrome({
      runtime: { id: 'own', getURL: (path: string) => `${EXTENSION}/${path}` },
      storage: { local: this.local, sync: this.sync, session: this.session },
      tabs: {
        get: async (id: number) => ({ id, active: this.isTabActive, windowId: 1 }),
        sendMessage: async (_tab: number, message: unknown, options: unknown) => {
          if (this.frameReply === undefined) throw new Error('Receiving end does not exist.');
          this.frameMessages.push([message, options]);
          const isForAll = (options as { frameId?: number }).frameId === undefined;
          return isForAll ? this.innerFrameReply : this.frameReply;
        },
      },
      action: {
        ...this.toolbar.action,
        openPopup: async () => {
          if (!this.canOpenPopup) throw new Error('openPopup requires a user gesture');
          this.openedPopups++;
        },
      },
      windows: { create: async ({ url }: { url: string }) => void this.windows.push(url) },
    });
  }

  /** Stop the background script as an idle browser does, and start it again. */
  restart(): void {
    this.questions = new Questions();
    this.offers = new Offers(this.questions);
    this.calls = this.#newCalls();
    this.handler = this.#newHandler();
  }

  allowOneClick(origin = ORIGIN): void {
    this.local.items.one_click = { [origin]: true };
  }

  /** Send a message to the background script. */
  async send(message: unknown, sender: Sender): Promise<Record<string, unknown>> {
    return { ...(await this.handler.reply(message, sender)) };
  }

  get placed(): PlaceCall[] {
    return this.requests.filter(request => request.type === 'place_call');
  }

  #newCalls(): Calls {
    const requestHost = (request: HostRequest) => this.#requestHost(request) as Promise<never>;
    return new Calls(requestHost, this.questions, new Notifications(requestHost));
  }

  #newHandler(): MessageHandler {
    const { calls, offers, questions } = this;
    const own = { id: 'own', origins: [EXTENSION] };
    const requestHost = (request: HostRequest) => this.#requestHost(request);
    const { callKeyPresses } = this;
    return new MessageHandler({
      own,
      calls,
      offers,
      questions,
      callKeyPresses,
      requestHost,
      wakeHost: () => void this.hostWakes++,
      refreshStatus: () => void this.statusRefreshes++,
    });
  }

  async #requestHost(request: HostRequest): Promise<Reply> {
    this.requests.push(request);
    return request.type === 'place_call' ? this.replyTo(request) : replies[request.type];
  }
}
