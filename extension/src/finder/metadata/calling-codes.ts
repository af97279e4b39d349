// Looks up number plans: by region, and by the calling code that international digits begin with.

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
  readonly #rows: number[] = []; // of its regions; the main one first
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

  get regionCount(): number {
    return this.#rows.length;
  }

  get mainRegion(): NumberPlan {
    return this.planAt(0);
  }

  planAt(index: number): NumberPlan {
    this.#plans[index] ??= new NumberPlan(this.#rows[index] as number, this);
    return this.#plans[index] as NumberPlan;
  }

  planOfRow(row: number): NumberPlan {
    return this.planAt(this.#rows.indexOf(row));
  }

  get lengths(): number {
    this.#lengths ??= combinedLengths(this.#rows);
    return this.#lengths;
  }

  get formats(): NumberFormats {
    this.#formats ??= new NumberFormats(tableField(this.#rows[0] as number, FORMATS));
    return this.#formats;
  }

  get secondary(): SecondaryRegions {
    this.#secondary ??= this.#combineSecondary();
    return this.#secondary;
  }

  #combineSecondary(): SecondaryRegions {
    const rows = this.#rows.slice(1);
    const rowsWithLeading = rows.filter(row => tableField(row, LEADING) !== '');
    return {
      lengths: combinedLengths(rows),
      leading: new PatternAutomaton(rowsWithLeading.map(row => tableField(row, LEADING))),
      leadingLengths: combinedLengths(rowsWithLeading),
      withoutLeading: rows.filter(row => !rowsWithLeading.includes(row)).map(row => this.planOfRow(row)),
    };
  }
}

function combinedLengths(rows: readonly number[]): number {
  return rows.reduce((bits, row) => bits | lengthBits(row, LENGTHS), 0);
}

const NON_GEOGRAPHIC = '001'; // the region of a calling code that belongs to no country: +800

const rowByRegion = new Map<string, number>(); // a non-geographic one by its calling code
const entryByCode: (CallingCodeEntry | undefined)[] = []; // by the calling code's numeric value
tableColumn(REGION).forEach((region, row) => {
  const code = tableField(row, CODE);
  const entry = entryByCode[Number(code)] ?? new CallingCodeEntry(code);
  entry.add(row);
  entryByCode[Number(code)] = entry;
  rowByRegion.set(region === NON_GEOGRAPHIC ? code : region, row);
});

/** All regions that have a number plan, as ISO 3166-1 alpha-2 codes. */
export function supportedRegions(): string[] {
  return [...rowByRegion.keys()].filter(region => /^[A-Z]{2}$/.test(region));
}

/** The number plan of a region (ISO 3166-1 alpha-2). */
export function planFor(region: string): NumberPlan | undefined {
  const row = rowByRegion.get(region);
  return row === undefined ? undefined : entryByCode[Number(tableField(row, CODE))]?.planOfRow(row);
}

/** The country of a plan (ISO 3166-1 alpha-2); undefined where its calling code belongs to no country. */
export function countryOf({ region }: NumberPlan): string | undefined {
  return region === NON_GEOGRAPHIC ? undefined : region;
}

/** The calling code that international digits begin with: no code is the beginning of another (E.164). */
export function callingCodeOf(digits: string): CallingCode | undefined {
  let code = 0;
  for (let index = 0; index < 3; index++) {
    code = code * 10 + digits.charCodeAt(index) - 0x30;
    if (code === 0) return undefined; // no calling code begins with 0
    const entry = entryByCode[code];
    if (entry) return entry;
  }
  return undefined;
}
