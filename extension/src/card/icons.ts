// The icons of the card: single strokes in the colour of the text around them.

const PATHS = {
  phone:
    'M5 5a1 1 0 0 1 1-1h2.7a1 1 0 0 1 1 .8l.6 2.8a1 1 0 0 1-.3 1L8.4 10.2a12 12 0 0 0 5.4 5.4l1.6-1.6a1 1 0 0 1 1-.3l2.8.6a1 1 0 0 1 .8 1V18a1 1 0 0 1-1 1h-1A13 13 0 0 1 5 6z',
  check: 'M5.5 12.5l4.3 4.3 8.7-9.3',
  exclamation: 'M12 6.5v7M12 17.2v.1',
  question: 'M9.2 9.4a2.9 2.9 0 1 1 4.3 2.6c-.9.5-1.5 1.1-1.5 2.1M12 17.4v.1',
  close: 'M7 7l10 10M17 7L7 17',
  chevron: 'M7.5 10l4.5 4.5 4.5-4.5',
} as const;

export type IconName = keyof typeof PATHS;

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';

/** Make an icon. It is hidden from assistive technology: the text beside it has the same meaning. */
export function icon(name: IconName): SVGElement {
  const svg = document.createElementNS(SVG_NAMESPACE, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG_NAMESPACE, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
