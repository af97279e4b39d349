// Texts for failures and reasons: there is one for each, and params make the advice more precise.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { describeFailure, reasonDetail, reasonText } from '../../extension/src/failure-text.ts';
import { ERROR_CODES, type ErrorCode, type ErrorParams, REASONS } from '../../extension/src/protocol.ts';
import { fakeChrome } from './support/fake-chrome.ts';

before(() => fakeChrome());

const describe = (code: ErrorCode, params: ErrorParams = {}) =>
  describeFailure({ type: 'failure', code, params, detail: 'x' });

for (const code of ERROR_CODES) {
  test(`describeFailure: ${code} has its own title and advice`, () => {
    const { title, advice } = describe(code);
    for (const text of [title, advice]) assert.match(text, /^\p{Lu}[^$]{10,}\.$/u);
    assert.equal(ERROR_CODES.filter(other => describe(other).title === title).length, 1);
  });

  test(`describeFailure: ${code} with an unknown outcome asks to check Agent Panel first`, () => {
    assert.match(describe(code, { outcome: 'unknown' }).title, /may be ringing\. Check Agent Panel before/);
  });
}

test('describeFailure: no other title says that a call may be ringing', () => {
  const ringing = ERROR_CODES.filter(code => /ringing/.test(describe(code).title));
  assert.deepEqual(ringing, ['call_outcome_unknown']);
});

test('reasonText: every reason has its own text', () => {
  const texts = REASONS.map(reason => reasonText(reason));
  assert.equal(new Set(texts).size, REASONS.length);
  for (const text of texts) assert.match(text, /^\p{Lu}.{10,}\.$/u);
});

const ADVICE: [code: ErrorCode, params: ErrorParams, advice: RegExp][] = [
  ['rate_limited', { retry_after_s: 30 }, /Wait 30 seconds,/],
  ['rate_limited', { retry_after_s: 1 }, /Wait 1 second,/],
  ['rate_limited', { retry_after_s: 150 }, /Wait 3 minutes,/],
  ['rate_limited', { retry_after_s: null }, /Wait a moment,/],
  ['too_many_calls', { retry_after_s: 45 }, /Wait 45 seconds,/],
  [
    'too_many_calls',
    { reason: 'too_many_this_minute', retry_after_s: 45 },
    /in a minute .* Wait 45 seconds,/,
  ],
  ['too_many_calls', { reason: 'too_many_today', retry_after_s: 7300 }, /in a day .* Wait 3 hours,/],
  ['number_invalid', { reason: 'text_mismatch' }, /does not match the text/],
  ['number_invalid', { reason: 'leading_zero' }, /begins with 0/],
  ['number_invalid', { reason: 'unknown_country_code' }, /no such country code/],
  ['number_invalid', { reason: 'not_a_number' }, /Check the digits and write it with its country code/],
  ['number_blocked', { reason: 'too_short' }, /Short numbers .* Agent Panel/],
  ['not_configured', { problem: 'policy: wrong' }, /^Correct this file, .* config\.toml: policy: wrong$/],
  ['not_configured', { field: 'user_id', problem: 'user_id: missing' }, /^Open the settings, or run/],
  [
    'not_configured',
    { field: 'user_id', line: 2, problem: 'user_id: x' },
    /^Correct it in step 3 of the settings, /,
  ],
  ['not_configured', { file: '/c.toml' }, /^Correct this file, .*: \/c\.toml: x$/],
  [
    'not_configured',
    { cause: 'being_read', field: 'policy.do_not_call', problem: 'x' },
    /^Nobody .* in a minute\.$/,
  ],
  ['host_missing', { cause: 'python_gone' }, /^This happens after an upgrade\. Install the program again/],
  ['not_configured', { problem: 'x: unknown', file: '/c.toml', line: 7 }, /: \/c\.toml:7: x: unknown/],
  ['not_configured', { problem: 'x: /l.csv, line 2: no', file: '/l.csv', line: 2 }, /: x: \/l\.csv, l/],
  ['not_configured', { store: 'journal', problem: 'run: chmod go-w x' }, /No call .*: run: chmod go-w x$/],
  ['request_rejected', { messages: ['a is missing', 'b too long'] }, /Voiso says: a is missing; b too long/],
  ['request_rejected', { messages: [] }, /Tell your administrator/],
  ['request_rejected', { status: 404, messages: ['Not found'] }, /address of your account/],
  ['voiso_unreachable', { phase: 'dns' }, /network connection or VPN/],
  ['voiso_unreachable', { proxy: true, proxy_status: 403 }, /proxy .* blocked the call/],
  ['voiso_unreachable', { proxy: true, proxy_status: 407 }, /proxy .* password/],
  ['tls_untrusted', { cause: 'expired' }, /expired.* clock/],
  ['tls_untrusted', { cause: 'not_yet_valid' }, /not valid yet\. Set this computer’s clock/],
  ['tls_untrusted', { cause: 'wrong_host' }, /another server.* address of your account/],
  ['tls_untrusted', { cause: 'unknown_issuer' }, /administrator.*ca_file/],
  ['tls_untrusted', { cause: 'handshake' }, /proxy or a security program/],
  ['version_mismatch', { update: 'host' }, /program on this computer/],
  ['version_mismatch', { update: 'extension' }, /extensions page/],
  ['version_mismatch', { update: 'page' }, /Reload this page/],
  ['version_mismatch', { update: 'moon' }, /extension and the Click-to-Call program/],
];
for (const [code, params, advice] of ADVICE) {
  test(`describeFailure: the advice for ${code} ${JSON.stringify(params)} matches ${advice}`, () => {
    assert.match(describe(code, params).advice, advice);
  });
}

test('reasonText: names the country in which a number is not valid, if it is known', () => {
  assert.match(
    reasonText('invalid_number', { country: 'GB' }),
    /not a valid phone number .* United Kingdom\.$/,
  );
  assert.equal(reasonText('invalid_number', {}), reasonText('invalid_number'));
  const { advice } = describe('number_blocked', { reason: 'invalid_number', country: 'FR' });
  assert.match(advice, /not a valid phone number .* France\./);
});

test('reasonDetail: names the file of a quarantined journal', () => {
  assert.match(reasonText('journal_quarantined'), /damaged/);
  assert.match(
    reasonDetail('journal_quarantined', { file: 'state/journal.damaged-1.sqlite3' }) ?? '',
    /damaged-1/,
  );
  assert.equal(reasonDetail('journal_quarantined', {}), null);
});

test('describeFailure: a history that others can change has a title of its own', () => {
  assert.match(
    describe('not_configured', { store: 'journal', problem: 'x' }).title,
    /Other users .* history/,
  );
});

test('describeFailure: what is set for all users is told as that, also of a required setting', () => {
  const params = { set_for_all: true, field: 'cluster', file: '/etc/voiso-call/config.toml', problem: 'x' };
  const { title, advice } = describe('not_configured', params);
  assert.match(title, /administrator has set this for all users/);
  assert.match(advice, /ask your administrator: \/etc\/voiso-call\/config\.toml$/);
});

test('describeFailure: only what is missing is told as not set up', () => {
  const titles = [
    {},
    { field: 'cluster', file: '/c.toml', line: null },
    { field: 'policy.allowed_countries', file: '/c.toml', line: 7 },
    { file: '/c.toml', line: 3, problem: 'Invalid value (at line 3)' },
  ].map(params => describe('not_configured', params).title);
  assert.match(titles[0] ?? '', /not set up/);
  assert.match(titles[1] ?? '', /not set up/);
  assert.equal(titles[2], 'A setting is wrong.');
  assert.equal(titles[3], 'The settings cannot be used.');
});

test('describeFailure: shows the HTTP status of voiso_failed', () => {
  assert.match(describe('voiso_failed', { status: 502 }).title, /HTTP.502/);
  assert.match(describe('voiso_failed', { status: 200 }).title, /answer could not be read/);
});
