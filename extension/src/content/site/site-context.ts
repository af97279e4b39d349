// What holds on this page: where its numbers are read, and which are found. The agent decides, then the page.

import { regions } from '../../finder/metadata/calling-codes.ts';
import {
  changeSite,
  type SiteReport,
  type SiteSettings,
  siteItem,
  sparedKey,
  withoutSpared,
  withSpared,
} from '../../site-settings.ts';
import { defaultRegion } from '../../storage-item.ts';
import { known, ofLanguage, regionOf, type Where } from './region-detection.ts';
import { hintsOf, languagesOf } from './region-hints.ts';

/** What is found: numbers in text and in links, those in links alone, or none. */
export type Finds = 'all' | 'links' | 'nothing';

const ASKS_NOT = 'meta[name="format-detection" i]';

export class Here {
  readonly hostname: string; // the site's; a file and a frame without an origin have none
  readonly #page: Document;
  readonly #changed: () => void;
  #settings: SiteSettings = {};
  #default: string | null = null;
  #spared = new Set<string>();
  #hinted: Where | null | undefined; // null: the page says nothing; undefined: it was not asked yet
  #languages = ''; // it was asked with
  #asked: boolean | undefined;

  /** `changed` is told when something else holds than before. */
  constructor(page: Document, changed: () => void) {
    this.#page = page;
    this.#changed = changed;
    this.hostname = hostOf(page.defaultView?.origin);
  }

  /** Learn what was decided, and follow it. */
  async follow(signal: AbortSignal): Promise<void> {
    const stored = this.hostname ? siteItem(this.hostname) : undefined;
    const [settings, region] = await Promise.all([stored?.get(), defaultRegion.get()]);
    this.#settle(settings ?? {});
    this.#default = region;
    stored?.onChanged(after => {
      if (JSON.stringify(after) === JSON.stringify(this.#settings)) return; // it was decided here
      this.#settle(after);
      this.#changed();
    }, signal);
    defaultRegion.onChanged(after => {
      this.#default = after;
      this.#changed();
    }, signal);
    this.#followLanguage(signal);
  }

  /** Where numbers without a country code are read, and who says so. */
  get where(): Where | undefined {
    const chosen = known(this.#settings.region ?? '');
    if (chosen) return { region: chosen, how: 'site' };
    const hinted = this.#hint();
    if (hinted) return hinted;
    const usual = known(this.#default ?? '');
    return usual ? { region: usual, how: 'default' } : undefined;
  }

  /** Whether the page alone says the region, and another one than where the agent usually calls from. */
  get isDoubtful(): boolean {
    const { where } = this;
    return where !== undefined && where.how !== 'site' && where.region !== this.#default;
  }

  /** Whether the page asks that its text be left alone; looked for once, it is asked for every number. */
  get asksNot(): boolean {
    this.#asked ??= this.#ask();
    return this.#asked;
  }

  #ask(): boolean {
    const metas = [...this.#page.querySelectorAll(ASKS_NOT)];
    return metas.some(meta => /(?:^|[,;\s])telephone\s*=\s*no\b/i.test(meta.getAttribute('content') ?? ''));
  }

  get finds(): Finds {
    const { finds } = this.#settings;
    if (finds === false) return 'nothing';
    return finds || !this.asksNot ? 'all' : 'links';
  }

  /** Whether a number may be offered: a link's own, or one in a text or a field that is not to be left alone. */
  offers(written: string, isLink: boolean): boolean {
    if (isLink) return this.finds !== 'nothing';
    return this.finds === 'all' && (this.#spared.size === 0 || !this.#spared.has(sparedKey(written)));
  }

  /** Regions that may be meant, the likeliest first. */
  get likely(): string[] {
    const ofPage = regionOf(hintsOf(this.#page, this.hostname))?.region;
    const ofBrowser = navigator.languages.map(ofLanguage);
    const all = [this.where?.region, ofPage, this.#default, ...ofBrowser];
    return [...new Set(all.filter(region => typeof region === 'string'))];
  }

  get report(): SiteReport {
    const { hostname, where, likely, asksNot } = this;
    const found = { region: where?.region ?? null, how: where?.how ?? null };
    return { hostname, ...found, likely, regions: regions(), finds: this.finds === 'all', asksNot };
  }

  /** Read this site's numbers in a region from now on; `undefined` leaves it to its pages again. */
  choose(region: string | undefined): void {
    this.#decide(() => ({ region }));
  }

  spare(written: string): void {
    this.#decide(({ spared }) => ({ spared: withSpared(spared, written) }));
  }

  bringBack(written: string): void {
    this.#decide(({ spared }) => ({ spared: withoutSpared(spared, written) }));
  }

  /** It holds here at once, and on all pages of the site as soon as it is kept; without a site here alone. */
  #decide(change: Parameters<typeof changeSite>[1]): void {
    const after = Object.entries({ ...this.#settings, ...change(this.#settings) });
    this.#settle(Object.fromEntries(after.filter(([, value]) => value !== undefined)));
    this.#changed();
    if (this.hostname) void changeSite(this.hostname, change).catch(() => {}); // a full disk: for this page only
  }

  #settle(settings: SiteSettings): void {
    this.#settings = settings;
    this.#spared = new Set(settings.spared?.map(sparedKey));
  }

  /** What the page says of itself, asked once: looking for addresses in it is not free. */
  #hint(): Where | undefined {
    if (this.#hinted === undefined) {
      this.#languages = String(languagesOf(this.#page));
      this.#hinted = regionOf(hintsOf(this.#page, this.hostname)) ?? null;
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
