// An agent can write into `.git/config`, and git runs programs that are named there (filters, hooks, helpers) outside of the agent's
// sandbox, takes files from elsewhere (core.worktree) or sends data elsewhere (url.*, proxies). So every setting that git knows is
// in one of two lists, each family with its reason. A test holds them to git's own list (`git help --config`).

/** Settings of one kind. Keys are as `git config --list` prints them: section and name in lower case. */
interface Family {
  readonly keys: RegExp;
  readonly why: string;
}

/** What neither runs a program nor leads git elsewhere. */
export const HARMLESS: readonly Family[] = [
  {
    keys: /^core\.(?:repositoryformatversion|filemode|logallrefupdates|ignorecase|precomposeunicode|symlinks|autocrlf|eol|safecrlf|quotepath|abbrev|longpaths|hidedotfiles|checkroundtripencoding|whitespace|commentchar|commentstring|warnambiguousrefs|notesref|usereplacerefs|protecthfs|protectntfs|prefersymlinkrefs|restrictinheritedhandles|unsetenvvars|bare)$/,
    why: 'how files and names are treated on this system; what matters of it is set above every file',
  },
  {
    keys: /^core\.(?:compression|loosecompression|bigfilethreshold|packedgit\w+|deltabasecachelimit|maxtreedepth|preloadindex|checkstat|trustctime|ignorestat|commitgraph|multipackindex|fsync|fsyncmethod|fsyncobjectfiles|splitindex|sparsecheckout|sparsecheckoutcone|createobject|filesreflocktimeout|packedrefstimeout|sharedrepository|untrackedcache|fsmonitorhookversion)$/,
    why: 'how objects and the index are stored',
  },
  {
    keys: /^(?:pack|index|splitindex|sparse|repack|gc|commitgraph|maintenance|feature|fsck|fsmonitor|fastimport|reftable|midx)\./,
    why: 'storage and housekeeping, which we switch off for our own commands',
  },
  {
    keys: /^(?:advice|color|column|status|blame|grep|showbranch|stash|pretty|format|help|versionsort|notes|mailmap|mailinfo|apply|am|tar\.umask|gui|gitweb|completion|gitk|rev|attr)(?:\.|$)(?!(?:.*\.)?(?:cmd|path|browser|command)$)/,
    why: 'how things look',
  },
  { keys: /^log\.(?!showsignature$)/, why: 'how the log looks' },
  {
    keys: /^diff\.(?:algorithm|autorefreshindex|colormoved|colormovedws|context|dirstat|ignoresubmodules|indentheuristic|interhunkcontext|mnemonicprefix|noprefix|srcprefix|dstprefix|orderfile|relative|renamelimit|renames|statgraphwidth|statnamewidth|submodule|suppressblankempty|wordregex|wserrorhighlight|nopatch|trustexitcode)$/,
    why: 'how a difference looks',
  },
  {
    keys: /^diff\..+\.(?:binary|cachetextconv|wordregex|xfuncname|funcname|algorithm)$/,
    why: 'how a difference looks',
  },
  {
    keys: /^remote\..+\.(?:url|fetch|push|pushurl|tagopt|prune|prunetags|skipdefaultupdate|skipfetchall|followremotehead|serveroption|gh-resolved|github-pr-[a-z-]+)$/,
    why: 'names of remotes; we fetch and push from another repository, to the address in our own records',
  },
  {
    keys: /^remote\.origin\.(?:promisor|partialclonefilter)$/,
    why: 'a clone of ours may leave contents on the server',
  },
  { keys: /^(?:remote\.pushdefault|remotes\..+)$/, why: 'names of remotes' },
  { keys: /^branch\./, why: 'what belongs to a branch, and the notes that editors keep there' },
  { keys: /^(?:user|author|committer)\./, why: 'who commits; ours say so themselves' },
  {
    keys: /^(?:commit|tag|push|pull|fetch|merge|rebase|rerere|revert|checkout|switch|clean|clone|add|init|worktree|transfer|receive|uploadpack|uploadpackfilter|uploadarchive|lsrefs|safe)\.(?!.*\.driver$|verifysignatures$|tool$|guitool$|templatedir$|packobjectshook$)[a-z0-9]+(?:\.[a-z-]+)*$/,
    why: 'habits of commands; we never sign, and say what we want with each command',
  },
  {
    keys: /^(?:uploadpackfilter\..+|(?:fetch|receive)\.fsck\..+|gc\..+|merge\..+\.(?:name|recursive))$/,
    why: 'of a server, or of checks',
  },
  { keys: /^i18n\./, why: 'encodings' },
  { keys: /^interactive\.singlekey$/, why: 'nobody is asked' },
  {
    keys: /^mergetool\.(?:hideresolved|keepbackup|keeptemporaries|prompt|writetotemp|.+\.(?:hideresolved|trustexitcode|hasoutput|useautomerge|layout))$/,
    why: 'how a tool is used, not which',
  },
  { keys: /^difftool\.(?:prompt|trustexitcode)$/, why: 'how a tool is used, not which' },
  {
    keys: /^submodule\.(?:active|recurse|fetchjobs|propagatebranches|alternatelocation|alternateerrorstrategy|.+\.(?:url|active|branch|ignore|fetchrecursesubmodules))$/,
    why: 'we do not enter submodules',
  },
  {
    keys: /^extensions\.(?:objectformat|compatobjectformat|refstorage|preciousobjects|noop|noop-v1|relativeworktrees|partialclone)$/,
    why: 'the form of the repository',
  },
  {
    keys: /^lfs\.(?:repositoryformatversion|locksverify|setlockablereadonly|lockignoredfiles|allowincompletepush|concurrenttransfers|basictransfersonly|fetchinclude|fetchexclude|fetchrecent\w+|skipdownloaderrors|transfer\.\w+|.+\.(?:access|locksverify))$/,
    why: 'what git-lfs notes of a server, and its habits',
  },
  { keys: /^protocol\.version$/, why: 'how git talks, not with whom' },
  {
    keys: /^credential\.(?:usehttppath|username|protectprotocol|sanitizeprompt)$|^credential(?:cache|store)\./,
    why: 'no helper among them, and ours are set above every file',
  },
  {
    keys: /^(?:gitflow|git-town|gitbutler|branchless|hub|gk|gitlens|vscode|sourcetree|graphite|commitizen|husky|git-cliff|delta)\./,
    why: 'notes of other programs, which git does not read',
  },
];

/** What can run a program, lead git to other files or other servers, or hide work from a commit. */
export const HARMFUL: readonly Family[] = [
  {
    keys: /^core\.(?:hookspath|fsmonitor|editor|pager|askpass|sshcommand|gitproxy|alternaterefscommand|attributesfile)$/,
    why: 'names a program, or decides which runs',
  },
  {
    keys: /^core\.(?:worktree|excludesfile|alternaterefsprefixes)$/,
    why: 'leads to other files, or hides some',
  },
  { keys: /^extensions\.worktreeconfig$/, why: 'adds a configuration that is not looked at' },
  { keys: /^(?:include|includeif)\./, why: 'adds a configuration from elsewhere' },
  {
    keys: /^(?:alias|pager|filter|sequence|browser|web|man|instaweb|imap|sendemail|guitool|gpg|trace2|ssh|gitcvs|hook|promisor|trailer)\./,
    why: 'names a program, or writes and sends elsewhere',
  },
  { keys: /^diff\.(?:external|tool|guitool|.+\.(?:command|textconv))$/, why: 'names a program' },
  { keys: /^(?:difftool|mergetool)\..+\.(?:cmd|path)$/, why: 'names a program' },
  {
    keys: /^help\.browser$|^interactive\.difffilter$|^uploadpack\.packobjectshook$|^tar\..+\.command$/,
    why: 'names a program',
  },
  {
    keys: /^merge\.(?:tool|guitool|verifysignatures|.+\.driver)$|^log\.showsignature$/,
    why: 'runs a program',
  },
  { keys: /^init\.templatedir$/, why: 'brings hooks into new repositories' },
  { keys: /^submodule\..+\.update$/, why: 'may be a command' },
  {
    keys: /^remote\..+\.(?:proxy|proxyauthmethod|vcs|uploadpack|receivepack)$/,
    why: 'names a program, or another way out',
  },
  { keys: /^remote\.(?!origin\.)(?:.+)\.(?:promisor|partialclonefilter)$/, why: 'fetches by itself' },
  { keys: /^remote\..+\.mirror$/, why: 'a plain push would delete branches' },
  {
    keys: /^(?:(?:http|url|bundle)\.|protocol\.(?!version$)|credential\.(?!(?:usehttppath|username|protectprotocol|sanitizeprompt)$))/,
    why: 'changes with whom git talks, and what it says there',
  },
];

/** The family of a setting that is passed; undefined when it is taken back, as whatever nobody knows is. */
export function harmlessFamily(key: string): Family | undefined {
  return HARMLESS.find(({ keys }) => keys.test(key));
}
