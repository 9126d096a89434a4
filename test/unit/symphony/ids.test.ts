import { describe, expect, it } from 'vitest';
import { isContributionId, isIdPrefix, newContributionId } from '../../../src/symphony/ids.ts';

describe('contribution ids', () => {
  it.each([
    [[0, 0, 0, 0, 0], 'aaaaaaaa'],
    [[255, 255, 255, 255, 255], '77777777'],
    // RFC 4648's own example: "fooba" is MZXW6YTB.
    [[...Buffer.from('fooba')], 'mzxw6ytb'],
  ])('are base32 of five bytes: %j', (bytes, id) => {
    expect(newContributionId(() => Uint8Array.from(bytes))).toBe(id);
  });

  it('are new every time and good for folders and branches', () => {
    const ids = Array.from({ length: 200 }, () => newContributionId());
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(isContributionId(id)).toBe(true);
  });

  it.each(['', '../../etc', 'ABCDEFGH', 'abcdefg', 'abcdefghi', 'abcdefg1', 'abcd/fgh', 'abcdefgh\n'])(
    'are not %j',
    (text) => {
      expect(isContributionId(text)).toBe(false);
    },
  );

  it('may be given by their beginning', () => {
    expect(isIdPrefix('a')).toBe(true);
    expect(isIdPrefix('abcdefgh')).toBe(true);
    expect(isIdPrefix('')).toBe(false);
    expect(isIdPrefix('..')).toBe(false);
  });
});
