// Hears of some events before every listener of the page, which could keep them from all later listeners.

type Listener = (event: Event) => void;

declare global {
  var firstListeners: Set<Listener> | undefined; // of the content scripts alone: a page has other globals
}

const TYPES = ['beforetoggle', 'toggle', 'fullscreenchange', 'visibilitychange', 'focus'];

/** Register the only listeners on the window, when this is called first. They do nothing yet. */
export function registerFirst(): Set<Listener> {
  if (globalThis.firstListeners) return globalThis.firstListeners;
  const listeners = new Set<Listener>();
  globalThis.firstListeners = listeners;
  const onEvent = (event: Event) => {
    for (const listener of listeners) listener(event);
  };
  for (const type of TYPES) window.addEventListener(type, onEvent, { capture: true });
  return listeners;
}

/** Call `listener` for each of these events anywhere in the document, until the signal is aborted. */
export function listenFirst(listener: Listener, signal: AbortSignal): void {
  const listeners = registerFirst();
  listeners.add(listener);
  signal.addEventListener('abort', () => listeners.delete(listener), { once: true });
}
