// Whether digits are grouped as people group a number of that country, and whether its prefix may be left out.

import type { Form } from './plan.ts';
import type { Reading } from './reading.ts';

/** `exact`: as the country writes it; `joined`: some of those groups run together; `block`: one group. */
export type Grouping = 'exact' | 'joined' | 'block' | 'regular' | 'odd';

/** Whether the country writes a prefix before this number that is missing here. */
export function lacksPrefix(reading: Reading): boolean {
  if (reading.source !== 'region' || reading.hasPrefix) return false;
  const form = reading.plan.forms.find(each => each.isOfficial && fits(each, reading.national));
  return form?.needsPrefix ?? false;
}

/** How the written groups, country code and prefix included, stand to those of the country. */
export function grouping(reading: Reading, written: readonly number[]): Grouping {
  const { national, plan } = reading;
  if (written.length === 1) return 'block';
  const own = edges(written, national.length);
  if (own.length === 0) return 'block';
  let isJoined = false;
  for (const form of plan.forms) {
    const usual = usualEdges(form, national.length);
    if (!usual || !own.every(edge => usual.includes(edge))) continue;
    if (form.leading && !form.leading.test(national)) continue;
    if (own.length === usual.length) return 'exact';
    isJoined = true;
  }
  if (isJoined) return 'joined';
  const rest = written.slice(1);
  const isEven = rest.every(size => size >= 2 && size <= 4);
  return isEven && rest.length <= 5 ? 'regular' : 'odd';
}

function fits(form: Form, national: string): boolean {
  return usualEdges(form, national.length) !== undefined && (form.leading?.test(national) ?? true);
}

const usual = new WeakMap<Form, (readonly number[] | null)[]>();

/** The edges of a form for so many digits, if it has a place for them all. */
function usualEdges(form: Form, length: number): readonly number[] | undefined {
  let known = usual.get(form);
  if (!known) {
    known = [];
    usual.set(form, known);
  }
  let found = known[length];
  if (found === undefined) {
    let least = 0;
    let most = 0;
    for (const [fewest, largest] of form.groups) {
      least += fewest;
      most += largest;
    }
    found = length < least || length > most ? null : edges(sizes(form, length), length);
    known[length] = found;
  }
  return found ?? undefined;
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
