import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CheckOutput } from '../../../src/cli/json.ts';
import { tempDir } from '../../support/temp.ts';
import { newcomer } from './support.ts';

// No GitHub at all: port 9 of this machine refuses.
const OFFLINE = {
  MAESTRO_GITHUB_URL: 'http://127.0.0.1:9',
  MAESTRO_GITHUB_API_URL: 'http://127.0.0.1:9/api/v3',
};

describe('wrong use', () => {
  it.each([
    [['symphony', 'nonsense'], 'unknown command'],
    [['symphony', 'start'], "missing required argument 'target'"],
    [['symphony', 'start', 'owner/repo#1', '--fresh-context', 'year'], 'Allowed choices are task, document'],
    [['symphony', 'cancel', 'abcd', '--delete-unsaved', '--yes'], '[cli.usage]'],
    [['symphony', 'clean', '--delete-unsaved'], '[cli.usage]'],
    [['symphony', 'start', 'not an issue', '--agent', 'scripted'], '[start.bad-target]'],
    [['symphony', 'start', 'owner/repo#1', '--agent', 'nobody'], '[agent.unknown]'],
    [['symphony', 'issues', '../../etc'], '[project.bad-slug]'],
    [['symphony', 'attach', 'zzzz'], '[contribution.unknown]'],
    [['check', 'poem', 'x'], 'Allowed choices are issue, document, registry'],
    [['check', 'issue', '/does/not/exist'], '[check.no-file]'],
    [['rehearse', '--orchestrator', '--document', 'x.md'], '--document has no effect when you rehearse'],
    [['rehearse', '--orchestrator', '--serve'], '--serve has no effect when you rehearse'],
    [['run', '--once', 'WORKFLOW.md', '--config', 'maestro.toml'], '[cli.usage]'],
    [['run', '--once', '--issue', 'ENG-1', '--issue-id', 'ENG-2'], '[cli.usage]'],
    [['run', '--once', '--issue-id', 'ENG-1', '/does/not/exist'], '[workflow.missing]'],
    [['run', '--once', '/does/not/exist'], '[workflow.missing]'],
  ])('%j ends with 2 and says why', async (args, words) => {
    // Nor a sign-in: it would not help.
    const me = await newcomer(OFFLINE);
    const { exitCode, stderr, stdout } = await me.maestro(...args);
    expect(`${exitCode} ${stderr}`).toContain(words);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
  });

  it('ends with 1 when GitHub cannot be reached, and says what to do', async () => {
    const me = await newcomer({ ...OFFLINE, GITHUB_TOKEN: 'ghp_000000000000000000000000000000000000' });
    const { exitCode, stderr } = await me.maestro(
      'symphony',
      'start',
      'owner/repo#1',
      '--agent',
      'scripted',
      '--yes',
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain('[github.offline]');
    expect(stderr).not.toContain('ghp_');
  });

  it('asks nobody who is not there', async () => {
    const me = await newcomer(OFFLINE);
    const { exitCode, stderr } = await me.maestro('symphony', 'start', 'owner/repo#1', '--agent', 'scripted');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('[start.not-signed-in]');
  });

  it('lets the agent without a model in on no forge but one of this machine, signed in or not', async () => {
    for (const token of [{}, { GITHUB_TOKEN: 'ghp_000000000000000000000000000000000000' }]) {
      const me = await newcomer(token);
      const args = ['symphony', 'start', 'owner/repo#1', '--agent', 'scripted', '--yes'];
      const { exitCode, stderr } = await me.maestro(...args);
      expect(stderr).toContain('[agent.rehearsal-only]');
      expect(stderr).toContain('github.com');
      expect(exitCode).toBe(2);
    }
  });

  it('tells whoever names no agent how one is installed, and which are ready', async () => {
    const nothing = await tempDir();
    const none = await newcomer({ ...OFFLINE, PATH: nothing });
    const { exitCode, stderr } = await none.maestro('symphony', 'start', 'owner/repo#1');
    expect(stderr).toContain('[agent.none]');
    expect(stderr).toContain('npm install -g @openai/codex');
    expect(stderr).toContain('maestro rehearse');
    expect(stderr).not.toContain('scripted');
    expect(exitCode).toBe(2);
  });

  it('helps without being asked anything', async () => {
    const me = await newcomer();
    const help = await me.maestro('--help');
    expect(help.exitCode).toBe(0);
    expect(help.stdout).toContain('symphony');
    expect((await me.maestro('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('check', () => {
  it('reads a document from a file and an issue from standard input', async () => {
    const me = await newcomer();
    const file = join(me.home, 'a.md');
    await writeFile(file, '# A\r\n\r\n- [ ] One\r\n- [x] Two\r\n');
    const document = CheckOutput.parse(await me.json(0, 'check', 'document', file));
    expect(document).toMatchObject({
      ok: true,
      tasks: [
        { line: 3, text: 'One', done: false },
        { line: 4, done: true },
      ],
    });
    const odd = '- [ ] One\n\n<!-- MAESTRO:HITL reason="look" -->\n- [ ] Two {{AGENT_ID}}\n- [] Three\n';
    const hints = ['3 document.gate', '4 document.variable', '5 document.odd-box'];
    const told = await me.piped(odd, 'check', 'document', '-', '--json');
    const { problems } = CheckOutput.parse(JSON.parse(told.stdout));
    expect(problems.map(({ line, code }) => `${line} ${code}`)).toEqual(hints);
    const shown = await me.piped(odd, 'check', 'document', '-');
    for (const words of ['line 3', 'line 4', 'line 5', '(look)', '{{AGENT_ID}}'])
      expect(`${shown.stdout}${shown.stderr}`).toContain(words);
    const issue = await me.piped('- docs/a.md\n- ../b.md\n', 'check', 'issue', '-', '--json');
    expect(CheckOutput.parse(JSON.parse(issue.stdout))).toMatchObject({
      documents: [{ path: 'docs/a.md', external: false }],
      problems: [{ line: 2 }],
    });
  });

  it('ends with 1 on a registry that is none', async () => {
    const me = await newcomer();
    const { exitCode, stderr } = await me.piped('{"repositories": [', 'check', 'registry', '-');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('registry.not-json');
  });
});
