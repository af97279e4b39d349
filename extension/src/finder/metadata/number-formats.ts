// The groups in which a country writes its numbers, as the places between them, counted from the number's end.

import { PatternAutomaton } from './pattern-automaton.ts';

/** One way to write numbers of some length. */
export interface NumberFormat {
  readonly groupBoundaries: number; // a bit for each place between groups
  readonly needsPrefix: boolean; // the national prefix is always written before it
  readonly isOfficial: boolean; // others are what people write beside it
  readonly leading: PatternAutomaton | undefined; // the digits it is for
}

/** The ways to write numbers of one length. */
export interface FormatsForLength {
  readonly all: readonly NumberFormat[];
  readonly mayNeedPrefix: boolean;
}

type Size = readonly [least: number, most: number];

interface Said {
  readonly sizes: readonly Size[];
  readonly form: Omit<NumberFormat, 'groupBoundaries'>;
}

/** The formats of a country code, as generate_plans.py lists them; those of each length are worked out when asked for. */
export class NumberFormats {
  readonly #said: readonly Said[];
  readonly #byLength: FormatsForLength[] = [];

  constructor(listed: string) {
    this.#said = listed
      .split('/')
      .filter(Boolean)
      .map(text => {
        const [groups = '', leading = ''] = text.replace(/^[!~]/, '').split(':');
        return {
          sizes: Array.from(groups.matchAll(/(\w)(?:-(\w))?/g), sizeOf),
          form: {
            needsPrefix: text.startsWith('!'),
            isOfficial: !text.startsWith('~'),
            leading: leading === '' ? undefined : new PatternAutomaton([leading]),
          },
        };
      });
  }

  /** Those that have a place for so many digits. */
  of(length: number): FormatsForLength {
    let formats = this.#byLength[length];
    if (!formats) {
      const all = this.#said.flatMap(({ sizes, form }) => {
        const groupBoundaries = groupBoundariesOf(sizes, length);
        return groupBoundaries === undefined ? [] : [{ ...form, groupBoundaries }];
      });
      formats = { all, mayNeedPrefix: all.some(form => form.isOfficial && form.needsPrefix) };
      this.#byLength[length] = formats;
    }
    return formats;
  }
}

function sizeOf([, least, most = least]: RegExpMatchArray): Size {
  return [Number.parseInt(least as string, 16), Number.parseInt(most as string, 16)];
}

/** The edges of a form for so many digits, if it has a place for them all: the first groups take what they can. */
function groupBoundariesOf(sizes: readonly Size[], length: number): number | undefined {
  let spare = length;
  for (const [least] of sizes) spare -= least;
  if (spare < 0) return undefined;
  let edges = 0;
  let place = length;
  for (const [least, most] of sizes) {
    const more = Math.min(spare, most - least);
    spare -= more;
    place -= least + more;
    if (place > 0) edges |= 1 << place;
  }
  return spare === 0 ? edges : undefined;
}
