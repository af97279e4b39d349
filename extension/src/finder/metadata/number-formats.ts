// The digit groups in which a country writes its numbers.

import { PatternAutomaton } from './pattern-automaton.ts';

/** One way to write national numbers of a certain length, without the national prefix. */
export interface NumberFormat {
  readonly groupBoundaries: number; // bit n is set where a group ends n digits before the number's end
  readonly needsPrefix: boolean; // the national prefix is always written
  readonly isOfficial: boolean; // false: an alternative format that people also use
  readonly leading: PatternAutomaton | undefined; // leading digits that it is for; undefined: all numbers
}

/** The formats of one length. */
interface FormatsForLength {
  readonly all: readonly NumberFormat[];
  readonly mayNeedPrefix: boolean; // an official one needs the national prefix
}

type GroupSize = readonly [min: number, max: number];

interface FormatRule {
  readonly groups: readonly GroupSize[];
  readonly format: Omit<NumberFormat, 'groupBoundaries'>;
}

/** The formats of a calling code; those of each length are computed when they are first asked for. */
export class NumberFormats {
  readonly #rules: readonly FormatRule[];
  readonly #byLength: FormatsForLength[] = [];

  /** Parse a list of generate_plans.py: "!334:2/24-c:", where "!" needs the prefix and "~" is unofficial. */
  constructor(list: string) {
    this.#rules = list.split('/').filter(Boolean).map(parseRule);
  }

  /** The formats for national numbers of so many digits. */
  of(length: number): FormatsForLength {
    let formats = this.#byLength[length];
    if (!formats) {
      const all = this.#rules.flatMap(({ groups, format }) => {
        const groupBoundaries = groupBoundariesOf(groups, length);
        return groupBoundaries === undefined ? [] : [{ ...format, groupBoundaries }];
      });
      formats = { all, mayNeedPrefix: all.some(format => format.isOfficial && format.needsPrefix) };
      this.#byLength[length] = formats;
    }
    return formats;
  }
}

function parseRule(text: string): FormatRule {
  const [groups = '', leading = ''] = text.replace(/^[!~]/, '').split(':');
  return {
    groups: Array.from(groups.matchAll(/(\w)(?:-(\w))?/g), parseGroupSize), // "24-c": 2 digits, then 4 to 12
    format: {
      needsPrefix: text.startsWith('!'),
      isOfficial: !text.startsWith('~'),
      leading: leading === '' ? undefined : new PatternAutomaton([leading]),
    },
  };
}

function parseGroupSize([, min, max = min]: RegExpMatchArray): GroupSize {
  return [Number.parseInt(min as string, 16), Number.parseInt(max as string, 16)];
}

/**
 * The boundaries between the groups of a number of this length: bit n is set if n digits follow one. The
 * first groups are filled first. Undefined if the digits are too few or too many for the groups.
 */
function groupBoundariesOf(groups: readonly GroupSize[], length: number): number | undefined {
  let spare = length;
  for (const [min] of groups) spare -= min;
  if (spare < 0) return undefined;
  let boundaries = 0;
  let digitsAfter = length;
  for (const [min, max] of groups) {
    const extra = Math.min(spare, max - min);
    spare -= extra;
    digitsAfter -= min + extra;
    if (digitsAfter > 0) boundaries |= 1 << digitsAfter;
  }
  return spare === 0 ? boundaries : undefined;
}
