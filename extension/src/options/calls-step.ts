// Step 4: the country of numbers without a country code, and the caller IDs.

import { countrySelect } from '../country-select.ts';
import { byPart } from '../dom.ts';
import { supportedRegions } from '../finder/metadata/calling-codes.ts';
import { t } from '../i18n.ts';
import type { Status } from '../protocol.ts';
import { save } from './save.ts';

const PARTS = { step: 'calls', fields: 'calls-fields' } as const;

const callerIds = byPart<HTMLTextAreaElement>('caller-ids');

export function initCallsStep(onStatus: (status: Status) => void): void {
  byPart('calls-form').addEventListener('submit', event => {
    event.preventDefault();
    void submit(onStatus);
  });
}

export function showCalls(status: Status | undefined): void {
  byPart<HTMLFieldSetElement>('calls-fields').disabled = status === undefined;
  if (!status) return;
  if (byPart('calls').contains(document.activeElement)) return; // do not change what is being edited
  const select = countrySelect(
    { id: 'region', 'data-part': 'region' },
    {
      regions: supportedRegions(),
      suggested: suggestedRegions(),
      region: status.default_region,
      none: t('options_region_none'),
    },
    () => {},
  );
  byPart('region').replaceWith(select);
  callerIds.value = status.caller_ids.join('\n');
}

async function submit(onStatus: (status: Status) => void): Promise<void> {
  const settings = {
    default_region: byPart<HTMLSelectElement>('region').value,
    caller_ids: callerIds.value
      .split(/[\n,;]/)
      .map(line => line.replace(/[\s+().-]/g, ''))
      .filter(Boolean),
  };
  const reply = await save(settings, PARTS);
  if (reply.type === 'status') onStatus(reply);
}

/** The regions of the languages that the agent reads, such as GB of "en-GB". */
function suggestedRegions(): string[] {
  const regions = navigator.languages.map(language => new Intl.Locale(language).region);
  return [...new Set(regions.filter(region => region !== undefined))];
}
