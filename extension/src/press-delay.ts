// How long something must have been there, unchanged and in its place, before a press on it counts.

/** Nobody reacts sooner to something that appears, changes or moves: such a press was meant for what was there. */
export const PRESS_DELAY_MS = 350;
