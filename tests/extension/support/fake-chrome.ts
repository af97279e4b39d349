// The parts of the browsers' extension API that the tests stand in for, with the English sentences.

import en from '../../../extension/_locales/en/messages.json';

/** Put a `chrome` into the world; `parts` are what a test brings itself. */
export function fakeChrome(parts: object = {}): void {
  const i18n = {
    getUILanguage: () => 'en',
    getMessage: (key: keyof typeof en, substitutions: string[] = []) =>
      en[key].message.replace(/\$(\d)/g, (_, digit) => substitutions[digit - 1] ?? ''),
  };
  Object.assign(globalThis, { chrome: { i18n, runtime: { id: 'own' }, ...parts } });
}
