// What holds on this page: where its numbers are read, and which are found. The agent decides, then the page.

import { defaultRegion } from '../../default-region.ts';
import { supportedRegions } from '../../finder/metadata/calling-codes.ts';
import type { SiteReport } from '../../messages.ts';
import {
  addIgnored,
  ignoreKey,
  removeIgnored,
  type SiteSettings,
  siteSettings,
  updateSiteSettings,
} from '../../site-settings.ts';
import {
  type DetectedRegion,
  detectRegion,
  regionOfLanguageTag,
  toSupportedRegion,
} from './region-detection.ts';
import { collectHints, languagesOf } from './region-hints.ts';

/** What is found: numbers in text and in links, those in links alone, or none. */
export type DetectionMode = 'all' | 'links' | 'nothing';

const ASKS_NOT = 'meta[name="format-detection" i]';

export class SiteContext {
  readonly hostname: string; // the site's; a file and a frame without an origin have none
  readonly #page: Document;
  readonly #changed: () => void;
  #settings: SiteSettings = {};
  #default: string | null = null;
  #spared = new Set<string>();
  #hinted: DetectedRegion | null | undefined; // null: the page says nothing; undefined: it was not asked yet
  #languages = ''; // it was asked with
  #asked: boolean | undefined;

  /** `changed` is told when something else holds than before. */
  constructor(page: Document, changed: () => void) {
    this.#page = page;
    this.#changed = changed;
    this.hostname = hostOf(page.defaultView?.origin);
  }

  /** Learn what was decided, and follow it. */
  async load(signal: AbortSignal): Promise<void> {
    const stored = this.hostname ? siteSettings(this.hostname) : undefined;
    const [settings, region] = await Promise.all([stored?.get(), defaultRegion.get()]);
    this.#apply(settings ?? {});
    this.#default = region;
    stored?.onChanged(after => {
      if (JSON.stringify(after) === JSON.stringify(this.#settings)) return; // it was decided here
      this.#apply(after);
      this.#changed();
    }, signal);
    defaultRegion.onChanged(after => {
      this.#default = after;
      this.#changed();
    }, signal);
    this.#followLanguage(signal);
  }

  /** Where numbers without a country code are read, and who says so. */
  get region(): DetectedRegion | undefined {
    const chosen = toSupportedRegion(this.#settings.region ?? '');
    if (chosen) return { region: chosen, source: 'site' };
    const hinted = this.#detectRegion();
    if (hinted) return hinted;
    const usual = toSupportedRegion(this.#default ?? '');
    return usual ? { region: usual, source: 'default' } : undefined;
  }

  /** Whether the page alone says the region, and another one than where the agent usually calls from. */
  get isRegionGuess(): boolean {
    const { region } = this;
    return region !== undefined && region.source !== 'site' && region.region !== this.#default;
  }

  /** Whether the page asks that its text be left alone; looked for once, it is asked for every number. */
  get pageOptsOut(): boolean {
    this.#asked ??= this.#ask();
    return this.#asked;
  }

  #ask(): boolean {
    const metas = [...this.#page.querySelectorAll(ASKS_NOT)];
    return metas.some(meta => /(?:^|[,;\s])telephone\s*=\s*no\b/i.test(meta.getAttribute('content') ?? ''));
  }

  get detectionMode(): DetectionMode {
    const { detectionEnabled } = this.#settings;
    if (detectionEnabled === false) return 'nothing';
    return detectionEnabled || !this.pageOptsOut ? 'all' : 'links';
  }

  /** Whether a number may be offered: a link's own, or one in a text or a field that is not to be left alone. */
  isDetectionAllowed(written: string, isLink: boolean): boolean {
    if (isLink) return this.detectionMode !== 'nothing';
    return this.detectionMode === 'all' && (this.#spared.size === 0 || !this.#spared.has(ignoreKey(written)));
  }

  /** Regions that may be meant, the likeliest first. */
  get suggestedRegions(): string[] {
    const ofPage = detectRegion(collectHints(this.#page, this.hostname))?.region;
    const ofBrowser = navigator.languages.map(regionOfLanguageTag);
    const all = [this.region?.region, ofPage, this.#default, ...ofBrowser];
    return [...new Set(all.filter(region => typeof region === 'string'))];
  }

  get report(): SiteReport {
    const { hostname, region, suggestedRegions, pageOptsOut } = this;
    const detected = { region: region?.region ?? null, regionSource: region?.source ?? null };
    return {
      type: 'site_report',
      hostname,
      ...detected,
      suggestedRegions,
      regions: supportedRegions(),
      detectionEnabled: this.detectionMode === 'all',
      pageOptsOut,
    };
  }

  /** Read this site's numbers in a region from now on; `undefined` leaves it to its pages again. */
  setRegion(region: string | undefined): void {
    this.#update(() => ({ region }));
  }

  ignore(written: string): void {
    this.#update(({ ignoredTexts }) => ({ ignoredTexts: addIgnored(ignoredTexts, written) }));
  }

  unignore(written: string): void {
    this.#update(({ ignoredTexts }) => ({ ignoredTexts: removeIgnored(ignoredTexts, written) }));
  }

  /** It holds here at once, and on all pages of the site as soon as it is kept; without a site here alone. */
  #update(change: Parameters<typeof updateSiteSettings>[1]): void {
    const after = Object.entries({ ...this.#settings, ...change(this.#settings) });
    this.#apply(Object.fromEntries(after.filter(([, value]) => value !== undefined)));
    this.#changed();
    if (this.hostname) void updateSiteSettings(this.hostname, change).catch(() => {}); // a full disk: for this page only
  }

  #apply(settings: SiteSettings): void {
    this.#settings = settings;
    this.#spared = new Set(settings.ignoredTexts?.map(ignoreKey));
  }

  /** What the page says of itself, asked once: looking for addresses in it is not free. */
  #detectRegion(): DetectedRegion | undefined {
    if (this.#hinted === undefined) {
      this.#languages = String(languagesOf(this.#page));
      this.#hinted = detectRegion(collectHints(this.#page, this.hostname)) ?? null;
    }
    return this.#hinted ?? undefined;
  }

  /** An application that becomes another page in place tells it by its language. */
  #followLanguage(signal: AbortSignal): void {
    const observer = new MutationObserver(() => {
      if (String(languagesOf(this.#page)) === this.#languages) return;
      this.#hinted = this.#asked = undefined;
      this.#changed();
    });
    if (this.#page.documentElement)
      observer.observe(this.#page.documentElement, { attributeFilter: ['lang'] });
    signal.addEventListener('abort', () => observer.disconnect(), { once: true });
  }
}

function hostOf(origin = ''): string {
  return URL.canParse(origin) ? new URL(origin).hostname : ''; // "null" is nobody's
}
