// A card that records its states instead of showing them, and a number to call.

import type { CallArgs } from '../../../extension/src/content/call-controller.ts';
import type { CardState } from '../../../extension/src/content/card/card-view.ts';
import type { PhoneTarget } from '../../../extension/src/content/scan/matches.ts';
import type { Reply } from '../../../extension/src/protocol.ts';

export const TARGET = { number: '+14155550100', originalText: '(415) 555-0100', region: 'US' };
export const PLACED: Reply = {
  type: 'call_placed',
  call_id: '5c1f',
  number: TARGET.number,
  international: '+1 415-555-0100',
  placed_at: '2026-01-01T00:00:00Z',
  repeated: false,
};

export const noAnchor = () => undefined;

/** What a click on a number asks for. */
export function clickOn(target: PhoneTarget): CallArgs {
  return { target, trigger: 'click', anchor: noAnchor };
}

export class FakeCard {
  number: string | undefined;
  shown: CardState[] = [];
  isShowingCall = false;

  isShowing(number: string): boolean {
    return this.number === number;
  }

  open({ number }: { number: string }): void {
    this.number = number;
  }

  show(state: CardState): void {
    this.shown.push(state);
  }

  setNumberInfo(): void {}

  close(): void {
    const last = this.shown.at(-1);
    if (this.number !== undefined && last?.type === 'retry_wait') last.cancel();
    this.number = undefined;
  }

  get states(): string[] {
    return this.shown.map(({ type }) => type);
  }
}
