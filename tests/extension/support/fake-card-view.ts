// A view of the card that records its states instead of showing them.

import assert from 'node:assert/strict';
import type { CallSubject } from '../../../extension/src/call-subject.ts';
import type { SessionView } from '../../../extension/src/card/call-session.ts';
import type { CardOptions } from '../../../extension/src/card/card-options-view.ts';
import type { CardState } from '../../../extension/src/card/card-state.ts';

export class FakeCardView implements SessionView {
  onClose = () => {};
  readonly shown: CardState[] = [];
  hasPlace = true;
  subject: CallSubject | undefined;
  options: CardOptions | undefined;

  isDrawn(): boolean {
    return this.hasPlace;
  }

  setNumber(subject: CallSubject): void {
    this.subject = subject;
  }

  hasToldCancelled = false;
  tellCancelled(isCancelled: boolean): void {
    this.hasToldCancelled = isCancelled;
  }

  setOptions(options: CardOptions | undefined): void {
    this.options = options;
  }

  render(state: CardState): void {
    this.shown.push(state);
  }

  focusedCalls = 0;
  focusCall(): void {
    this.focusedCalls++;
  }

  get states(): string[] {
    return this.shown.map(({ type }) => type);
  }

  /** The last state, which must be of this type. */
  last<T extends CardState['type']>(type: T): Extract<CardState, { type: T }> {
    const state = this.shown.at(-1);
    assert.equal(state?.type, type);
    return state as Extract<CardState, { type: T }>;
  }
}
