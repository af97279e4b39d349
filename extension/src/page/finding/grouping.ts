// Whether digits are grouped as people group a number of that country, and whether its prefix may be left out.

import { type Form, mainPlan } from './plan.ts';
import type { Reading } from './reading.ts';

/** `exact`: as the country writes it; `joined`: some of those groups run together; `block`: one group. */
export type Grouping = 'exact' | 'joined' | 'block' | 'regular' | 'odd';

/** Whether the country writes a prefix before this number that is missing here. */
export function lacksPrefix(reading: Reading): boolean {
  if (reading.source !== 'region' || reading.hasPrefix) return false;
  const form = mainPlan(reading.code)?.forms.find(each => each.isOfficial && fits(each, reading.national));
  return form?.needsPrefix ?? false;
}

/** How the written groups, country code and prefix included, stand to those of the country. */
export function grouping(reading: Reading, written: readonly number[]): Grouping {
  const { national, code } = reading;
  const own = edges(written, national.length);
  if (own.length === 0) return 'block';
  let isJoined = false;
  for (const form of mainPlan(code)?.forms ?? []) {
    if (!fits(form, national)) continue;
    const usual = edges(sizes(form, national.length), national.length);
    if (!own.every(edge => usual.includes(edge))) continue;
    if (own.length === usual.length) return 'exact';
    isJoined = true;
  }
  if (isJoined) return 'joined';
  const rest = written.slice(1);
  const isEven = rest.every(size => size >= 2 && size <= 4);
  return isEven && rest.length <= 5 ? 'regular' : 'odd';
}

function fits(form: Form, national: string): boolean {
  let least = 0;
  let most = 0;
  for (const [fewest, largest] of form.groups) {
    least += fewest;
    most += largest;
  }
  if (national.length < least || national.length > most) return false;
  return form.leading?.test(national) ?? true;
}

/** The sizes of a form's groups for so many digits: the first ones take what they can. */
function sizes(form: Form, length: number): number[] {
  let spare = length;
  for (const [least] of form.groups) spare -= least;
  return form.groups.map(([least, most]) => {
    const more = Math.min(spare, most - least);
    spare -= more;
    return least + more;
  });
}

/** The places between groups, counted from the end, within the national number. */
function edges(groups: readonly number[], length: number): number[] {
  const found: number[] = [];
  let place = 0;
  for (let index = groups.length - 1; index > 0; index--) {
    place += groups[index] ?? 0;
    if (place >= length) break;
    found.push(place);
  }
  return found;
}
