// How long to wait before a press or a key counts.

/** Nobody reacts sooner to something that appears, changes or moves: such a press was meant for what was there. */
export const PRESS_DELAY_MS = 350;

/** Longer than the pauses of most who type, also from field to field: keys before that were meant for another place. */
export const TYPING_PAUSE_MS = 2_000;
