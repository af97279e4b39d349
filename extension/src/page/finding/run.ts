// A run of digits as groups and the signs between them, and where in it one number may end and the next begin.

export interface Group {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
  readonly gap: string; // what stands before it, from the group before or from the run's beginning
}

/** A part of a run that is one number. */
export interface Piece<T> {
  readonly first: number;
  readonly last: number;
  readonly what: T;
}

type Judge<T> = (first: number, last: number, isWhole: boolean) => T | undefined;

const FEWEST_DIGITS = 7;
const MOST_DIGITS = 20; // with every prefix
const MOST_JUDGED = 300; // pieces of one run: longer ones are data
const BRANCH_DIGITS = 4; // "… - 0", "… - 68"

const BORDER = /[/~\u2014]| - |\u00b7 | \u00b7|^-- ?| -$/; // what may stand between two numbers, or within one
const WIDE = /\t| {2}| \(|\. | \.|^\) ?\(|[).] ?-/; // less often
const LIST_NUMBER = /^(?:\. |\) ?)\(?$/; // "2. 030 …", "2) 030 …"

/** Cut a text into groups of digits. */
export function groupsOf(text: string, start: number, end: number): Group[] {
  const groups: Group[] = [];
  let gapStart = start;
  let at = start;
  while (at < end) {
    if (!isDigit(text, at)) {
      at++;
      continue;
    }
    const from = at;
    while (at < end && isDigit(text, at)) at++;
    groups.push({ start: from, end: at, digits: text.slice(from, at), gap: text.slice(gapStart, from) });
    gapStart = at;
  }
  return groups;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

/** Whether a run has no place where one number may end and the next begin, but for single spaces. */
export function isOne(groups: readonly Group[]): boolean {
  for (let index = 1; index < groups.length; index++) {
    const gap = groups[index]?.gap as string;
    if (gap !== ' ' && gap !== '-' && gap !== '.' && gap !== ') ' && gap !== ')') return false;
  }
  return groups.length > 1 || (groups[0]?.digits.length ?? 0) >= FEWEST_DIGITS;
}

/** Part a run into numbers: as a whole if it is one, else at the strongest borders in it. */
export function partsOf<T>(
  groups: readonly Group[],
  opensLine: boolean,
  joinsBranch: boolean,
  judge: Judge<T>,
): Piece<T>[] {
  const found: Piece<T>[] = [];
  let judged = 0;
  const lengths = groups.map(group => group.digits.length);
  const digitsOf = (first: number, last: number): number => {
    let sum = 0;
    for (let index = first; index <= last; index++) sum += lengths[index] ?? 0;
    return sum;
  };
  const ask = (first: number, last: number): T | undefined => {
    const digits = digitsOf(first, last);
    if (digits < FEWEST_DIGITS || digits > MOST_DIGITS || judged++ > MOST_JUDGED) return undefined;
    return judge(first, last, first === 0 && last === groups.length - 1);
  };
  const take = (first: number, last: number): boolean => {
    const what = ask(first, last);
    if (what !== undefined) found.push({ first, last, what });
    return what !== undefined;
  };

  // Each stretch has no plus sign within.
  let first = 0;
  for (let index = 1; index <= groups.length; index++) {
    if (index < groups.length && !groups[index]?.gap.includes('+')) continue;
    part(first, index - 1);
    first = index;
  }
  return found;

  function part(from: number, to: number): void {
    if (digitsOf(from, to) < FEWEST_DIGITS) return;
    if (opensLine && from === 0 && isListNumber(groups) && take(1, to)) return;
    const borders: number[] = [];
    for (let index = from + 1; index <= to; index++) if (isBorder(from, index)) borders.push(index);
    for (const border of borders) {
      if (isBranch(border, to) && ask(from, to) !== undefined) break;
      if (!take(from, border - 1)) continue;
      part(border, to);
      return;
    }
    if (take(from, to)) return;
    if (borders.length > 0) {
      partAt(borders, from, to);
      return;
    }
    const wide: number[] = [];
    for (let index = from + 1; index <= to; index++)
      if (WIDE.test(groups[index]?.gap ?? '')) wide.push(index);
    if (wide.length > 0) partAt(wide, from, to);
    else partAtSpaces(from, to);
  }

  function partAt(borders: readonly number[], from: number, to: number): void {
    let start = from;
    for (const border of [...borders, to + 1]) {
      part(start, border - 1);
      start = border;
    }
  }

  /** Whether a number may end before a group: at a sign that parts, or at the bracket of the next one's area code. */
  function isBorder(from: number, index: number): boolean {
    const gap = groups[index]?.gap ?? '';
    if (gap === ' ' || gap === '-' || gap === '.' || gap === ') ') return false;
    if (BORDER.test(gap)) return true;
    return gap.includes('(') && digitsOf(from, index - 1) >= FEWEST_DIGITS;
  }

  /** Whether the last few digits are a branch of the number before them, in countries that write so. */
  function isBranch(border: number, to: number): boolean {
    const gap = groups[border]?.gap ?? '';
    return joinsBranch && border === to && gap === ' - ' && (lengths[to] ?? 0) <= BRANCH_DIGITS;
  }

  /** Digits joined by dashes or dots hold together more than those a space apart: each such unit for itself. */
  function partAtUnits(from: number, to: number): void {
    let start = from;
    for (let index = from + 1; index <= to + 1; index++) {
      if (index <= to && !(groups[index]?.gap ?? '').includes(' ')) continue;
      if (index - start >= 3) take(start, index - 1);
      start = index;
    }
  }

  /** Numbers one space apart: all of the run is numbers, or its beginning is one beyond doubt. */
  function partAtSpaces(from: number, to: number): void {
    if (!groups.some(({ gap }, index) => index > from && index <= to && gap === ' ')) return;
    const ends = new Map<number, Piece<T> | undefined>(); // by first group: the piece of a cover that begins there
    for (let start = to; start >= from; start--) {
      for (let end = Math.min(to, start + 9); end >= start; end--) {
        if (end < to && (ends.get(end + 1) === undefined || groups[end + 1]?.gap !== ' ')) continue;
        if (start === from && end === to) continue;
        const what = ask(start, end);
        if (what === undefined) continue;
        ends.set(start, { first: start, last: end, what });
        break;
      }
    }
    if (!ends.has(from)) {
      partAtUnits(from, to);
      return;
    }
    for (let at = from; at <= to; ) {
      const piece = ends.get(at);
      if (!piece) break;
      found.push(piece);
      at = piece.last + 1;
    }
  }
}

/** Whether a run begins with the number of a list: "2. 030 …", "(3) 030 …". */
export function isListNumber([first, second]: readonly Group[]): boolean {
  return (
    first !== undefined &&
    second !== undefined &&
    first.digits.length <= 2 &&
    !first.gap.includes('+') &&
    first.digits[0] !== '0' &&
    LIST_NUMBER.test(second.gap)
  );
}
