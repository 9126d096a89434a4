import fc from 'fast-check';
import { expect, it } from 'vitest';
import { elementLines } from '../../../../src/symphony/registry/element-lines.ts';

it('finds the line of every element, whatever stands in and around them', () => {
  const elements = fc.array(
    fc.tuple(fc.jsonValue(), fc.constantFrom('', ' ', '\n', '\r\n\r\n', ' \n\t'), fc.nat(2)),
  );
  fc.assert(
    fc.property(elements, fc.jsonValue(), fc.constantFrom('\n', '\r\n', ''), (list, other, end) => {
      let text = `${end}{"other": ${JSON.stringify(other)},${end}"li\\u0073t"${end}:[`;
      const expected: number[] = [];
      list.forEach(([value, space, indent], index) => {
        text += `${index > 0 ? ',' : ''}${space}`;
        expected.push(text.split('\n').length);
        text += JSON.stringify(value, null, indent);
      });
      text += `${end}], "more": {"list": [1, [2]]}, "again": [3]}`;
      expect(elementLines(text, 'list')).toEqual(expected);
      expect(JSON.parse(text).list).toHaveLength(expected.length);
    }),
    { numRuns: 200 },
  );
});
