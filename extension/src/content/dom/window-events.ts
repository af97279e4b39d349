// Passes on what a person does in a page: listens at the window before any script of the page can hide an event.

const TYPES = [
  ...(['pointerover', 'pointermove', 'pointerout', 'pointerdown', 'contextmenu'] as const),
  ...(['keydown', 'pagehide', 'popstate', 'hashchange'] as const),
  ...(['click', 'input', 'scroll', 'resize', 'focus', 'blur', 'visibilitychange', 'pageshow'] as const),
  ...(['beforetoggle', 'toggle', 'fullscreenchange', 'pointerlockchange', 'invalid', 'afterprint'] as const),
];
// A receiver may cancel these.
const CANCELLED: readonly string[] = ['click', 'keydown'];

export type WindowEventType = (typeof TYPES)[number];
export type WindowEvent<K extends WindowEventType> = (DocumentEventMap & WindowEventMap)[K];
type Receiver = (event: Event) => void;

declare global {
  var voisoCallWindowEvents: WindowEvents | undefined; // shared by the content scripts of a document
}

/** The trusted events of a document's window, in the capturing phase. */
export class WindowEvents {
  readonly #receivers = new Map<string, Set<Receiver>>(TYPES.map(type => [type, new Set()]));
  readonly #probeType = crypto.getRandomValues(new Uint32Array(4)).join('-'); // of an event that no page knows
  readonly #lastTimes = new Map<string, number>(); // of the last event, by its type
  #areComplete: boolean;
  #hasProbeArrived = false;
  #presses = dispatchedPresses(); // pointerdown events that were passed on

  /** `isFirst` says that no script has listened in this window yet, as far as that is known. */
  constructor(isFirst: boolean) {
    this.#areComplete = isFirst;
    this.#listen();
    // document.open() removes all listeners; scripts of the new document may then listen before us.
    const onNewRoot = () => {
      if (this.#isListening()) return;
      this.#areComplete = false;
      this.#listen();
    };
    new MutationObserver(onNewRoot).observe(document, { childList: true });
  }

  /** Whether every event is passed on: no listener of the page can run before ours and stop it. */
  get areComplete(): boolean {
    return this.#areComplete;
  }

  /**
   * Return whether every pointerdown was passed on so far, by the browser's own count. A window of the same
   * site that refers to this one can listen before us, in the moment in which the document is made.
   */
  haveReceivedAllPresses(): boolean {
    return dispatchedPresses() <= this.#presses;
  }

  /** Call a receiver for each trusted event of a type, until the signal is aborted. */
  on<K extends WindowEventType>(
    type: K,
    receiver: (event: WindowEvent<K>) => void,
    signal: AbortSignal,
  ): void {
    const receivers = this.#receivers.get(type);
    receivers?.add(receiver as Receiver);
    signal.addEventListener('abort', () => receivers?.delete(receiver as Receiver), { once: true });
  }

  /** Return when the last such event was, in ms of performance.now(), also before anybody asked for it. */
  lastTime(type: WindowEventType): number | undefined {
    return this.#lastTimes.get(type);
  }

  readonly #onEvent = (event: Event): void => {
    if (!event.isTrusted) return;
    if (event.type === 'pointerdown') this.#presses++;
    this.#lastTimes.set(event.type, event.timeStamp);
    for (const receive of this.#receivers.get(event.type) ?? []) receive(event);
  };

  #isListening(): boolean {
    this.#hasProbeArrived = false;
    window.dispatchEvent(new Event(this.#probeType));
    return this.#hasProbeArrived;
  }

  #listen(): void {
    window.addEventListener(this.#probeType, () => {
      this.#hasProbeArrived = true;
    });
    for (const type of TYPES)
      window.addEventListener(type, this.#onEvent, { capture: true, passive: !CANCELLED.includes(type) });
  }
}

/** Return how many trusted pointerdown events the browser has dispatched in this window, to their end. */
function dispatchedPresses(): number {
  return performance.eventCounts.get('pointerdown') ?? 0;
}

/**
 * Return whether no script can have listened in a window before, as far as that is known: Firefox runs content
 * scripts late in the pages that are open when the extension is installed, and the listeners that a page adds
 * to a window that it opens stay when its first document is loaded.
 */
export function isUntouched({ document, opener }: Window): boolean {
  return document.readyState === 'loading' && !document.documentElement?.hasChildNodes() && opener === null;
}

/** Return those of this document; a frame has none before it loads the main module. */
export function windowEvents(): WindowEvents {
  globalThis.voisoCallWindowEvents ??= new WindowEvents(false);
  return globalThis.voisoCallWindowEvents;
}
