// What a frame can do with a number in it: the top frame calls or shows its card, others ask the top frame.

import type { CallSubject } from '../call-subject.ts';
import type { NumberInPage } from './card/card.ts';

/** A number to call, and where it is in the page. */
export interface CallArgs {
  readonly subject: CallSubject;
  readonly anchor: NumberInPage;
}

export interface NumberActions {
  wakeHost(): void; // a person uses a page with numbers: a call is possible
  warmUp(): void; // a call is likely soon
  showTooltip(args: CallArgs): void; // for a pointer that rests on the number
  showHoverCard(args: CallArgs): void; // the same, where a click does not call at once
  showCard(args: CallArgs, isMeant: boolean): void; // after a press that does not call at once
  call(args: CallArgs): void; // after a press that calls at once
  scheduleClose(): void; // the pointer has left the number
  reposition(): void; // something was scrolled
}
