// Ignores keys that press something in the popup without being meant for it: those of an agent who goes on typing
// for the page when the popup opens, and those that are held down.

import { TYPING_PAUSE_MS } from '../press-delay.ts';
import { isTextKey } from '../text-keys.ts';

const TAKES_TEXT = 'input[type="tel"], select';

/** Guard all of this document; what a pointer presses is not concerned. */
export function guardKeyboard(): void {
  let typedAt = Number.NEGATIVE_INFINITY; // where nothing takes text
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, repeat, target, timeStamp } = event;
    // The repetitions of a key go to whatever has the focus by then.
    if (repeat && (key === 'Enter' || key === ' ')) event.preventDefault();
    const takesText = target instanceof Element && target.matches(TAKES_TEXT);
    if (!takesText && isTextKey(event)) typedAt = timeStamp;
  };
  const onClick = (event: MouseEvent) => {
    if (event.detail > 0 || event.timeStamp - typedAt >= TYPING_PAUSE_MS) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  window.addEventListener('keydown', onKeyDown, { capture: true });
  window.addEventListener('click', onClick, { capture: true });
}
