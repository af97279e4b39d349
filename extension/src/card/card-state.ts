// The states of the card, with what its buttons do.

import type { CallPlaced, ErrorParams, Failure, Reason } from '../protocol.ts';

export type CardState =
  | { readonly type: 'tooltip'; readonly more: () => void }
  | { readonly type: 'offer'; readonly call: () => void }
  | { readonly type: 'no_number'; readonly country: string } // for this country the text is not a number
  | { readonly type: 'ignored'; readonly undo: () => void }
  | { readonly type: 'calling' }
  | { readonly type: 'retry_wait'; readonly seconds: number; readonly cancel: () => void }
  | { readonly type: 'cancelled' } // before the call was sent again: nothing was dialled
  | {
      readonly type: 'placed';
      readonly call: CallPlaced;
      readonly isTest: boolean; // no phone rings
      readonly askOneClick?: (isAllowed: boolean) => void; // if the agent has not decided for this site
    }
  | {
      readonly type: 'confirm';
      readonly reasons: readonly ConfirmReason[];
      readonly params: ErrorParams;
      readonly call: () => void;
    }
  | {
      readonly type: 'asked_elsewhere'; // the question is in the popup, where no page can draw
      readonly reasons: readonly Reason[];
      readonly params: ErrorParams;
      readonly showQuestion: () => void;
    }
  | {
      readonly type: 'failed';
      readonly failure: Failure;
      readonly callAgain: () => void; // a new call, offered if certainly nothing was dialled
    };

/** Why the agent is asked before the call: a reason of the host, or a fax number according to the page. */
export type ConfirmReason = Reason | 'fax';
