// Loads the finder, whose number plans are large, only once the popup can be used.

type FinderModule = typeof import('./finder-module.ts');

let finder: Promise<FinderModule> | undefined;

export function loadFinder(): Promise<FinderModule> {
  finder ??= import(chrome.runtime.getURL('popup-finder.js')) as Promise<FinderModule>;
  return finder;
}
