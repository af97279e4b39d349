// Remembers which numbers have been visible at the same place for so long that a press is meant for them.

import { PRESS_DELAY_MS } from '../../press-delay.ts';
import { distanceTo, isInViewport, isSameRect } from './rectangles.ts';
import { Renderings } from './rendering.ts';

/** A number in the page whose place is observed. */
export interface ObservedNumber {
  readonly key: object; // the same for every object of the same number: its link, or its first text node
  readonly text: string; // what is read there, and which number it is
  readonly place: () => DOMRect | undefined; // in the viewport; undefined if it is gone
  readonly isVisible: (renderings: Renderings) => boolean; // as far as that can be judged at little cost
}

interface Observation {
  readonly text: string;
  readonly rect: DOMRect;
  readonly since: number; // ms of performance.now(), later by the time that does not count
  readonly lastSeenAt: number;
  readonly settledAt: number | undefined; // when it had been there for PRESS_DELAY_MS
}

interface SettledNumbersOptions {
  readonly candidates: () => Iterable<ObservedNumber>; // those that may be in the viewport
  readonly signal: AbortSignal;
}

const MIN_PAUSE_MS = 100; // between two samples
const MAX_PAUSE_MS = 250;
const PAUSE_FACTOR = 10; // the pause is this many times as long as the sample, to leave time for the page
// A page that is busy after a sample may not have drawn yet what was sampled: more time does not count.
const MAX_COUNTED_PAUSE_MS = 200;
const MAX_FOLLOWING = 8; // samples after an event, until the numbers are settled
const NEAR_PX = 250; // a pointer takes about 250 ms to come from there, to stop and to press
const MAX_NEAR = 8; // numbers in a sample near the pointer
const MAX_IN_VIEWPORT = 60; // numbers in a sample of the viewport: the nearest to the pointer
const MAX_CANDIDATES = 500;

/**
 * While the pointer moves, the numbers near it are sampled; after the page was scrolled or has changed, those
 * in the viewport; then, a few times, until they are settled. Nothing is done as long as nothing happens: that
 * a number was away meanwhile is noticed only if it is still away when the pointer moves again.
 */
export class SettledNumbers {
  readonly #options: SettledNumbersOptions;
  #observations = new Map<object, readonly Observation[]>(); // by the number's key
  #inViewport: readonly ObservedNumber[] = [];
  #hovered: ObservedNumber | undefined;
  #pointer: { readonly x: number; readonly y: number } | undefined;
  #isViewportDue = false;
  #following = 0; // samples that may follow without another event
  #nextSampleAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SettledNumbersOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', () => clearTimeout(this.#timer), { once: true });
  }

  /** Sample the numbers near the pointer soon, and the one under it. */
  onPointerMove(x: number, y: number, hovered: ObservedNumber | undefined): void {
    this.#pointer = { x, y };
    this.#hovered = hovered;
    this.#start();
  }

  /** Sample the numbers near a press at once: because of it the page may take away what covers them. */
  onPress(x: number, y: number): void {
    this.#pointer = { x, y };
    const renderings = new Renderings();
    const now = performance.now();
    for (const number of this.#numbersNearPointer())
      this.#observe(number, find(this.#observations, number), renderings, now);
    this.onPageChange();
  }

  /** Sample the numbers in the viewport soon: the page has changed, or was scrolled. */
  onPageChange(): void {
    this.#isViewportDue = true;
    this.#start();
  }

  /** Return whether a number had been visible at its present place for PRESS_DELAY_MS at a time of performance.now(). */
  isSettled(number: ObservedNumber, time: number): boolean {
    const observation = find(this.#observations, number);
    const rect = number.place();
    if (!observation || !rect || observation.settledAt === undefined) return false;
    return observation.settledAt <= time && isSameRect(observation.rect, rect);
  }

  #start(): void {
    this.#following = MAX_FOLLOWING;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#options.signal.aborted) return;
    const delayMs = Math.max(0, this.#nextSampleAt - performance.now());
    this.#timer ??= setTimeout(() => this.#sample(), delayMs);
  }

  #sample(): void {
    this.#timer = undefined;
    const startedAt = performance.now();
    const renderings = new Renderings();
    const previous = this.#observations;
    const numbers = this.#isViewportDue ? this.#numbersInViewport() : this.#numbersNearPointer();
    if (this.#isViewportDue) this.#observations = new Map(); // what is no longer there is forgotten
    if (this.#hovered) numbers.add(this.#hovered);
    let isUnsettled = false;
    for (const number of numbers) {
      const observation = this.#observe(number, find(previous, number), renderings, startedAt);
      if (observation && observation.settledAt === undefined) isUnsettled = true;
    }
    const now = performance.now();
    const pauseMs = (now - startedAt) * PAUSE_FACTOR;
    this.#nextSampleAt = now + Math.min(Math.max(pauseMs, MIN_PAUSE_MS), MAX_PAUSE_MS);
    if (!isUnsettled) this.#isViewportDue = false;
    else if (--this.#following > 0) this.#schedule();
  }

  #numbersInViewport(): Set<ObservedNumber> {
    const { x, y } = this.#pointer ?? { x: innerWidth / 2, y: innerHeight / 2 };
    const distances: [ObservedNumber, number][] = [];
    let count = 0;
    for (const number of this.#options.candidates()) {
      if (++count > MAX_CANDIDATES) break;
      const rect = number.place();
      if (rect && isInViewport(rect)) distances.push([number, distanceTo(rect, x, y)]);
    }
    this.#inViewport = distances.sort(([, one], [, other]) => one - other).map(([number]) => number);
    return new Set(this.#inViewport.slice(0, MAX_IN_VIEWPORT));
  }

  #numbersNearPointer(): Set<ObservedNumber> {
    const near = new Map<ObservedNumber, number>();
    const { x, y } = this.#pointer ?? { x: 0, y: 0 };
    for (const number of this.#inViewport) {
      const last = find(this.#observations, number)?.rect;
      const distance = last ? distanceTo(last, x, y) : Number.POSITIVE_INFINITY;
      if (distance <= NEAR_PX) near.set(number, distance);
    }
    const byDistance = [...near].sort(([, one], [, other]) => one - other);
    // The boxes of many links over a number would keep it out of the samples: it has to settle anew.
    for (const [number, distance] of byDistance.slice(MAX_NEAR))
      if (distance === 0) this.#observations.delete(number.key);
    return new Set(byDistance.slice(0, MAX_NEAR).map(([number]) => number));
  }

  /** Observe a number once; undefined if it is not visible. */
  #observe(
    number: ObservedNumber,
    previous: Observation | undefined,
    renderings: Renderings,
    now: number,
  ): Observation | undefined {
    const { key, text } = number;
    const rect = number.place();
    const others = this.#observations.get(key)?.filter(other => other.text !== text) ?? [];
    const isSeen = rect !== undefined && number.isVisible(renderings);
    const observation = isSeen ? continued(previous, text, rect, now) : undefined;
    this.#observations.set(key, observation ? [...others, observation] : others);
    return observation;
  }
}

type Observations = ReadonlyMap<object, readonly Observation[]>;

function find(observations: Observations, { key, text }: ObservedNumber): Observation | undefined {
  return observations.get(key)?.find(observation => observation.text === text);
}

/** Return the observation of a number that is visible now. */
function continued(previous: Observation | undefined, text: string, rect: DOMRect, now: number): Observation {
  const isContinued = previous !== undefined && isSameRect(previous.rect, rect);
  if (isContinued && previous.settledAt !== undefined) return previous;
  const pauseMs = isContinued ? now - previous.lastSeenAt : 0;
  const since = isContinued ? previous.since + Math.max(0, pauseMs - MAX_COUNTED_PAUSE_MS) : now;
  const settledAt = now - since >= PRESS_DELAY_MS ? now : undefined;
  // The first rectangle is kept, so that a number which moves slowly does not count as at rest.
  return { text, rect: isContinued ? previous.rect : rect, since, lastSeenAt: now, settledAt };
}
