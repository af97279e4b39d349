// The sentences: every code and reason has one, params make them precise, and a ringing phone comes first.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { describeFailure, reasonDetail, reasonText } from '../../extension/src/i18n.ts';
import { CODES, type Code, type ErrorParams, REASONS } from '../../extension/src/protocol.ts';
import { fakeChrome } from './support/fake-chrome.ts';

before(() => fakeChrome());

const sentence = (code: Code, params: ErrorParams = {}) =>
  describeFailure({ type: 'failure', code, params, detail: 'x' });

for (const code of CODES) {
  test(`${code} has a sentence and an advice of its own`, () => {
    const { title, advice } = sentence(code);
    for (const text of [title, advice]) assert.match(text, /^\p{Lu}[^$]{10,}\.$/u);
    assert.equal(CODES.filter(other => sentence(other).title === title).length, 1);
  });

  test(`${code} with an unknown outcome sends the agent to Agent Panel first`, () => {
    assert.match(sentence(code, { outcome: 'unknown' }).title, /may be ringing: look at Agent Panel before/);
  });
}

test('only where the outcome is unknown a call may be ringing', () => {
  const alarming = CODES.filter(code => /ringing/.test(sentence(code).title));
  assert.deepEqual(alarming, ['call_outcome_unknown']);
});

test('every reason has its own sentence', () => {
  const sentences = REASONS.map(reason => reasonText(reason));
  assert.equal(new Set(sentences).size, REASONS.length);
  for (const text of sentences) assert.match(text, /^\p{Lu}.{10,}\.$/u);
});

const PRECISE: [code: Code, params: ErrorParams, said: RegExp][] = [
  ['rate_limited', { retry_after_s: 30 }, /Wait 30 seconds,/],
  ['rate_limited', { retry_after_s: 1 }, /Wait 1 second,/],
  ['rate_limited', { retry_after_s: 150 }, /Wait 3 minutes,/],
  ['rate_limited', { retry_after_s: null }, /Wait a little,/],
  ['too_many_calls', { retry_after_s: 45 }, /Wait 45 seconds,/],
  [
    'too_many_calls',
    { reason: 'too_many_this_minute', retry_after_s: 45 },
    /in a minute .* Wait 45 seconds,/,
  ],
  ['too_many_calls', { reason: 'too_many_today', retry_after_s: 7300 }, /in a day .* Wait 3 hours,/],
  ['number_invalid', { reason: 'text_mismatch' }, /do not say the same number/],
  ['number_blocked', { reason: 'too_short' }, /Short numbers .* Agent Panel/],
  ['not_configured', { problem: 'user_id: not a number' }, /The mistake: user_id: not a number/],
  ['request_rejected', { messages: ['a is missing', 'b too long'] }, /Voiso says: a is missing; b too long/],
  ['request_rejected', { messages: [] }, /Tell your administrator/],
  ['request_rejected', { status: 404, messages: ['Not found'] }, /whether the cluster is right/],
  ['voiso_unreachable', { phase: 'dns' }, /network connection or VPN/],
  ['voiso_unreachable', { proxy: true, proxy_status: 403 }, /proxy .* did not let/],
  ['voiso_unreachable', { proxy: true, proxy_status: 407 }, /proxy .* password/],
  ['tls_untrusted', { problem: 'expired' }, /expired.* clock/],
  ['tls_untrusted', { problem: 'not_yet_valid' }, /not valid yet: set this computer’s clock/],
  ['tls_untrusted', { problem: 'wrong_host' }, /another’s.* cluster/],
  ['tls_untrusted', { problem: 'unknown_issuer' }, /administrator.*ca_file/],
  ['tls_untrusted', { problem: 'handshake' }, /proxy or a security program/],
  ['version_mismatch', { update: 'host' }, /program on this computer/],
  ['version_mismatch', { update: 'extension' }, /extensions page/],
  ['version_mismatch', { update: 'page' }, /reload this page/],
  ['version_mismatch', { update: 'moon' }, /extension and the Click-to-Call program/],
];
for (const [code, params, said] of PRECISE) {
  test(`${code} ${JSON.stringify(params)} says ${said}`, () => {
    assert.match(sentence(code, params).advice, said);
  });
}

test('a journal that was set aside is named', () => {
  assert.match(reasonText('journal_quarantined'), /damaged/);
  assert.match(
    reasonDetail('journal_quarantined', { file: 'state/journal.damaged-1.sqlite3' }) ?? '',
    /damaged-1/,
  );
  assert.equal(reasonDetail('journal_quarantined', {}), null);
});

test('the status of an error is shown', () => {
  assert.match(sentence('voiso_failed', { status: 502 }).title, /HTTP.502/);
});
