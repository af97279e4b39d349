// Whether a text from elsewhere can be read in one way only, so that it may be called as it is shown.

/** Digits and usual separators only: no control of the writing direction, and short enough to be seen as a whole. */
export const PLAIN_NUMBER = /^[\d\s+()./-]{1,30}$/;
