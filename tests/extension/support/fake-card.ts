// A card that shows nothing and remembers what it was told, and a number to call.

import type { CardState } from '../../../extension/src/content/card/card-view.ts';
import type { Reply } from '../../../extension/src/protocol.ts';

export const CALLEE = { number: '+14155550100', originalText: '(415) 555-0100', region: 'US' };
export const PLACED: Reply = {
  type: 'call_placed',
  call_id: '5c1f',
  number: CALLEE.number,
  international: '+1 415-555-0100',
  placed_at: '2026-01-01T00:00:00Z',
  repeated: false,
};
export const nowhere = () => undefined;

export class FakeCard {
  about: string | undefined;
  shown: CardState[] = [];
  isShowingCall = false;

  isShowing(number: string): boolean {
    return this.about === number;
  }

  open({ number }: { number: string }): void {
    this.about = number;
  }

  show(state: CardState): void {
    this.shown.push(state);
  }

  setNumberInfo(): void {}

  close(): void {
    const last = this.shown.at(-1);
    if (this.about !== undefined && last?.type === 'retry_wait') last.cancel();
    this.about = undefined;
  }

  get states(): string[] {
    return this.shown.map(({ type }) => type);
  }
}
