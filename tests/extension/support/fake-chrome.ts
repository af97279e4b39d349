// A fake of the browsers' extension API, with the English texts.

import en from '../../../extension/_locales/en/messages.json';

/** Set the global `chrome`; `parts` are the APIs that a test brings itself. */
export function fakeChrome(parts: object = {}): void {
  const i18n = {
    getUILanguage: () => 'en',
    getMessage: (key: keyof typeof en, substitutions: string[] = []) =>
      en[key].message.replace(/\$(\d)/g, (_, digit) => substitutions[digit - 1] ?? ''),
  };
  Object.assign(globalThis, { chrome: { i18n, runtime: { id: 'own' }, ...parts } });
}
