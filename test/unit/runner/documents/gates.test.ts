import { describe, expect, it } from 'vitest';
import { gateWords } from '../../../../src/runner/documents/gate-words.ts';
import { findGates, gatedTasks } from '../../../../src/runner/documents/gates.ts';
import { readTasks } from '../../../../src/runner/documents/tasks.ts';

/** `line:words>task` for each gate. */
const shape = (markdown: string): string[] =>
  gatedTasks(findGates(markdown), readTasks(markdown)).map(
    ({ gate, task }) => `${gate.line}:${gateWords(gate)}>${task?.text ?? ''}`,
  );

const ANY = 'A person should look at it first';

describe('findGates', () => {
  it.each([
    ['<!-- MAESTRO:HITL reason="Look" artifact="SPEC.md" -->\n\n- [ ] a', ['1:Look (look at SPEC.md)>a']],
    ["<!-- maestro:hitl artifact='x' reason='y' -->\n- [ ] a", ['1:y (look at x)>a']],
    ['<!-- MAESTRO:HITL -->\r\n- [ ] a\r\n', [`1:${ANY}>a`]],
    ['<!--MAESTRO:HITL reason="a\nb"-->\n- [ ] a', ['1:a b>a']],
    ['<!-- MAESTRO:HITL reason="\u001b[2Jx\u202ey" -->\n- [ ] a', ['1:xy>a']],
    ['- [ ] a\n\n  <!-- MAESTRO:HITL reason="in the item" -->\n- [ ] b', ['3:in the item>b']],
    ['- [ ] a\n  - [ ] b\n<!-- MAESTRO:HITL -->\n1. [ ] c', [`3:${ANY}>c`]],
    ['> <!-- MAESTRO:HITL -->\n\n- [ ] a', [`1:${ANY}>a`]],
    [
      '- [x] a\n<!-- MAESTRO:HITL reason="1" -->\n<!-- MAESTRO:HITL reason="2" -->\n- [ ] b',
      ['2:1>b', '3:2>b'],
    ],
    ['- [ ] a <!-- MAESTRO:HITL -->\n- [ ] b', [`1:${ANY}>`]],
    [
      '- [ ] a\n  - [ ] b <!-- MAESTRO:HITL -->\n\n  <!-- MAESTRO:HITL -->\n- [ ] c',
      [`2:${ANY}>`, `4:${ANY}>c`],
    ],
    ['<details>\n<summary>s</summary>\n\n<!-- MAESTRO:HITL -->\n\n- [ ] a\n\n</details>', [`4:${ANY}>a`]],
    ['- x\n  ```\n  <!-- MAESTRO:HITL -->\n  ```\n- [ ] a', []],
    ['- [ ] a\n\n<!-- MAESTRO:HITL -->', [`3:${ANY}>`]],
    ['```\n<!-- MAESTRO:HITL -->\n```\n- [ ] a', []],
    ['~~~md\n<!-- MAESTRO:HITL -->\n- [ ] x\n~~~\n- [ ] a', []],
    ['Write `<!-- MAESTRO:HITL -->` there.\n\n- [ ] a', []],
    ['    <!-- MAESTRO:HITL -->\n\n- [ ] a', []],
    ['<!-- MAESTRO:HITLER -->\n- [ ] a', []],
    ['<!-- see MAESTRO:HITL -->\n- [ ] a', []],
    ['<!-- MAESTRO:HITL never closed\n- [ ] a', []],
  ])('%j', (markdown, expected) => {
    expect(shape(markdown)).toEqual(expected);
  });

  it('names gates that say the same apart', () => {
    const ids = findGates('<!-- MAESTRO:HITL -->\n- [ ] a\n\n<!-- MAESTRO:HITL -->\n- [ ] b').map(
      ({ id }) => id,
    );
    expect(new Set(ids).size).toBe(2);
  });
});
