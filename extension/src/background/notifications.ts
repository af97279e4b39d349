// Shows the end of a call as a notification of the system, if the agent has allowed that and sees it nowhere else.

import type { CallReply } from '../context-messages.ts';
import { describeFailure, reasonText } from '../failure-text.ts';
import { t } from '../i18n.ts';
import { isE164, shownNumber, spells } from '../number-text.ts';
import type { Failure, FormatNumbers, NumbersFormatted, PlaceCall } from '../protocol.ts';
import { withTimeout } from '../with-timeout.ts';

const FORMAT_TIMEOUT_MS = 2_000; // the host may be what has failed

type RequestFormat = (request: FormatNumbers) => Promise<NumbersFormatted | Failure>;

export class Notifications {
  readonly #requestFormat: RequestFormat;

  constructor(requestFormat: RequestFormat) {
    this.#requestFormat = requestFormat;
  }

  /** Show the reply to a call. Without the permission there is no such API. Never rejects. */
  async show(call: PlaceCall, reply: CallReply): Promise<void> {
    if (!chrome.notifications) return;
    const iconUrl = chrome.runtime.getURL('icons/icon-128.png');
    const number = reply.type === 'failure' ? await this.#groupsOf(call) : '';
    const options = { type: 'basic', iconUrl, ...textsOf(number, reply) } as const;
    await chrome.notifications.create(call.request_id, options).catch(() => {});
  }

  /** Return the number in the groups of the host; it may be missing, and then in those of the agent or the page. */
  async #groupsOf({ number, original_text }: PlaceCall): Promise<string> {
    const written = shownNumber(number, original_text);
    if (!isE164(number)) return written;
    const request = this.#requestFormat({ type: 'format_numbers', numbers: [number] });
    const reply = await withTimeout(request, FORMAT_TIMEOUT_MS);
    const [text] = reply?.type === 'numbers_formatted' ? reply.international : [];
    return text !== undefined && spells(text, number) ? text : written;
  }
}

function textsOf(number: string, reply: CallReply): { title: string; message: string } {
  switch (reply.type) {
    case 'call_placed':
      return { title: t('card_placed'), message: reply.international };
    case 'confirmation_needed':
      return {
        title: t('badge_question'),
        message: reply.reasons.map(reason => reasonText(reason)).join(' '),
      };
    case 'failure': {
      const { title, advice } = describeFailure(reply);
      return { title, message: [number, advice].filter(Boolean).join('\n') };
    }
  }
}
