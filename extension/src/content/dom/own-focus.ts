// Whether this document has the keyboard focus itself, or another one that it shows.

import { isFrameElement } from './frame-elements.ts';
import { deepActiveElement } from './shadow-dom.ts';

/** Return whether the focus is on an element that shows another document: there or further inside is what is typed. */
export function isFocusInFrame(): boolean {
  const focused = deepActiveElement();
  return focused !== null && isFrameElement(focused);
}

/** Return whether keys go to this document, and to none inside of it. */
export function hasOwnFocus(): boolean {
  return document.hasFocus() && !isFocusInFrame();
}
