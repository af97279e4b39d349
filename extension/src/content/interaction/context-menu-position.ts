// Where the right-click menu was opened last: there the card of its call goes.

export function trackContextMenuPosition(signal: AbortSignal): () => DOMRect | undefined {
  let last: DOMRect | undefined;
  const opened = (event: MouseEvent) => {
    if (event.isTrusted) last = new DOMRect(event.clientX, event.clientY, 0, 0);
  };
  window.addEventListener('contextmenu', opened, { capture: true, passive: true, signal });
  return () => last;
}
