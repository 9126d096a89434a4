/** A document in a shape that real projects write, and what is to be read from it. */
export interface Shape {
  text: string;
  /** How many tasks are open. */
  open: number;
  /** The codes that `check` tells, in the order of their lines. */
  told?: readonly string[];
}

/** Documents as they are found in the wild, written anew. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  plain: { text: '# Plan\n\n- [ ] Build it\n- [ ] Test it\n', open: 2 },
  'numbered lists': {
    text: '# Steps\n\n1. [ ] Read the schema\n2. [x] Ask who owns it\n3. [ ] Write the migration\n\n10) [ ] Run it\n',
    open: 3,
  },
  'nested tasks': {
    text: '- [ ] Move the parser\n  - [ ] its tests\n    - [ ] fixtures\n  - [x] its docs\n- [ ] Release\n',
    open: 4,
  },
  'a table beside': {
    text: '| file | done |\n|---|---|\n| a.ts | [ ] |\n| b.ts | [x] |\n\n- [ ] Port `a.ts`\n- [ ] Port `b.ts`\n',
    open: 2,
  },
  'front matter': {
    text: '---\ntitle: Plan\ntags:\n  - auto\ntype: analysis\n---\n\n# Plan\n\n- [ ] First\n- [ ] Second\n',
    open: 2,
  },
  'line ends of Windows': { text: '# Plan\r\n\r\n- [ ] One\r\n  more of it\r\n- [ ] Two\r\n', open: 2 },
  'a byte order mark': { text: '\ufeff- [ ] One\n- [ ] Two\n', open: 2 },
  'tabs for indents': { text: '-\t[ ] Outer\n\t- [ ] Inner\n\t\t- [ ] Innermost\n', open: 3 },
  'tasks in and below quotes': {
    text: '> Do not break the API.\n\n- [ ] Keep it\n\n> - [ ] Quoted\n> - [x] Done\n',
    open: 2,
  },
  'stars and pluses': { text: '* [ ] Star\n\n+ [ ] Plus\n+ [X] Done\n\n- [ ] Dash\n', open: 3 },
  'comments between': {
    text: '<!-- owner: ann -->\n- [ ] One <!-- id: 4 -->\n<!--\n- [ ] not this\n-->\n- [ ] Two\n',
    open: 2,
  },
  'details with empty lines': {
    text: '<details>\n<summary>More</summary>\n\n- [ ] Inside\n\n</details>\n\n- [ ] Outside\n',
    open: 2,
  },
  'details without': {
    text: '<details>\n<summary>More</summary>\n- [ ] Lost\n</details>\n\n- [ ] Outside\n',
    open: 1,
    told: ['document.odd-box'],
  },
  phases: {
    text: '# Phase 01: Ground\n\nWhy.\n\n## Tasks\n\n- [ ] **1.1** Set up\n- [ ] **1.2** Lint\n\n## Phase 02\n\n### Tasks\n\n- [ ] **2.1** Build\n\n---\n\n## Done when\n\n- all is green\n',
    open: 3,
  },
  loops: {
    text: '# Loop\n\nRead `{{AUTORUN_FOLDER}}/LOOP_{{LOOP_NUMBER}}_PLAN.md` of {{AGENT_NAME}}, {{DATE}}.\n\n- [ ] Do the first item of `{{AUTORUN_FOLDER}}/LOOP_{{LOOP_NUMBER}}_PLAN.md` in {{AGENT_PATH}}\n',
    open: 1,
  },
  'variables that mean nothing here': {
    text: '- [ ] Tell {{TAB_NAME}} and {{AGENT_ID}}\n- [ ] Use {{MY_THING}}\n',
    open: 2,
    told: ['document.variable', 'document.variable', 'document.variable'],
  },
  'other template languages': {
    text: `- [ ] Render \`{{#if user}}{{user.name}}{{/if}}\` and {{{body}}}\n- [ ] Set \`$${'{{'} secrets.TOKEN }}\` and {% raw %}{{ x | upper }}{% endraw %}\n- [ ] $& $1 $$ {{date}}\n`,
    open: 3,
  },
  'a gate': {
    text: '- [x] Build\n\n<!-- MAESTRO:HITL reason="Click through staging" artifact="https://example.org" -->\n\n- [ ] Delete the old one\n- [ ] Tell everybody\n',
    open: 2,
    told: ['document.gate'],
  },
  'gates in a row and behind all': {
    text: '- [ ] One\n<!-- MAESTRO:HITL reason="a" -->\n<!-- MAESTRO:HITL reason="b" -->\n- [ ] Two\n\n<!-- MAESTRO:HITL -->\n',
    open: 2,
    told: ['document.gate', 'document.gate', 'document.gate'],
  },
  'markers that are shown': {
    text: 'Write `<!-- maestro:halt: why -->` when stuck.\n\n```md\n<!-- MAESTRO:HITL -->\n- [ ] not this\n-[ ] nor this\n```\n\n- [ ] One\n',
    open: 1,
  },
  'odd boxes': {
    text: '-[ ] a\n- [] b\n- [ ]c\n- [✓] d\n- [ ] e\n',
    open: 1,
    told: ['document.odd-box', 'document.odd-box', 'document.odd-box', 'document.odd-box'],
  },
  'other scripts': {
    text: '# План\n\n- [ ] Исправить ошибку входа\n- [ ] 更新文档并添加测试\n- [ ] ドキュメントを書く\n- [ ] تحديث الوثائق\n- [ ] Prüfe Größe\n',
    open: 5,
  },
  emoji: { text: '## 🚀 Launch\n\n- [ ] 🔴 Fix the crash 👩‍💻\n- [ ] ✅ Verify\n- [ ] 🧪\n', open: 3 },
  'very long lines': {
    text: `- [ ] ${'Check each of the files and write down what is odd. '.repeat(200)}\n\n${'word '.repeat(5_000)}\n\n- [ ] Short\n`,
    open: 2,
  },
  'tasks with paragraphs and code': {
    text: '- [ ] One\n\n  Because of this.\n\n  ```sh\n  - [ ] echo\n  ```\n\n  > said\n\n- [ ] Two\n',
    open: 2,
  },
  'tasks that are links, bold, struck through': {
    text: '- [ ] [Read it](docs/a.md)\n- [ ] **Do it**\n- [x] ~~Old~~\n- [ ] `run` it\n',
    open: 3,
  },
  'the same words again': { text: '- [ ] Write a test\n- [ ] Write a test\n- [ ] Write a test\n', open: 3 },
  'words right above the list': { text: 'Tasks:\n- [ ] One\n- [ ] Two\nand lazily on\n', open: 2 },
  'a numbered list in a paragraph': {
    text: 'Next:\n2. [ ] Lost\n\n- [ ] Kept\n',
    open: 1,
    told: ['document.odd-box'],
  },
  'all of it indented': { text: '   # Plan\n\n   - [ ] One\n   - [ ] Two\n', open: 2 },
  'no end of line': { text: '- [x] One\n- [ ] Two', open: 1 },
  'old line ends': { text: '# Plan\r\r- [ ] One\r- [ ] Two\r', open: 2 },
};
