// Reads plans.json, the table of number plans that tools/generate_plans.py writes: one row for each plan.

import data from './plans.json';

// The columns, in the order in which generate_plans.py writes them. Names are those of Google's metadata.
export const REGION = 0; // ISO 3166-1 alpha-2, or 001 for a calling code that belongs to no country
export const CODE = 1; // calling code, without the plus sign
export const INTERNATIONAL = 2; // pattern of the international dialling prefix: "00", "011"
export const NATIONAL = 3; // pattern of the national prefix, with carrier codes: "0"
export const TRANSFORM = 4; // replacement for what NATIONAL matches, where it is not just removed
export const LEADING = 5; // pattern of the first digits that tell it from other regions of its calling code
export const LENGTHS = 6; // possible lengths of a national number: "8,9,10"
export const LOCAL_LENGTHS = 7; // possible lengths of a number that is dialled only within its area
export const GENERAL = 8; // pattern that all national numbers match
export const FIRST_TYPE = 9; // from here on: the pattern of each number type, in the order of NUMBER_TYPES
export const FORMATS = 19; // number formats; only in the row of a calling code's main region

const columns: (readonly string[] | undefined)[] = []; // a column is split when it is first needed

/** All fields of one column, by row. */
export function tableColumn(column: number): readonly string[] {
  columns[column] ??= data.columns[column]?.split(';') ?? [];
  return columns[column] as readonly string[];
}

/** One field; an empty string where the plan has none. */
export function tableField(row: number, column: number): string {
  return tableColumn(column)[row] ?? '';
}

/** A field that lists numbers of digits, as bits: bit 8 is set where 8 digits are possible. */
export function lengthBits(row: number, column: number): number {
  const list = tableField(row, column);
  if (list === '') return 0;
  return list.split(',').reduce((bits, length) => bits | (1 << Number(length)), 0);
}
