// Where one click calls at once: the agent's decisions, and the administrator's, which come first.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import {
  allowedOrigins,
  decideOneClick,
  isOneClickAllowed,
  mayCallAtOnce,
  type OneClick,
  oneClickOf,
  type oneClickPolicy,
} from '../../extension/src/one-click.ts';
import { fakeChrome } from './support/fake-chrome.ts';
import { FakeStorageArea } from './support/fake-storage.ts';

type Policy = Awaited<ReturnType<(typeof oneClickPolicy)['get']>>;

const ORIGIN = 'https://crm.example';
let local: FakeStorageArea;
let sync: FakeStorageArea;

beforeEach(() => {
  local = new FakeStorageArea();
  sync = new FakeStorageArea();
  fakeChrome({ storage: { local, sync } });
});

const OPEN: Policy = { agents_may_allow: true, origins: [] };
const PRESET: Policy = { agents_may_allow: true, origins: [ORIGIN] };
const NEVER: Policy = { agents_may_allow: false, origins: [] };
const ONLY_PRESET: Policy = { agents_may_allow: false, origins: [ORIGIN] };
const STATES: [decision: boolean | undefined, policy: Policy | undefined, state: OneClick, calls: boolean][] =
  [
    [undefined, undefined, 'undecided', false],
    [undefined, OPEN, 'undecided', false],
    [true, OPEN, 'allowed', true],
    [false, OPEN, 'declined', false],
    [undefined, PRESET, 'preset', true],
    [false, PRESET, 'preset', true],
    [undefined, NEVER, 'forbidden', false],
    [true, NEVER, 'forbidden', false],
    [false, ONLY_PRESET, 'preset', true],
  ];
for (const [decision, policy, state, calls] of STATES) {
  test(`oneClickOf: decision ${decision}, policy ${JSON.stringify(policy)} is ${state}`, async () => {
    await decideOneClick(ORIGIN, decision);
    if (policy) local.items.one_click_policy = policy;
    assert.equal(await oneClickOf(ORIGIN), state);
    assert.equal(await isOneClickAllowed(ORIGIN), calls);
  });
}

for (const origin of [
  '',
  'null',
  'file://',
  'about:blank',
  'toString',
  'chrome-extension://own',
  `${ORIGIN}/x`,
]) {
  test(`oneClickOf: “${origin}” is never allowed`, async () => {
    await decideOneClick(origin, true);
    assert.deepEqual(local.items, {});
    local.items.one_click = { [origin]: true };
    local.items.one_click_policy = { agents_may_allow: true, origins: [origin] };
    assert.equal(await isOneClickAllowed(origin), false);
  });
}

test('decideOneClick: an origin is scheme, host and port, and a decision can be removed', async () => {
  await decideOneClick(ORIGIN, true);
  await decideOneClick('http://crm.example', false);
  await decideOneClick('https://a.example:8443', true);
  assert.deepEqual(await allowedOrigins(), ['https://a.example:8443', ORIGIN]);
  assert.equal(await oneClickOf('https://crm.example:8443'), 'undecided');
  await decideOneClick(ORIGIN, undefined);
  assert.deepEqual(await allowedOrigins(), ['https://a.example:8443']);
  assert.equal(await oneClickOf(ORIGIN), 'undecided');
});

test('ask_first: no site calls at once, not even one of the administrator', async () => {
  local.items.one_click = { [ORIGIN]: true };
  local.items.one_click_policy = PRESET;
  sync.items.ask_first = true;
  assert.equal(await oneClickOf(ORIGIN), 'ask_first');
  assert.equal(await mayCallAtOnce(ORIGIN, '+442079460000'), false);
});

test('one_click_prefixes: only such numbers are called at once', async () => {
  local.items.one_click = { [ORIGIN]: true };
  sync.items.one_click_prefixes = ['+44', '+353'];
  for (const number of ['+442079460000', '+353 1 555 0100'])
    assert.equal(await mayCallAtOnce(ORIGIN, number), true);
  for (const number of ['+14155550100', '02079460000', '4420 7946 0000', '+1 44'])
    assert.equal(await mayCallAtOnce(ORIGIN, number), false);
});

test('one_click_prefixes: a policy that cannot be read allows no number', async () => {
  local.items.one_click = { [ORIGIN]: true };
  const managed = new FakeStorageArea();
  fakeChrome({ storage: { local, sync, managed } });
  managed.items.one_click_prefixes = ['+44'];
  assert.equal(await mayCallAtOnce(ORIGIN, '+442079460000'), true);
  for (const wrong of [['+44', '44'], ['44'], ['GB'], '+44', [44], [['+44']], { 0: '+44' }, null, ['+44*']]) {
    managed.items.one_click_prefixes = wrong;
    assert.equal(await oneClickOf(ORIGIN), 'ask_first', JSON.stringify(wrong));
    assert.equal(await mayCallAtOnce(ORIGIN, '+442079460000'), false, JSON.stringify(wrong));
  }
});
