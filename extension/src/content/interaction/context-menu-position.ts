// Remembers where the context menu was opened last: the card of a call from the menu is shown there.

/** Track the position; returns a function that returns it, or undefined if no menu was opened yet. */
export function trackContextMenuPosition(signal: AbortSignal): () => DOMRect | undefined {
  let position: DOMRect | undefined;
  const onContextMenu = (event: MouseEvent) => {
    if (event.isTrusted) position = new DOMRect(event.clientX, event.clientY, 0, 0);
  };
  window.addEventListener('contextmenu', onContextMenu, { capture: true, passive: true, signal });
  return () => position;
}
