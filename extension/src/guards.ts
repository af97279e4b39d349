// Checks the shape of values that another program or another context of the extension sent.
//
// The guard of a message is a function declaration, not a constant computed by a call: only then can the
// bundler leave out the guards that a context does not use.

export type Guard<T> = (value: unknown) => value is T;

export function isString(value: unknown): value is string {
  return typeof value === 'string';
}

export function isInteger(value: unknown): value is number {
  return Number.isInteger(value);
}

export function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

/** Return whether a value is an object with fields: neither null nor an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Return whether a value is in a closed list. */
export function isOneOf<const T>(value: unknown, list: readonly T[]): value is T {
  return (list as readonly unknown[]).includes(value);
}

/**
 * Return whether a value has these fields. Others are allowed, because a newer host may add some. The guard
 * of a field that may be absent accepts `undefined`.
 */
export function hasFields<T>(value: unknown, fields: { readonly [K in keyof T]-?: Guard<T[K]> }): value is T {
  return (
    isObject(value) && Object.entries<Guard<unknown>>(fields).every(([name, isField]) => isField(value[name]))
  );
}

/** Return whether a value belongs to a union that the field `type` discriminates. */
export function isMember<T extends { readonly type: string }>(
  value: unknown,
  guards: { readonly [K in T['type']]: Guard<Extract<T, { readonly type: K }>> },
): value is T {
  if (!isObject(value) || !isString(value.type) || !Object.hasOwn(guards, value.type)) return false;
  const isType: Guard<T> = guards[value.type as T['type']];
  return isType(value);
}

/** Return whether a value is the code of a country (ISO 3166-1 alpha-2), or of none that exists. */
export function isCountryCode(value: unknown): value is string {
  return isString(value) && /^[A-Z]{2}$/.test(value);
}

export function equals<const T extends string | null>(constant: T): Guard<T> {
  return (value): value is T => value === constant;
}

export function anyOf<T extends unknown[]>(...guards: { [I in keyof T]: Guard<T[I]> }): Guard<T[number]> {
  return (value): value is T[number] => guards.some(guard => guard(value));
}

export function nullable<T>(guard: Guard<T>): Guard<T | null> {
  return (value): value is T | null => value === null || guard(value);
}

export function optional<T>(guard: Guard<T>): Guard<T | undefined> {
  return (value): value is T | undefined => value === undefined || guard(value);
}

export function listOf<T>(guard: Guard<T>): Guard<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.every(guard);
}

export function recordOf<T>(guard: Guard<T>): Guard<Record<string, T>> {
  return (value): value is Record<string, T> => isObject(value) && Object.values(value).every(guard);
}
