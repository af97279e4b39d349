// The rows of plans.json, in which generate_plans.py writes one number plan each.

import data from './plans.json';

/** The fields of a row. */
export const REGION = 0;
export const CODE = 1;
export const INTERNATIONAL = 2;
export const NATIONAL = 3;
export const TRANSFORM = 4;
export const LEADING = 5;
export const LENGTHS = 6;
export const LOCAL_LENGTHS = 7;
export const GENERAL = 8;
export const FIRST_TYPE = 9;
export const FORMATS = 19;

const columns: (readonly string[] | undefined)[] = [];

/** All that one field says, by row. */
export function tableColumn(place: number): readonly string[] {
  columns[place] ??= data.columns[place]?.split(';') ?? [];
  return columns[place] as readonly string[];
}

/** What a row says in one field. */
export function tableField(row: number, place: number): string {
  return tableColumn(place)[row] ?? '';
}

/** The numbers of digits that a field lists, a bit for each. */
export function lengthBits(row: number, place: number): number {
  const listed = tableField(row, place);
  if (listed === '') return 0;
  return listed.split(',').reduce((bits, length) => bits | (1 << Number(length)), 0);
}
