// A fake of the browsers' extension API, with the English texts.

import en from '../../../extension/_locales/en/messages.json';
import { FakeStorageArea } from './fake-storage.ts';

/**
 * Set the global `chrome`; `parts` are the APIs that a test brings itself. With any area of the storage it has all
 * of them, else none.
 */
export function fakeChrome({ storage, ...parts }: Readonly<Record<string, object | undefined>> = {}): void {
  const i18n = {
    getUILanguage: () => 'en',
    getMessage: (key: keyof typeof en, substitutions: string[] = []) =>
      en[key].message.replace(/\$(\d)/g, (_, digit) => substitutions[digit - 1] ?? ''),
  };
  const areas = ['local', 'sync', 'managed'].map(name => [name, new FakeStorageArea()]);
  const allAreas = storage && { storage: { ...Object.fromEntries(areas), ...storage } };
  Object.assign(globalThis, { chrome: { i18n, runtime: { id: 'own' }, ...allAreas, ...parts } });
}
