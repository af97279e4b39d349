// The keyword of the address bar: tells which number a text is while it is typed, and calls it on Enter.

import { checkRequest, numberFields, textSubject } from '../call-subject.ts';
import type { HostRequest } from '../context-messages.ts';
import { storedDefaultRegion } from '../default-region.ts';
import { reasonText } from '../failure-text.ts';
import { newCall } from '../host-request.ts';
import { t } from '../i18n.ts';
import { countryName } from '../locale-format.ts';
import { PLAIN_DIGITS } from '../number-text.ts';
import type { Failure, NumberChecked, ReplyTo } from '../protocol.ts';
import { type BrowserCalls, placeAndShow } from './call-display.ts';
import type { Offers } from './offers.ts';

interface Deps {
  readonly calls: BrowserCalls;
  readonly offers: Pick<Offers, 'offerInPopup'>;
  readonly requestHost: <R extends HostRequest>(request: R) => Promise<ReplyTo<R> | Failure>;
}

export class Omnibox {
  readonly #deps: Deps;
  #checked: { readonly text: string; readonly reply: NumberChecked } | undefined;
  #lastText = '';

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** The agent has typed the keyword: a call is likely soon. */
  onStart(): void {
    describe(t('omnibox_hint'));
    void this.#deps.requestHost({ type: 'warm_up' });
  }

  /** Tell which number the text is: in the first line, which Firefox shows late, and there in a second one too. */
  async onInput(text: string, suggest: (lines: chrome.omnibox.SuggestResult[]) => void): Promise<void> {
    this.#lastText = text;
    if (!/\p{Nd}/u.test(text)) {
      describe(t('omnibox_hint'));
      return;
    }
    const request = checkRequest(textSubject(text, await storedDefaultRegion(), 'omnibox'));
    const reply = await this.#deps.requestHost(request);
    if (text !== this.#lastText || reply.type !== 'number_checked') return;
    this.#checked = { text, reply };
    const description = descriptionOf(reply);
    describe(description);
    if (isFirefox()) suggest([{ content: reply.international ?? text, description }]);
  }

  /**
   * Call the number that the agent has typed and confirmed with Enter. What may be read as another number than it
   * is, and what has no number in it, is shown in the popup, which asks.
   */
  async onEnter(text: string, tabId: number): Promise<void> {
    const { calls, offers } = this.#deps;
    const subject = textSubject(text, await storedDefaultRegion(), 'omnibox');
    if (!PLAIN_DIGITS.test(subject.number) || !/\d/.test(subject.number)) {
      await offers.offerInPopup(tabId, { subject, origin: undefined });
      return;
    }
    const checkedNumber = this.#checked?.text === text ? this.#checked.reply.number : null;
    const number = checkedNumber ?? subject.number;
    await placeAndShow(
      newCall({ ...numberFields({ ...subject, number }), trigger: 'omnibox' }),
      tabId,
      calls,
    );
  }
}

function descriptionOf({ number, international, country, decision, reasons }: NumberChecked): string {
  const texts = reasons.map(reason => reasonText(reason, { country }));
  if (decision === 'deny') return texts.join(' ');
  const shown = international ?? number ?? '';
  return [t('omnibox_call', shown), country && countryName(country), ...texts].filter(Boolean).join(' · ');
}

/** Chromium reads the description as XML, Firefox as text. */
function describe(text: string): void {
  const asEntity = (char: string) => `&#${char.codePointAt(0)};`;
  chrome.omnibox.setDefaultSuggestion({
    description: isFirefox() ? text : text.replace(/[&<>"']/g, asEntity),
  });
}

function isFirefox(): boolean {
  return chrome.runtime.getURL('').startsWith('moz-extension:');
}
