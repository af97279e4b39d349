// The regions that share a country code, and the way to each region's plan.

import {
  CODE,
  FORMS,
  LEADING,
  LENGTHS,
  lengthBits,
  REGION,
  tableColumn,
  tableField,
} from './metadata-table.ts';
import { NumberFormats } from './number-formats.ts';
import { type CallingCode, NumberPlan, type Others } from './number-plan.ts';
import { PatternAutomaton } from './pattern-automaton.ts';

class CallingCodeEntry implements CallingCode {
  readonly code: string;
  readonly #rows: number[] = [];
  readonly #plans: NumberPlan[] = [];
  #lengths: number | undefined;
  #forms: NumberFormats | undefined;
  #others: Others | undefined;

  constructor(code: string) {
    this.code = code;
  }

  add(row: number): void {
    this.#rows.push(row);
  }

  get size(): number {
    return this.#rows.length;
  }

  get mainRegion(): NumberPlan {
    return this.at(0);
  }

  at(place: number): NumberPlan {
    this.#plans[place] ??= new NumberPlan(this.#rows[place] as number, this);
    return this.#plans[place] as NumberPlan;
  }

  of(row: number): NumberPlan {
    return this.at(this.#rows.indexOf(row));
  }

  get lengths(): number {
    this.#lengths ??= lengthsOf(this.#rows);
    return this.#lengths;
  }

  get forms(): NumberFormats {
    this.#forms ??= new NumberFormats(tableField(this.#rows[0] as number, FORMS));
    return this.#forms;
  }

  get others(): Others {
    this.#others ??= this.#beside();
    return this.#others;
  }

  #beside(): Others {
    const rows = this.#rows.slice(1);
    const led = rows.filter(row => tableField(row, LEADING) !== '');
    return {
      lengths: lengthsOf(rows),
      leading: new PatternAutomaton(led.map(row => tableField(row, LEADING))),
      ledLengths: lengthsOf(led),
      plain: rows.filter(row => !led.includes(row)).map(row => this.of(row)),
    };
  }
}

function lengthsOf(rows: readonly number[]): number {
  return rows.reduce((all, row) => all | lengthBits(row, LENGTHS), 0);
}

const places = new Map<string, number>(); // rows by region
const families: (CallingCodeEntry | undefined)[] = []; // by code
tableColumn(REGION).forEach((region, row) => {
  const code = tableField(row, CODE);
  const family = families[Number(code)] ?? new CallingCodeEntry(code);
  family.add(row);
  families[Number(code)] = family;
  places.set(region === '001' ? code : region, row);
});

/** The regions that have a plan, by ISO 3166-1 alpha-2. */
export function supportedRegions(): string[] {
  return [...places.keys()].filter(region => /^[A-Z]{2}$/.test(region));
}

/** The plan of a region, by ISO 3166-1 alpha-2. */
export function planFor(region: string): NumberPlan | undefined {
  const row = places.get(region);
  return row === undefined ? undefined : families[Number(tableField(row, CODE))]?.of(row);
}

/** The family whose country code international digits begin with; no code is the beginning of another. */
export function callingCodeOf(digits: string): CallingCode | undefined {
  let code = 0;
  for (let at = 0; at < 3; at++) {
    code = code * 10 + digits.charCodeAt(at) - 0x30;
    if (code === 0) return undefined;
    const family = families[code];
    if (family) return family;
  }
  return undefined;
}
