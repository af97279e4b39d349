// The settings that apply to this page: the region of its numbers, and which numbers are detected.

import type { SiteReport } from '../../context-messages.ts';
import { supportedRegions } from '../../finder/metadata/calling-codes.ts';
import { requestBackground } from '../../host-request.ts';
import { hasPrefix } from '../../number-prefix.ts';
import { DEFAULT_LOOKS, type Looks } from '../../settings/looks.ts';
import { hostnameOf, ignoreKey, type SiteSettings } from '../../site-settings.ts';
import { withTimeout } from '../../with-timeout.ts';
import {
  type DetectedRegion,
  detectRegion,
  regionOfLanguageTag,
  toSupportedRegion,
} from './region-detection.ts';
import { collectHints, languagesOf } from './region-hints.ts';

/** What is detected: numbers in text and links, in links only, or none. */
type DetectionMode = 'all' | 'links' | 'nothing';

const SETTINGS_TIMEOUT_MS = 500; // starting the background script takes a tenth of that
const OPT_OUT_SELECTOR = 'meta[name="format-detection" i]';

/** Settings of the agent take precedence over hints of the page, and these over the default region. */
export class SiteContext {
  readonly hostname: string; // empty for a file and for a frame without an origin
  readonly #page: Document;
  readonly #onChange: () => void;
  #settings: SiteSettings = {};
  #defaultRegion: string | null = null;
  #isSetUp = false;
  #oneClick = false;
  #oneClickPrefixes: readonly string[] = [];
  #looks = DEFAULT_LOOKS;
  #lastRequest = 0; // the number of the latest request for the settings
  #appliedRequest = 0; // the number of the request whose reply applies
  #isLoaded = false;
  #ignoredKeys = new Set<string>();
  #detected: DetectedRegion | null | undefined; // null: the page has no hint; undefined: not detected yet
  #detectedLanguages = ''; // the languages of the page when the region was detected
  #pageOptsOut: boolean | undefined; // undefined: not checked yet

  /** `onChange` is called when the region or what is detected may have changed. */
  constructor(page: Document, onChange: () => void) {
    this.#page = page;
    this.#onChange = onChange;
    this.hostname = hostnameOf(page.defaultView?.origin ?? '');
  }

  /** Load the settings. If the background script is late, the defaults apply until its reply comes. */
  async load(signal: AbortSignal): Promise<void> {
    const onPageShow = ({ persisted }: PageTransitionEvent) => {
      if (persisted) void this.refresh(); // it may have missed messages while it was in the back/forward cache
    };
    this.#page.defaultView?.addEventListener('pageshow', onPageShow, { signal });
    // Chromium may have made it in advance: then it was no tab's page, where one click could call.
    this.#page.addEventListener('prerenderingchange', () => void this.refresh(), { signal });
    await withTimeout(this.refresh(), SETTINGS_TIMEOUT_MS);
    this.#isLoaded = true;
    this.#watchLanguage(signal);
  }

  /** Request the settings again, because they may have changed. */
  async refresh(): Promise<void> {
    const request = ++this.#lastRequest;
    const reply = await requestBackground({ type: 'get_site_settings' });
    if (reply.type !== 'site_settings' || request < this.#appliedRequest) return;
    this.#appliedRequest = request;
    const previous = JSON.stringify([this.#settings, this.#defaultRegion, this.#looks]);
    this.#isSetUp = reply.is_set_up;
    this.#oneClick = reply.one_click;
    this.#oneClickPrefixes = reply.one_click_prefixes;
    this.#looks = { style: reply.mark_style, colour: reply.mark_colour };
    this.#defaultRegion = reply.default_region;
    this.#apply(reply.settings);
    const isChanged = JSON.stringify([this.#settings, this.#defaultRegion, this.#looks]) !== previous;
    if (isChanged && this.#isLoaded) this.#onChange();
  }

  /** Whether a click on a number may call at once here. The background script decides it for each call again. */
  mayCallAtOnce(number: string): boolean {
    return this.#oneClick && hasPrefix(number, this.#oneClickPrefixes);
  }

  /** Whether calls can be placed at all, as far as is known. */
  get isSetUp(): boolean {
    return this.#isSetUp;
  }

  /** How numbers are marked. */
  get looks(): Looks {
    return this.#looks;
  }

  /** The region that numbers without a country code are parsed for, and where it is from. */
  get region(): DetectedRegion | undefined {
    const chosen = toSupportedRegion(this.#settings.region ?? '');
    return chosen ? { region: chosen, source: 'site' } : this.automaticRegion;
  }

  /** The region that applies as long as the agent chooses none for the site. */
  get automaticRegion(): DetectedRegion | undefined {
    const detected = this.#detectRegion();
    if (detected) return detected;
    const region = toSupportedRegion(this.#defaultRegion ?? '');
    return region ? { region, source: 'default' } : undefined;
  }

  /** Whether only the page's hints tell the region, and it is not the agent's default one. */
  get isRegionGuess(): boolean {
    const { region } = this;
    return region !== undefined && region.source !== 'site' && region.region !== this.#defaultRegion;
  }

  /** Whether the page asks that its numbers are not detected. Cached, because every number depends on it. */
  get pageOptsOut(): boolean {
    this.#pageOptsOut ??= this.#hasOptOut();
    return this.#pageOptsOut;
  }

  #hasOptOut(): boolean {
    const metas = [...this.#page.querySelectorAll(OPT_OUT_SELECTOR)];
    return metas.some(meta => /(?:^|[,;\s])telephone\s*=\s*no\b/i.test(meta.getAttribute('content') ?? ''));
  }

  get detectionMode(): DetectionMode {
    const { detectionEnabled } = this.#settings;
    if (detectionEnabled === false) return 'nothing';
    return detectionEnabled || !this.pageOptsOut ? 'all' : 'links';
  }

  /** Return whether a number may be detected: a link's address, or a text that the agent does not ignore. */
  isDetectionAllowed(text: string, isLink: boolean): boolean {
    if (isLink) return this.detectionMode !== 'nothing';
    if (this.detectionMode !== 'all') return false;
    return this.#ignoredKeys.size === 0 || !this.#ignoredKeys.has(ignoreKey(text));
  }

  /** Regions that the page's numbers may belong to, the most likely first. */
  get suggestedRegions(): string[] {
    const detected = detectRegion(collectHints(this.#page, this.hostname))?.region;
    const ofBrowser = navigator.languages.map(regionOfLanguageTag);
    const candidates = [this.region?.region, detected, this.#defaultRegion, ...ofBrowser];
    return [...new Set(candidates.filter(region => typeof region === 'string'))];
  }

  /** Return the report with the settings as they are stored now: the popup asks right after a change. */
  async currentReport(): Promise<SiteReport> {
    await withTimeout(this.refresh(), SETTINGS_TIMEOUT_MS);
    return this.report;
  }

  /** The settings that apply to this page, for the popup and the background script. */
  get report(): SiteReport {
    const { region, suggestedRegions, pageOptsOut } = this;
    return {
      type: 'site_report',
      origin: this.hostname ? (this.#page.defaultView?.origin ?? '') : '',
      region: region?.region ?? null,
      regionSource: region?.source ?? null,
      suggestedRegions,
      regions: supportedRegions(),
      detectionEnabled: this.detectionMode === 'all',
      pageOptsOut,
    };
  }

  #apply(settings: SiteSettings): void {
    this.#settings = settings;
    this.#ignoredKeys = new Set(settings.ignoredTexts?.map(ignoreKey));
  }

  /** Detect the region from the page's hints. Cached, because searching the page for addresses takes time. */
  #detectRegion(): DetectedRegion | undefined {
    if (this.#detected === undefined) {
      this.#detectedLanguages = String(languagesOf(this.#page));
      this.#detected = detectRegion(collectHints(this.#page, this.hostname)) ?? null;
    }
    return this.#detected ?? undefined;
  }

  /** A single-page application may turn into another page: its language shows that. */
  #watchLanguage(signal: AbortSignal): void {
    const observer = new MutationObserver(() => {
      if (String(languagesOf(this.#page)) === this.#detectedLanguages) return;
      this.#detected = this.#pageOptsOut = undefined;
      this.#onChange();
    });
    if (this.#page.documentElement)
      observer.observe(this.#page.documentElement, { attributeFilter: ['lang'] });
    signal.addEventListener('abort', () => observer.disconnect(), { once: true });
  }
}
