/** A way in which an agent may try to read a secret, or to have something of ours run its program. */
export interface Way {
  /** Sh, run in the clone. `$P/{programOf(name)}` is a program that tells when it runs, `$LOOT/{name}` takes what was found. */
  plant: string;
  /** Sh, run in an unguarded copy of the clone: git there runs the program, so that the way is a good one. */
  bites?: string;
}

/** The file name of a way's program: without blanks, which some settings take for the end of a command. */
export const programOf = (name: string): string => name.replaceAll(' ', '-');

const config = (name: string, key: string, bites?: string): [string, Way] => [
  name,
  { plant: `git config ${key} "$P/${programOf(name)}"`, ...(bites === undefined ? {} : { bites }) },
];

const ATTRIBUTES =
  'echo "* filter=x diff=x merge=x" > .git/info/attributes; echo "* filter=x diff=x merge=x" > .gitattributes';
const COMMIT = 'echo x >> bite.txt; git add -A; git -c user.name=A -c user.email=a@example.org commit -qm x';
/** Runs until the test says stop, so that it is at work while ours is. */
const meanwhile = (work: string): string =>
  `(setsid sh -c 'i=0; while [ ! -e "$STOP" ] && [ $i -lt 2000 ]; do i=$((i+1)); ${work.replaceAll("'", `'\\''`)}; done' >/dev/null 2>&1 </dev/null &)`;

/** Ways to something that ours runs: none may. They live together in one clone. */
const RUN: Record<string, Way> = Object.fromEntries([
  [
    'hooks',
    {
      plant:
        'for h in applypatch-msg pre-applypatch post-applypatch pre-commit prepare-commit-msg commit-msg post-commit pre-rebase post-checkout post-merge pre-push post-rewrite pre-auto-gc reference-transaction post-index-change push-to-checkout; do mkdir -p .git/hooks; ln -sf "$P/hooks" .git/hooks/$h; done',
      bites: COMMIT,
    },
  ],
  [
    'core.hooksPath',
    {
      plant:
        'mkdir -p .git/more; for h in pre-commit pre-push reference-transaction post-index-change; do ln -sf "$P/core.hooksPath" .git/more/$h; done; git config core.hooksPath .git/more',
      bites: COMMIT,
    },
  ],
  config('core.fsmonitor', 'core.fsmonitor', 'git status'),
  config('core.sshCommand', 'core.sshCommand', 'git ls-remote ssh://git@127.0.0.1:9/x'),
  config('core.gitProxy', 'core.gitProxy', 'git ls-remote git://127.0.0.1:9/x'),
  config('core.askPass', 'core.askPass'),
  config('core.editor', 'core.editor', 'git -c user.name=A -c user.email=a@example.org commit --amend'),
  config('core.pager', 'core.pager'),
  config('sequence.editor', 'sequence.editor'),
  config('core.alternateRefsCommand', 'core.alternateRefsCommand'),
  config(
    'credential.helper',
    'credential.helper',
    'printf "protocol=https\\nhost=a.example\\n\\n" | git credential fill',
  ),
  config('credential of the origin', 'credential."$ORIGIN".helper'),
  [
    'filter',
    {
      plant:
        'git config filter.x.clean "$P/filter"; git config filter.x.smudge "$P/filter"; git config filter.x.required true; ' +
        ATTRIBUTES,
      bites: COMMIT,
    },
  ],
  [
    'filter as a process',
    { plant: `git config filter.x.process "$P/filter-as-a-process"; ${ATTRIBUTES}`, bites: COMMIT },
  ],
  config('diff.external', 'diff.external', 'echo x >> README.md; git diff'),
  [
    'textconv',
    {
      plant: `git config diff.x.textconv "$P/textconv"; ${ATTRIBUTES}`,
      bites: 'git log -p --ext-diff --textconv',
    },
  ],
  ['merge driver', { plant: 'git config merge.x.driver "$P/merge-driver"' }],
  [
    'signing program',
    {
      plant:
        'git config gpg.program "$P/signing-program"; git config gpg.ssh.program "$P/signing-program"; git config commit.gpgSign true; git config push.gpgSign if-asked',
      bites: COMMIT,
    },
  ],
  [
    'aliases',
    {
      plant:
        'for a in status commit push fetch add diff st lg; do git config alias.$a "!\\"$P/aliases\\""; done',
      bites: 'git st',
    },
  ],
  [
    'rewritten address',
    {
      plant:
        'git config protocol.ext.allow always; git config url."ext::\\"$P/rewritten-address\\" ".insteadOf "$ORIGIN/"',
    },
  ],
  [
    'included settings',
    {
      plant:
        'printf "[core]\\n\\tfsmonitor = \\"%s\\"\\n" "$P/included-settings" > .git/extra; git config include.path extra; git config "includeIf.gitdir:/**.path" extra',
      bites: 'git config --unset core.fsmonitor; git status',
    },
  ],
  [
    'settings of a worktree',
    {
      plant:
        'git config extensions.worktreeConfig true; printf "[core]\\n\\tfsmonitor = \\"%s\\"\\n" "$P/settings-of-a-worktree" > .git/config.worktree',
      bites: 'git config --unset core.fsmonitor; git status',
    },
  ],
  [
    'programs of the remote',
    {
      plant:
        'git config remote.origin.uploadpack "$P/programs-of-the-remote"; git config remote.origin.receivepack "$P/programs-of-the-remote"',
    },
  ],
  [
    'trailer',
    { plant: 'git config trailer.sign.command "$P/trailer"; git config trailer.sign.ifmissing add' },
  ],
  [
    'repository in the repository',
    {
      plant:
        'mkdir -p nested; git init -q nested; git -C nested config core.fsmonitor "$P/repository-in-the-repository"; mkdir -p nested/.git/hooks; ln -sf "$P/repository-in-the-repository" nested/.git/hooks/post-index-change; echo x > nested/x',
      bites: 'git -C nested status',
    },
  ],
  [
    'submodule',
    {
      plant:
        'printf "[submodule \\"sub\\"]\\n\\tpath = sub\\n\\turl = ./sub\\n\\tupdate = !\\"%s\\"\\n" "$P/submodule" > .gitmodules; git config submodule.sub.update "!\\"$P/submodule\\""; git config submodule.recurse true',
    },
  ],
  [
    'programs of our names',
    {
      plant:
        'mkdir -p node_modules/.bin bin; for n in git git-remote-http git-remote-https sh node env gh; do for d in . bin node_modules/.bin; do ln -sf "$P/programs-of-our-names" "$d/$n"; done; done; true',
    },
  ],
  [
    'dotfiles',
    {
      plant:
        'for f in .profile .bashrc .bash_profile .zshenv .envrc; do echo "\\"$P/dotfiles\\"" > $f; done; echo "NODE_OPTIONS=--require=./x.cjs" > .env; echo "require(\\"child_process\\").spawnSync(process.env.P+\\"/dotfiles\\")" > x.cjs; printf "node-options=--require=./x.cjs\\nscript-shell=%s\\n" "$P/dotfiles" > .npmrc; printf "[core]\\n\\tfsmonitor = %s\\n" "$P/dotfiles" > .gitconfig',
    },
  ],
  [
    'names that are commands',
    {
      plant:
        'touch -- "$(printf "\\$(\\"%s\\")" names)" "--upload-pack=x" "-c" "a;b" "|x" ; touch -- "\\$(\\$P)" ; git branch "x\\$(id)" 2>/dev/null; git tag -f "--x" 2>/dev/null; true',
    },
  ],
]);

/** Ways to read a secret: it may be in nothing that they find. */
const READ: Record<string, Way> = {
  'own environment': { plant: 'env > "$LOOT/own environment"' },
  'environments of all processes': {
    plant: 'cat /proc/[0-9]*/environ > "$LOOT/environments of all processes" 2>/dev/null; true',
  },
  'command lines of all processes': {
    plant: 'cat /proc/[0-9]*/cmdline > "$LOOT/command lines of all processes" 2>/dev/null; true',
  },
  'files that our process holds open': {
    plant:
      'for f in /proc/$PPID/fd/*; do test -f "$f" && head -c 1000000 "$f"; done > "$LOOT/files that our process holds open" 2>/dev/null; true',
  },
  'our state': { plant: 'cp -r "$STATE" "$LOOT/our state.$$" 2>/dev/null; true' },
  'our private folder while git works': {
    plant: meanwhile('cat "$STATE"/private/*/* "$STATE"/private/*/*/* >> "$LOOT/private"; sleep 0.02'),
  },
  'environments of git while it works': {
    plant: meanwhile(
      'for p in /proc/[0-9]*; do case "$(tr "\\0" " " < $p/cmdline)" in git*|*/git*) cat $p/environ $p/cmdline >> "$LOOT/gits";; esac; done; sleep 0.05',
    ),
  },
  'credentials that git knows': {
    plant:
      'printf "url=%s\\n\\n" "$ORIGIN" | GIT_TERMINAL_PROMPT=0 git credential fill > "$LOOT/credentials" 2>&1; true',
  },
  'settings that git knows': { plant: 'git config --list --show-origin > "$LOOT/settings" 2>&1; true' },
  'everything in .git': {
    plant:
      'find .git -type f -not -path "*/objects/*" -exec cat {} + > "$LOOT/everything in .git" 2>/dev/null; true',
  },
  'programs that ask for passwords': {
    plant:
      'for a in "$GIT_ASKPASS" "$SSH_ASKPASS" "$VSCODE_GIT_ASKPASS_MAIN"; do test -n "$a" && "$a" Password; done > "$LOOT/askpass" 2>&1; true',
  },
  'debugger of our process': {
    plant:
      'for p in $PPID $(cut -d" " -f4 /proc/$PPID/stat); do tr "\\0" " " < /proc/$p/cmdline | grep -q symphony && kill -USR1 $p; done; sleep 0.3; curl -s -m 2 http://127.0.0.1:9229/json/list > "$LOOT/debugger"; true',
  },
  'a link to a file elsewhere': { plant: 'ln -sf "$OUTSIDE/secret.txt" leak; cp -P leak leak2; true' },
  'a folder of ours as a link': {
    plant:
      'mkdir -p docs; rm -rf docs/linked; ln -sfn "$OUTSIDE" docs/linked; ln -sfn "$OUTSIDE" .maestro-link; true',
  },
};

/** Stops the work, or not; runs beside it. */
const RACE: Record<string, Way> = {
  'settings swapped in a race': {
    plant: meanwhile(
      'cp .git/config "$LOOT/c"; printf "[core]\\n\\tfsmonitor = \\"%s\\"\\n" "$P/settings-swapped-in-a-race" >> .git/config; sleep 0.01; cp "$LOOT/c" .git/config; sleep 0.01',
    ),
  },
  'folders swapped in a race': {
    plant: meanwhile(
      'mkdir -p swap; echo x > swap/secret.txt; sleep 0.01; mv swap swap2; ln -s "$OUTSIDE" swap; sleep 0.01; rm -rf swap swap2',
    ),
  },
};

/** The ways that live together in one clone, and a run goes on. */
export const CALM: Readonly<Record<string, Way>> = { ...READ, ...RUN };
export const WAYS: Readonly<Record<string, Way>> = { ...CALM, ...RACE };
