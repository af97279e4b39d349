// The regions that share a country code, and the way to each region's plan.

import { CODE, column, FORMS, field, LEADING, LENGTHS, lengths, REGION } from './metadata-table.ts';
import { AllForms } from './number-formats.ts';
import { type Family, type Others, Plan } from './number-plan.ts';
import { Patterns } from './pattern-automaton.ts';

class Regions implements Family {
  readonly code: string;
  readonly #rows: number[] = [];
  readonly #plans: Plan[] = [];
  #lengths: number | undefined;
  #forms: AllForms | undefined;
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

  get main(): Plan {
    return this.at(0);
  }

  at(place: number): Plan {
    this.#plans[place] ??= new Plan(this.#rows[place] as number, this);
    return this.#plans[place] as Plan;
  }

  of(row: number): Plan {
    return this.at(this.#rows.indexOf(row));
  }

  get lengths(): number {
    this.#lengths ??= lengthsOf(this.#rows);
    return this.#lengths;
  }

  get forms(): AllForms {
    this.#forms ??= new AllForms(field(this.#rows[0] as number, FORMS));
    return this.#forms;
  }

  get others(): Others {
    this.#others ??= this.#beside();
    return this.#others;
  }

  #beside(): Others {
    const rows = this.#rows.slice(1);
    const led = rows.filter(row => field(row, LEADING) !== '');
    return {
      lengths: lengthsOf(rows),
      leading: new Patterns(led.map(row => field(row, LEADING))),
      ledLengths: lengthsOf(led),
      plain: rows.filter(row => !led.includes(row)).map(row => this.of(row)),
    };
  }
}

function lengthsOf(rows: readonly number[]): number {
  return rows.reduce((all, row) => all | lengths(row, LENGTHS), 0);
}

const places = new Map<string, number>(); // rows by region
const families: (Regions | undefined)[] = []; // by code
column(REGION).forEach((region, row) => {
  const code = field(row, CODE);
  const family = families[Number(code)] ?? new Regions(code);
  family.add(row);
  families[Number(code)] = family;
  places.set(region === '001' ? code : region, row);
});

/** The regions that have a plan, by ISO 3166-1 alpha-2. */
export function regions(): string[] {
  return [...places.keys()].filter(region => /^[A-Z]{2}$/.test(region));
}

/** The plan of a region, by ISO 3166-1 alpha-2. */
export function planOf(region: string): Plan | undefined {
  const row = places.get(region);
  return row === undefined ? undefined : families[Number(field(row, CODE))]?.of(row);
}

/** The family whose country code international digits begin with; no code is the beginning of another. */
export function familyOf(digits: string): Family | undefined {
  let code = 0;
  for (let at = 0; at < 3; at++) {
    code = code * 10 + digits.charCodeAt(at) - 0x30;
    if (code === 0) return undefined;
    const family = families[code];
    if (family) return family;
  }
  return undefined;
}
