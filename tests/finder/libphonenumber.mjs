// Finds numbers with libphonenumber-js; its input and output are those of `npm run --silent detect`.

import { createInterface } from 'node:readline';
import { importPeer } from '../bench/peers.mjs';

const { findPhoneNumbersInText } = await importPeer('libphonenumber-js/max/index.js');

for await (const line of createInterface({ input: process.stdin })) {
  const { id, text, default_region: region } = JSON.parse(line);
  const found = findPhoneNumbersInText(text, region === 'ZZ' ? undefined : region).map(
    ({ startsAt, endsAt, number }) => ({
      start: startsAt,
      end: endsAt,
      e164: number.number,
      ...(number.ext !== undefined && { ext: number.ext }),
    }),
  );
  process.stdout.write(`${JSON.stringify({ id, found })}\n`);
}
