// The regions that share a country code, and the way to each region's plan.

import {
  CODE,
  FORMATS,
  LEADING,
  LENGTHS,
  lengthBits,
  REGION,
  tableColumn,
  tableField,
} from './metadata-table.ts';
import { NumberFormats } from './number-formats.ts';
import { type CallingCode, NumberPlan, type SecondaryRegions } from './number-plan.ts';
import { PatternAutomaton } from './pattern-automaton.ts';

class CallingCodeEntry implements CallingCode {
  readonly code: string;
  readonly #rows: number[] = [];
  readonly #plans: NumberPlan[] = [];
  #lengths: number | undefined;
  #formats: NumberFormats | undefined;
  #secondary: SecondaryRegions | undefined;

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

  get formats(): NumberFormats {
    this.#formats ??= new NumberFormats(tableField(this.#rows[0] as number, FORMATS));
    return this.#formats;
  }

  get secondary(): SecondaryRegions {
    this.#secondary ??= this.#beside();
    return this.#secondary;
  }

  #beside(): SecondaryRegions {
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
const callingCodes: (CallingCodeEntry | undefined)[] = []; // by code
tableColumn(REGION).forEach((region, row) => {
  const code = tableField(row, CODE);
  const callingCode = callingCodes[Number(code)] ?? new CallingCodeEntry(code);
  callingCode.add(row);
  callingCodes[Number(code)] = callingCode;
  places.set(region === '001' ? code : region, row);
});

/** The regions that have a plan, by ISO 3166-1 alpha-2. */
export function supportedRegions(): string[] {
  return [...places.keys()].filter(region => /^[A-Z]{2}$/.test(region));
}

/** The plan of a region, by ISO 3166-1 alpha-2. */
export function planFor(region: string): NumberPlan | undefined {
  const row = places.get(region);
  return row === undefined ? undefined : callingCodes[Number(tableField(row, CODE))]?.of(row);
}

/** The callingCode whose country code international digits begin with; no code is the beginning of another. */
export function callingCodeOf(digits: string): CallingCode | undefined {
  let code = 0;
  for (let at = 0; at < 3; at++) {
    code = code * 10 + digits.charCodeAt(at) - 0x30;
    if (code === 0) return undefined;
    const callingCode = callingCodes[code];
    if (callingCode) return callingCode;
  }
  return undefined;
}
