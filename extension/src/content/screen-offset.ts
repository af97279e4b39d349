// Follows where this frame's viewport is on the screen: so the top frame can place a card for another frame.

import { windowEvents } from './dom/window-events.ts';

interface Offset {
  readonly x: number;
  readonly y: number;
}

/** Follow the pointer's events; returns a function that returns the offset, or undefined before the first. */
export function trackScreenOffset(signal: AbortSignal): () => Offset | undefined {
  let offset: Offset | undefined;
  const onPointer = ({ screenX, screenY, clientX, clientY }: PointerEvent) => {
    offset = { x: screenX - clientX, y: screenY - clientY };
  };
  for (const type of ['pointerover', 'pointermove', 'pointerdown'] as const) {
    windowEvents().on(type, onPointer, signal);
  }
  return () => offset;
}
