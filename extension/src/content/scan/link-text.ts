// Reads the text that a link shows, and finds in it the number that its address calls.

import { flatSteps } from '../dom/shadow-dom.ts';
import { joinInlineText, type TraversalStep } from './inline-text.ts';
import { type Match, matchesInText, type PhoneTarget } from './matches.ts';
import type { TelLinkElement } from './tel-links.ts';

const MAX_LINK_CHARS = 500; // nobody reads a longer link as a number
const DIGIT = /\p{Nd}/u;

/**
 * Return the number in a link's text if the text shows exactly what its address calls: one number, the same as in the
 * address, and no other digits.
 */
export function numberReadInLink(link: TelLinkElement, target: PhoneTarget): Match | undefined {
  const steps = [...stepsIn(link)];
  const length = steps.reduce((sum, step) => sum + ('node' in step ? step.to - step.from : 0), 0);
  if (length > MAX_LINK_CHARS) return undefined;
  const run = joinInlineText(link, steps, 0, length);
  if (!run) return undefined;
  const [match, ...others] = matchesInText(run, target.region);
  if (!match || others.length > 0) return undefined;
  const isSame = match.number === target.number && match.extension === target.extension;
  return isSame && !hasDigitsBeside(match, steps) ? { ...match, link } : undefined;
}

/** Return whether a link has digits that are not part of its number. */
function hasDigitsBeside({ start, end, nodes }: Match, steps: readonly TraversalStep[]): boolean {
  return steps.some(step => {
    if (!('node' in step)) return false;
    const { node } = step;
    if (!nodes.includes(node)) return DIGIT.test(node.data);
    const before = node === start.node ? node.data.slice(0, start.offset) : '';
    const after = node === end.node ? node.data.slice(end.offset) : '';
    return DIGIT.test(before) || DIGIT.test(after);
  });
}

function* stepsIn(link: Element): Generator<TraversalStep> {
  for (const step of flatSteps(link))
    yield 'isStart' in step ? step : { node: step, from: 0, to: step.length };
}
