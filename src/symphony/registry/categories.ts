import { oneLine } from '../../platform/text.ts';

/** The categories that the registry's format names, with their titles. Others are allowed. */
export const CATEGORIES: Readonly<Record<string, string>> = {
  'ai-ml': 'AI & ML',
  'developer-tools': 'Developer Tools',
  infrastructure: 'Infrastructure',
  documentation: 'Documentation',
  web: 'Web',
  mobile: 'Mobile',
  desktop: 'Desktop',
  data: 'Data',
  productivity: 'Productivity',
  security: 'Security',
  automation: 'Automation',
  cli: 'CLI',
  design: 'Design',
  education: 'Education',
  fintech: 'FinTech',
  gaming: 'Gaming',
  healthcare: 'Healthcare',
  iot: 'IoT',
  media: 'Media',
  networking: 'Networking',
  science: 'Science',
  testing: 'Testing',
  other: 'Other',
};

const MAX_CHARS = 60;
const BETWEEN_WORDS = /[\s_-]+/;

/** A category as it is compared: `AI ML`, `ai_ml` and `ai-ml` are one. Empty when there is nothing in it to read. */
export function categoryKey(text: string): string {
  return words(text).join('-').toLowerCase();
}

/** A category as it is shown; one that nobody knows is title-cased. */
export function categoryTitle(text: string): string {
  const key = categoryKey(text);
  // Not by mere access: `constructor` is no category.
  if (Object.hasOwn(CATEGORIES, key)) return CATEGORIES[key] ?? key;
  return words(text).map(capitalised).join(' ');
}

function words(text: string): string[] {
  return oneLine(text, MAX_CHARS).split(BETWEEN_WORDS).filter(Boolean);
}

function capitalised(word: string): string {
  const [first = '', ...rest] = word;
  return first.toUpperCase() + rest.join('');
}
