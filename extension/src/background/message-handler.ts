// Answers every message to the background script: checks who may send it, then hands it to the module for it.

import type { BackgroundReplies, Done, HostRequest, OwnMessage, PageSettings } from '../context-messages.ts';
import { storedDefaultRegion } from '../default-region.ts';
import { failure } from '../failures.ts';
import { isOneClickAllowed } from '../one-click.ts';
import type { Failure, Reply } from '../protocol.ts';
import { applyDetectionRule, detectionRule } from '../settings/detection-rule.ts';
import { loadSettings } from '../settings/storage.ts';
import { hostnameOf, siteSettings } from '../site-settings.ts';
import { showBadge } from '../toolbar-badge.ts';
import type { CallKeyPresses } from './call-key-presses.ts';
import type { Calls } from './calls.ts';
import { CardSites } from './card-sites.ts';
import { isBackgroundMessage, isOwnMessage } from './message-guards.ts';
import type { Offers } from './offers.ts';
import { showQuestion } from './question-display.ts';
import type { Questions } from './questions.ts';
import { isAllowed, type KnownSender, knownSender, type Own, type Sender } from './sender-permissions.ts';
import { setupNeeded } from './setup-state.ts';

interface Dependencies {
  readonly own: Own;
  readonly calls: Calls;
  readonly offers: Offers;
  readonly questions: Questions;
  readonly callKeyPresses: CallKeyPresses;
  readonly requestHost: (request: HostRequest) => Promise<Reply>;
  readonly wakeHost: () => void; // starts it if it does not run
  readonly refreshStatus: () => void; // a page was opened: the host may have other settings by now
}

type Handlers = {
  readonly [T in OwnMessage['type']]: (
    message: Extract<OwnMessage, { readonly type: T }>,
    sender: KnownSender,
  ) => Promise<BackgroundReplies[T] | Failure>;
};

type OwnReply = BackgroundReplies[OwnMessage['type']];

export class MessageHandler {
  readonly #deps: Dependencies;
  readonly #cardSites = new CardSites();

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** Return the reply to a message; a failure if this sender may not send it. */
  async reply(message: unknown, sender: Sender): Promise<Reply | OwnReply> {
    const known = knownSender(sender, this.#deps.own);
    if (!known || !isBackgroundMessage(message) || !isAllowed(message, known))
      return failure('invalid_request', 'not a message that this sender may send');
    if (isOwnMessage(message)) return this.#handle(message, known);
    if (message.type === 'place_call') return this.#deps.calls.placeFor(known, message);
    return this.#deps.requestHost(message);
  }

  #handle<M extends OwnMessage>(message: M, sender: KnownSender): Promise<OwnReply | Failure> {
    const handle = this.#handlers[message.type] as (
      message: M,
      sender: KnownSender,
    ) => Promise<OwnReply | Failure>;
    return handle(message, sender);
  }

  readonly #handlers: Handlers = {
    get_site_settings: (_message, sender) => {
      this.#deps.refreshStatus();
      return pageSettings(sender);
    },
    wake_host: async () => {
      this.#deps.wakeHost();
      return done();
    },
    open_card: async ({ token }, sender) => {
      this.#deps.refreshStatus(); // the page may be open for a long time: is it still the same account?
      return done(await this.#cardSites.add(token, sender));
    },
    get_card_site: async ({ token }, { tabId }) =>
      (await this.#cardSites.get(token, tabId)) ??
      failure('invalid_request', 'no page of this tab has opened this card'),
    offer_in_top_frame: async ({ type: _, ...offer }, { tabId, origin }) => {
      await this.#deps.offers.offerInTopFrame(tabId, { ...offer, origin });
      return done();
    },
    offer_in_popup: async ({ subject, page_origin }, { role, tabId, origin }) => {
      const pageOrigin = role === 'card' ? page_origin : origin;
      await this.#deps.offers.offerInPopup(tabId, { subject, origin: pageOrigin });
      return done();
    },
    show_badge: async ({ update, number }, { tabId }) => {
      await showBadge(update, number, tabId);
      return done();
    },
    show_question: async (_message, { tabId }) => {
      const hasQuestion = (await this.#deps.questions.get(tabId)) !== null;
      if (hasQuestion) await showQuestion(tabId);
      return done(hasQuestion);
    },
    take_call_key_press: async (_message, { tabId }) => done(this.#deps.callKeyPresses.take(tabId)),
    was_requested: async ({ request }) => done(await this.#deps.calls.wasRequested(request)),
    take_question: async ({ tab_id }) => ({
      type: 'call_question',
      question: await this.#deps.questions.get(tab_id),
    }),
    dismiss_question: async ({ tab_id }) => {
      await this.#deps.questions.remove(tab_id);
      return done();
    },
  };
}

/** Return what applies to a page. It cannot ask about another one: the browser states its origin. */
async function pageSettings({ origin, frameId }: KnownSender): Promise<PageSettings> {
  const hostname = hostnameOf(origin);
  const loaded = loadSettings();
  const [site, region, isSetupNeeded, isAllowed, state] = await Promise.all([
    hostname ? siteSettings(hostname).get() : {},
    storedDefaultRegion(),
    setupNeeded.get().catch(() => false),
    frameId === 0 && isOneClickAllowed(origin, loaded),
    loaded,
  ]);
  const { one_click_prefixes, mark_style, mark_colour } = state.values;
  return {
    type: 'site_settings',
    settings: applyDetectionRule(site, detectionRule(hostname, state)),
    default_region: region,
    is_set_up: !isSetupNeeded,
    one_click: isAllowed,
    one_click_prefixes,
    mark_style,
    mark_colour,
  };
}

function done(success = true): Done {
  return { type: 'done', success };
}
