// Remembers where the context menu was opened last: the card of a call from the menu is shown there.

import { windowEvents } from '../dom/window-events.ts';

/** Track the position; returns a function that returns it, or undefined if no menu was opened yet. */
export function trackContextMenuPosition(signal: AbortSignal): () => DOMRect | undefined {
  let position: DOMRect | undefined;
  const onContextMenu = ({ clientX, clientY }: MouseEvent) => {
    position = new DOMRect(clientX, clientY, 0, 0);
  };
  windowEvents().on('contextmenu', onContextMenu, signal);
  return () => position;
}
