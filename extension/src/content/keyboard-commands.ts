// Carries out the keyboard commands of the browser in the frame that has the focus.
//
// The command comes from the browser, but what is selected or focused may be the page's doing: so nothing is called
// at once. The card opens with the number, and its button calls.

import { type CallSubject, textSubject } from '../call-subject.ts';
import type { KeyboardCommand, KeyboardReply } from '../context-messages.ts';
import { find } from '../finder/find.ts';
import { isFocusInFrame } from './dom/own-focus.ts';
import { deepActiveElement } from './dom/shadow-dom.ts';
import { boxOf, clientRects, linkTarget, type ScannerView } from './interaction/hit-test.ts';
import type { CallArgs, NumberActions } from './number-actions.ts';
import { NumberCursor } from './number-cursor.ts';
import { type Match, requestFields, targetOf } from './scan/matches.ts';
import type { SiteContext } from './site/site-context.ts';
import { anchorOf, subjectOf } from './subject-of-hit.ts';

const MAX_SELECTION_CHARS = 2_000; // a longer selection is not a number to call

interface Selected {
  readonly text: string;
  readonly rect: () => DOMRect | undefined;
}

interface Deps {
  readonly site: SiteContext;
  readonly calls: NumberActions;
  readonly scanner: () => Pick<ScannerView, 'matchesIn'> | undefined; // undefined: nothing is detected here
  readonly signal: AbortSignal;
}

export class KeyboardCommands {
  readonly #deps: Deps;
  readonly #cursor: NumberCursor;
  #textAtMove = ''; // what was selected when the agent went to the number: that number counts then

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#cursor = new NumberCursor(deps.signal);
  }

  onMatchesChanged(added: readonly Match[], removed: readonly Match[]): void {
    this.#cursor.onMatchesChanged(added, removed);
  }

  /** Carry out a command, unless a frame inside this one has the focus. */
  run({ command, frames }: KeyboardCommand): KeyboardReply['outcome'] {
    // The top frame counts also while the address bar has the focus.
    if (frames === 'top' && isFocusInFrame()) return 'in_frame';
    if (command === 'call_number') return this.#call();
    return this.#move(command === 'next_number' ? 1 : -1);
  }

  #move(step: 1 | -1): KeyboardReply['outcome'] {
    const { site, scanner } = this.#deps;
    const accepts = ({ isUncertain, originalText, link }: Match) =>
      !isUncertain && site.isDetectionAllowed(originalText, link !== undefined);
    const match = this.#cursor.move(step, scanner() ?? { matchesIn: () => [] }, accepts);
    if (!match) return 'nothing';
    this.#textAtMove = selected()?.text ?? '';
    this.#deps.calls.warmUp();
    return 'done';
  }

  #call(): KeyboardReply['outcome'] {
    const args = this.#selectionArgs() ?? this.#cursorArgs();
    if (!args) return 'nothing';
    this.#deps.calls.showCard(args, true);
    return 'done';
  }

  /** The number in the selection; undefined if there is none, or more than one. */
  #selectionArgs(): CallArgs | undefined {
    const selection = selected();
    if (!selection || !/\p{Nd}/u.test(selection.text)) return undefined;
    const { text, rect } = selection;
    if (text.length > MAX_SELECTION_CHARS || (this.#cursor.current && text === this.#textAtMove))
      return undefined;
    const region = this.#deps.site.region?.region;
    const [found, ...others] = find(text, region, { includeUncertain: true });
    if (others.length > 0) return undefined;
    const fields = found ? requestFields(targetOf(text, found, region)) : undefined;
    const subject: CallSubject = fields
      ? { ...fields, trigger: 'shortcut', explanations: [] }
      : textSubject(text, region ?? null, 'shortcut');
    return { subject, anchor: { rect } };
  }

  #cursorArgs(): CallArgs | undefined {
    const match = this.#cursor.current;
    const element = match?.start.node.parentElement;
    if (!match || !element) return undefined;
    const { site } = this.#deps;
    const hit = (match.link && linkTarget(match.link, site.region?.region)) ?? {
      target: match,
      match,
      element,
      box: () => clientRects(match)[0],
    };
    return { subject: { ...subjectOf(hit, site), trigger: 'shortcut' }, anchor: anchorOf(hit) };
  }
}

/** Return the selected text, of the page or of the field that has the focus. */
function selected(): Selected | undefined {
  const field = deepActiveElement();
  if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
    const { value, selectionStart, selectionEnd, type } = field;
    const text = type === 'password' ? '' : value.slice(selectionStart ?? 0, selectionEnd ?? 0);
    if (text.trim()) return { text, rect: () => boxOf(field) };
  }
  const selection = getSelection();
  const text = selection?.toString() ?? '';
  if (!selection || selection.rangeCount === 0 || !text.trim()) return undefined;
  const range = selection.getRangeAt(0).cloneRange();
  return { text, rect: () => range.getBoundingClientRect() };
}
