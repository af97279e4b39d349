// The list of the last calls, from the host's journal: the newest ones, and on request earlier ones.

import { byPart, createElement } from '../dom.ts';
import { requestHost } from '../host-request.ts';
import { t } from '../i18n.ts';
import type { Call, Failure, History, Status } from '../protocol.ts';
import { callPageAddress } from './call-page.ts';
import { type CallActions, callRow, isRowOpen } from './call-row.ts';
import { ListKeys } from './list-keys.ts';
import { focusPlace, showRows } from './list-rows.ts';
import { PressGuard } from './press-guard.ts';
import { foldRefusals, type RepeatedCall } from './repeated-refusals.ts';

const FIRST_CALLS = 10; // shown at first
const MORE_CALLS = 20; // shown with each press of the button
const FOLLOWED_MS = 24 * 60 * 60_000; // how long after a call it is worth asking how it ended

interface Row {
  readonly repeated: RepeatedCall;
  readonly content: string; // the calls as JSON
  readonly element: HTMLLIElement;
}

export class CallHistory {
  readonly #actions: CallActions;
  readonly #list = byPart('history');
  readonly #more = byPart<HTMLButtonElement>('history-more');
  readonly #keys = new ListKeys(this.#list, '.dial');
  readonly #guard = new PressGuard(this.#list); // a call that has just been placed moves the others
  readonly #rows = new Map<number, Row>(); // by the `seq` of its newest call, the newest first
  #account: Status | undefined;
  #isLoadingMore = false;
  #hasAskedForOutcome = false;

  constructor(actions: Pick<CallActions, 'onEdit' | 'onRedial'>) {
    this.#actions = {
      ...actions,
      onChange: () => this.#keys.update(),
      callAddress: callId => callPageAddress(this.#account, callId),
    };
    this.#more.addEventListener('click', () => void this.#showMore());
  }

  /** Load the newest calls and show them. */
  async refresh(): Promise<void> {
    const reply = await requestHost({ type: 'get_history', limit: FIRST_CALLS });
    if (reply.type === 'history') {
      const oldest = reply.calls.at(-1)?.seq ?? 0;
      const earlier = this.#calls().filter(({ seq }) => seq < oldest);
      this.#show([...reply.calls, ...earlier]);
      if (earlier.length === 0) this.#more.hidden = !reply.more;
      void this.#askForOutcome(reply.calls);
    }
    this.#showNotes(reply);
  }

  /** Ask once how the newest call ended, if that may be known meanwhile; the answer may be about others, too. */
  async #askForOutcome(calls: readonly Call[]): Promise<void> {
    const call = calls.find(({ call_id, outcome }) => call_id !== null && outcome === null);
    if (this.#hasAskedForOutcome || !call?.call_id) return;
    if (Date.now() - new Date(call.requested_at).getTime() > FOLLOWED_MS) return;
    this.#hasAskedForOutcome = true;
    const reply = await requestHost({ type: 'follow_call', call_id: call.call_id });
    if (reply.type === 'call_outcome' && reply.state === 'ended') await this.refresh();
  }

  /** Move the keyboard focus to the list; return whether it has anything to focus. */
  focus(): boolean {
    return this.#keys.focus();
  }

  /** Tell which account the calls belong to. */
  setAccount(status: Status): void {
    this.#account = status;
  }

  async #showMore(): Promise<void> {
    const last = this.#calls().at(-1)?.seq;
    if (last === undefined || this.#isLoadingMore) return;
    this.#isLoadingMore = true; // a disabled button would lose the focus
    const reply = await requestHost({ type: 'get_history', limit: MORE_CALLS, before: last });
    this.#isLoadingMore = false;
    if (reply.type !== 'history') {
      this.#showNotes(reply);
      return;
    }
    const hasFocus = document.activeElement === this.#more; // else the agent has gone on meanwhile
    const shown = this.#rows.size;
    this.#show([...this.#calls(), ...reply.calls]);
    this.#more.hidden = !reply.more;
    if (hasFocus) focusPlace(this.#list, shown, this.#guard);
  }

  #show(calls: readonly Call[]): void {
    const previous = new Map(this.#rows);
    this.#rows.clear();
    for (const repeated of foldRefusals(calls)) {
      const content = JSON.stringify(repeated);
      const { seq } = repeated.call;
      const known = previous.get(seq);
      if (known?.content === content) this.#rows.set(seq, known);
      else {
        const isOpen = known !== undefined && isRowOpen(known.element);
        this.#rows.set(seq, { repeated, content, element: callRow(repeated, this.#actions, isOpen) });
      }
    }
    const elements = [...this.#rows.values()].map(({ element }) => element);
    showRows(this.#list, elements, this.#guard, gone => {
      const row = [...previous.values()].find(({ element }) => element === gone);
      return row && this.#rowOf(row.repeated.call)?.element;
    });
    this.#keys.update();
  }

  #calls(): Call[] {
    return [...this.#rows.values()].flatMap(({ repeated: { call, earlier } }) => [call, ...earlier]);
  }

  #rowOf({ seq }: Call): Row | undefined {
    return [...this.#rows.values()].find(({ repeated: { call, earlier } }) =>
      [call, ...earlier].some(it => it.seq === seq),
    );
  }

  #showNotes(reply: History | Failure): void {
    const quarantined = reply.type === 'history' ? reply.quarantined_journal : null;
    const notice = byPart('history-notice');
    notice.hidden = quarantined === null;
    notice.textContent = quarantined === null ? '' : t('popup_history_quarantined', quarantined);
    const empty = byPart('history-empty');
    empty.hidden = this.#rows.size > 0 && reply.type === 'history';
    empty.replaceChildren(
      ...(reply.type === 'history'
        ? [createElement('b', {}, t('popup_history_empty')), t('popup_history_empty_advice')]
        : [t('popup_history_failed')]),
    );
  }
}
