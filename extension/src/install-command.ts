// The command that registers the host with this browser.

// Where README installs the host: a terminal finds the command without this only in that environment.
const PROGRAM = '~/.voiso-call/bin/voiso-call';

interface BrandedNavigator extends Navigator {
  readonly userAgentData?: { readonly brands: readonly { readonly brand: string }[] };
}

// As the browsers name themselves, and as `voiso-call install` names them; the most special first.
const NAMES: readonly (readonly [brand: string, name: string])[] = [
  ['Microsoft Edge', 'edge'],
  ['Brave', 'brave'],
  ['Google Chrome', 'chrome'],
];

/** Return the command for the browser that this page is shown in. */
export function installCommand(browser: BrandedNavigator = navigator): string {
  return `${PROGRAM} install --browser ${nameOf(browser)}`;
}

function nameOf({ userAgent, userAgentData }: BrandedNavigator): string {
  if (/\bFirefox\//.test(userAgent)) return 'firefox';
  const brands = userAgentData?.brands.map(({ brand }) => brand) ?? [];
  return NAMES.find(([brand]) => brands.includes(brand))?.[1] ?? 'chromium';
}
