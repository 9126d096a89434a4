import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { BUNDLE, collectTexts } from '../../../scripts/l10n.mjs';

it('the bundle for translators holds the texts of the window as they are (else: node scripts/l10n.mjs)', () => {
  expect(JSON.parse(readFileSync(BUNDLE, 'utf8'))).toEqual(collectTexts());
});
