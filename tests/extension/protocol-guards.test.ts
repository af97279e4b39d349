// The generated guards accept the message fixtures, and reject them with a field missing or wrong.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isReply, isRequest } from '../../extension/src/protocol-guards.ts';
import { REPLIES, REQUESTS } from './support/message-fixtures.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Path = readonly (string | number)[];

/** A changed copy of a message, and what was changed. */
interface Mutant {
  readonly change: string;
  readonly message: unknown;
}

// The fields of requests that may be absent. A reply always has all of its fields.
const OPTIONAL: Readonly<Record<string, readonly string[]>> = {
  check_number: ['original_text', 'region'],
  configure: ['cluster', 'user_id', 'api_key', 'key_store', 'default_region', 'caller_ids'],
  find_agents: ['query'],
  get_history: ['before'],
  hello: ['protocol'],
  place_call: [
    'original_text',
    'region',
    'phone_extension',
    'caller_id',
    'source',
    'source.system',
    'page_origin',
    'confirmed',
  ],
};

/** Every path of a message, but those within `params`, whose keys and values are free. */
function* pathsOf(value: Json, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path;
  if (typeof value !== 'object' || value === null || path.at(-1) === 'params') return;
  for (const [key, inner] of Object.entries(value)) {
    yield* pathsOf(inner, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}

function parentAt(message: Json, path: Path): Record<string | number, Json> {
  let parent = message;
  for (const key of path.slice(0, -1)) parent = (parent as Record<string | number, Json>)[key] as Json;
  return parent as Record<string | number, Json>;
}

/** Change one field of a copy. */
function mutate(message: Json, path: Path, value: Json | undefined): Json {
  const copy = structuredClone(message);
  const parent = parentAt(copy, path);
  const key = path.at(-1) as string | number;
  if (value === undefined) delete parent[key];
  else parent[key] = value;
  return copy;
}

/** Values of other types than the one in the fixture, which no field of that type allows. */
function otherTypes(value: Json): Json[] {
  if (typeof value === 'string') return [7, true, [], {}];
  if (typeof value === 'number') return ['7', 1.5, true, [], {}];
  if (typeof value === 'boolean') return ['true', 1, null, [], {}];
  if (value === null) return [7.5, true, []];
  return Array.isArray(value) ? ['x', 7, null, {}] : ['x', 7, true, []];
}

function* mutantsOf(message: Json, type: string): Generator<Mutant> {
  for (const path of pathsOf(message)) {
    const name = path.join('.');
    const isItem = typeof path.at(-1) === 'number';
    if (!isItem && !OPTIONAL[type]?.includes(name)) {
      yield { change: `without ${name}`, message: mutate(message, path, undefined) };
    }
    for (const value of otherTypes(parentAt(message, path)[path.at(-1) as string] as Json)) {
      yield { change: `${name} = ${JSON.stringify(value)}`, message: mutate(message, path, value) };
    }
  }
}

for (const [side, fixtures, isMessage] of [
  ['request', REQUESTS, isRequest],
  ['reply', REPLIES, isReply],
] as const) {
  for (const [type, fixture] of Object.entries(fixtures)) {
    const message = fixture as Json;

    test(`${side} ${type}: the fixture is accepted`, () => assert.ok(isMessage(message)));

    test(`${side} ${type}: every mutant is rejected`, () => {
      const mutants = [...mutantsOf(message, type)];
      assert.ok(mutants.length > 4);
      const accepted = mutants.filter(mutant => isMessage(mutant.message)).map(({ change }) => change);
      assert.deepEqual(accepted, []);
    });

    test(`${side} ${type}: a field of a newer version is accepted`, () => {
      assert.ok(isMessage({ ...fixture, new_field: 1 }));
    });
  }
}

test('optional fields of a request may be absent', () => {
  for (const [type, names] of Object.entries(OPTIONAL)) {
    const message = REQUESTS[type as keyof typeof REQUESTS] as Json;
    for (const name of names) assert.ok(isRequest(mutate(message, name.split('.'), undefined)), name);
  }
});

test('strings outside of a closed list are rejected', () => {
  const { place_call: call } = REQUESTS;
  const { number_checked: checked, failure } = REPLIES;
  assert.equal(isRequest({ ...call, trigger: 'telepathy' }), false);
  assert.equal(isRequest({ ...call, confirmed: ['telepathy'] }), false);
  assert.equal(isReply({ ...checked, number_type: 'telepathy' }), false);
  assert.equal(isReply({ ...checked, decision: 'perhaps' }), false);
  assert.equal(isReply({ ...failure, code: 'moon_phase' }), false);
});

test('params are strings, integers, booleans, null or lists of strings', () => {
  const { failure } = REPLIES;
  assert.ok(isReply({ ...failure, params: { a: 'x', b: 1, c: false, d: null, e: ['x'] } }));
  for (const value of [{}, [1], 1.5, [['x']]]) {
    assert.equal(isReply({ ...failure, params: { a: value } }), false, JSON.stringify(value));
  }
});

test('what is not a message is rejected', () => {
  for (const value of [null, undefined, 'status', 7, [], {}, { type: 'constructor' }, { type: ['status'] }]) {
    assert.equal(isReply(value), false);
    assert.equal(isRequest(value), false);
  }
});
