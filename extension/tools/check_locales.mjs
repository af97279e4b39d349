// Checks _locales: every language has every text with the same placeholders, and no text is unused.
//
// English names the keys. A text for a number of things has a key for each plural category of its language:
// `onpage_all_one`, `onpage_all_other`. docs/development.md tells how to add a text and a language.

import { readdir, readFile } from 'node:fs/promises';

const extension = new URL('../', import.meta.url);
const readText = path => readFile(new URL(path, extension), 'utf8');
const WHOLE_NUMBERS = [...Array(201).keys()]; // they have all categories that whole numbers can have
const PLURAL_SUFFIX = /_(?:zero|one|two|few|many|other)$/;
const WITHOUT_NUMBER = /_(?:zero|one|two)$/; // "no call", "a call", "two calls" need no digits

const problems = new Map(); // to the languages that have each
const languages = (await readdir(new URL('_locales/', extension))).sort();
const textsByLanguage = new Map();
for (const language of languages) {
  textsByLanguage.set(language, JSON.parse(await readText(`_locales/${language}/messages.json`)));
}
const english = textsByLanguage.get('en');
const keys = Object.keys(english);
const counted = keys.flatMap(key =>
  key.endsWith('_other') && `${base(key)}_one` in english ? [base(key)] : [],
);

for (const [language, texts] of textsByLanguage) checkLanguage(language, texts);
await checkUse();
for (const [problem, where] of problems) console.error(`_locales/{${where.join()}}: ${problem}`);
if (problems.size > 0) {
  console.error('See "Texts and languages" in docs/development.md.');
  process.exitCode = 1;
}

function report(language, key, problem) {
  const text = `${key} ${problem}`;
  problems.set(text, [...(problems.get(text) ?? []), language]);
}

function base(key) {
  return key.replace(PLURAL_SUFFIX, '');
}

function keysOf(language) {
  const rules = new Intl.PluralRules(language);
  const categories = [...new Set(WHOLE_NUMBERS.map(number => rules.select(number)))];
  const plain = keys.filter(key => !counted.includes(base(key)));
  return [...plain, ...counted.flatMap(key => categories.map(category => `${key}_${category}`))];
}

function checkLanguage(language, texts) {
  const needed = keysOf(language);
  for (const key of needed) if (!texts[key]) report(language, key, 'is missing');
  for (const [key, { message }] of Object.entries(texts)) {
    if (!needed.includes(key)) {
      report(language, key, language === 'en' ? 'is not a plural category of English' : 'is not in English');
      continue;
    }
    const model = english[key] ?? english[`${base(key)}_other`];
    const [own, expected] = [placeholders(message), placeholders(model.message)];
    const mayBeWithout = counted.includes(base(key)) && WITHOUT_NUMBER.test(key) && own === '';
    if (own !== expected && !mayBeWithout)
      report(language, key, `has the placeholders "${own}", not "${expected}"`);
    if (message.trim() !== message || message === '')
      report(language, key, 'is empty, or begins or ends with a space');
    if (language !== 'en' && message === model.message && message.split(' ').length > 3) {
      report(language, key, 'is not translated');
    }
  }
  if (texts.language?.message !== language) report(language, 'language', `is not "${language}"`);
  const { direction } = new Intl.Locale(language).textInfo;
  if (texts.text_direction?.message !== direction)
    report(language, 'text_direction', `is not "${direction}"`);
}

/** Return the placeholders of a text, sorted. */
function placeholders(text) {
  return (text.match(/\$\d|%s/g) ?? []).sort().join(' ');
}

/** Look for every key in the sources: as a whole in quotes, or made in a template such as `reason_${reason}`. */
async function checkUse() {
  const files = (await readdir(new URL('src/', extension), { recursive: true })).filter(name =>
    /\.(?:ts|html)$/.test(name),
  );
  const sources = [await readText('manifest.json')];
  for (const name of files) sources.push(await readText(`src/${name}`));
  const source = sources.join('\n');
  const quoted = new Set(source.match(/(?<=['"`]|__MSG_)[a-z][a-z0-9_]+?(?=['"`]|__)/g));
  const templates = [...new Set(source.match(/(?<=`)[a-z0-9]+_[a-z0-9_]*\$\{[^`]*(?=`)/g))].map(
    text => new RegExp(`^${text.replace(/\$\{[^}]*\}/g, '[a-z0-9_]+')}$`),
  );
  for (const key of keys) {
    const name = counted.includes(base(key)) ? base(key) : key;
    if (!quoted.has(name) && !templates.some(template => template.test(name))) {
      report('en', key, 'is used nowhere');
    }
  }
}
