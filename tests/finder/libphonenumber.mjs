// Finds the numbers of JSON Lines by libphonenumber-js, in the words of `npm run detect`: what we are compared with.

import { createInterface } from 'node:readline';

const { findPhoneNumbersInText } = await import(
  new URL('../../extension/node_modules/libphonenumber-js/max/index.js', import.meta.url)
);

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
