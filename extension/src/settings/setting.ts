// One setting: its default, and how a value from a file, a policy or the storage is checked.

import type { MessageKey } from '../i18n.ts';

export interface Setting<T> {
  readonly default: T;
  /** Return the value, normalized. Throws SettingError; `where` names the place in a file. */
  readonly parse: (value: unknown, where: string) => T;
  readonly strictest?: T; // applies in place of a policy that cannot be read
  readonly isManagedOnly?: true; // the agent cannot set it
}

/** A value that a setting does not have. */
export class SettingError extends Error {
  readonly where: string;
  readonly problem: MessageKey;

  constructor(where: string, problem: MessageKey) {
    super(`${where}: ${problem}`);
    this.where = where;
    this.problem = problem;
  }
}

type Strictest<T> = Pick<Setting<T>, 'strictest'>;

export function choice<const T extends string>(
  values: readonly T[],
  defaultValue: NoInfer<T>,
  strictest: Strictest<NoInfer<T>> = {},
): Setting<T> {
  return {
    default: defaultValue,
    ...strictest,
    parse: (value, where) => {
      const found = values.find(candidate => candidate === value);
      if (found === undefined) throw new SettingError(where, 'settings_wrong_choice');
      return found;
    },
  };
}

export function flag(defaultValue: boolean, strictest: Strictest<boolean> = {}): Setting<boolean> {
  return {
    default: defaultValue,
    ...strictest,
    parse: (value, where) => {
      if (typeof value !== 'boolean') throw new SettingError(where, 'settings_wrong_flag');
      return value;
    },
  };
}

/** A list without duplicates; `parseItem` returns undefined for what is none of its items. */
export function listOf<T>(
  parseItem: (value: unknown) => T | undefined,
  problem: MessageKey,
  maxItems: number,
): Setting<readonly T[]> {
  return {
    default: [],
    parse: (value, where) => {
      if (!Array.isArray(value)) throw new SettingError(where, 'settings_wrong_list');
      if (value.length > maxItems) throw new SettingError(where, 'settings_long_list');
      const items = value.map((item, index) => {
        const parsed = parseItem(item);
        if (parsed === undefined) throw new SettingError(`${where}[${index}]`, problem);
        return parsed;
      });
      const byText = new Map(items.map(item => [JSON.stringify(item), item]));
      return [...byText.values()];
    },
  };
}
