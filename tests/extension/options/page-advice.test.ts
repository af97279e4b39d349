// On the settings page, failures name the step to go to: it would be no help to be sent to that page.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import en from '../../../extension/_locales/en/messages.json';
import { describeFailure } from '../../../extension/src/failure-text.ts';
import { failure } from '../../../extension/src/failures.ts';
import { describeOnPage, stepThatCorrects } from '../../../extension/src/options/page-advice.ts';
import type { ErrorCode, ErrorParams, Failure } from '../../../extension/src/protocol.ts';
import { fakeChrome } from '../support/fake-chrome.ts';

const ELSEWHERE = /settings page|open the settings/i;

beforeEach(() => fakeChrome());

const VARIANTS: [code: ErrorCode, params: ErrorParams][] = [
  ['request_rejected', { status: 404 }],
  ['not_configured', { field: 'cluster', line: 2, problem: 'cluster: is no account' }],
  ['not_configured', { field: 'user_id', line: 3, problem: 'user_id: is no number' }],
];
const codes = Object.keys(en).flatMap(key => /^error_(\w+)_advice$/.exec(key)?.[1] ?? []);
const failures: Failure[] = [
  ...codes.map(code => failure(code as ErrorCode, '')),
  ...VARIANTS.map(([code, params]) => failure(code, '', params)),
];

test('describeOnPage: sends nobody to the page that is open', () => {
  const sent = failures.filter(one => ELSEWHERE.test(describeFailure(one).advice));
  assert.ok(sent.length > 5, 'other pages do');
  assert.deepEqual(
    sent.filter(one => ELSEWHERE.test(describeOnPage(one).advice)),
    [],
  );
});

test('describeOnPage: a wrong setting is corrected in the step that has a field for it', () => {
  const [, cluster, user] = VARIANTS.map(
    ([code, params]) => describeOnPage(failure(code, '', params)).advice,
  );
  assert.match(cluster ?? '', /step 2 .*cluster: is no account/);
  assert.match(user ?? '', /step 3 /);
});

test('describeOnPage: if a phone may be ringing, nothing else is advised', () => {
  const rings = failure('key_rejected', '', { outcome: 'unknown' });
  assert.deepEqual(describeOnPage(rings), describeFailure(rings));
  assert.equal(stepThatCorrects(rings), undefined);
});

test('stepThatCorrects: the account also if nothing answers at its address, unless a proxy blocked it', () => {
  const steps = (code: ErrorCode, params: ErrorParams = {}) => stepThatCorrects(failure(code, '', params));
  assert.equal(steps('key_rejected'), 'account');
  assert.equal(steps('voiso_unreachable'), 'account');
  assert.equal(steps('voiso_unreachable', { proxy: true }), undefined);
  assert.equal(steps('request_rejected', { status: 404 }), 'account');
  assert.equal(steps('request_rejected', { status: 422 }), undefined);
  assert.deepEqual([steps('agent_unknown'), steps('caller_id_rejected')], ['agent', 'calls']);
  assert.equal(steps('agent_unavailable'), undefined);
});
