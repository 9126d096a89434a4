import {
  anyOf,
  BROKEN_CONNECTION,
  curl,
  proxyStatus,
  refused,
  server,
  status,
  system,
} from './failure-words.ts';

/** What a failed git command turns out to be. */
export interface FailureKind {
  code: string;
  /** Where it can be at all: a command that stays on this machine meets no network, no certificate and no sign-in. */
  where: 'anywhere' | 'remote' | 'local';
  /** Each is looked for in every line; all of them must be found. Lines, because names of files stand in the middle of them. */
  lines: readonly RegExp[];
  what: string;
  remedy: string | ((facts: RemedyFacts) => string);
}

/** What a remedy may name. */
export interface RemedyFacts {
  /** The host that was pushed to or fetched from. */
  host: string;
}

/**
 * The first that fits is taken. The words are git's own (2.31–2.50, in English: we set LC_ALL=C), git-lfs's, libcurl's, GitHub's, and those of GitLab and Gitea. What
 * ends by itself comes last: only what nothing else explains, and only in words that a fault of the network makes.
 */
export const FAILURE_KINDS: readonly FailureKind[] = [
  // This machine
  {
    code: 'git.disk-full',
    where: 'anywhere',
    lines: [system('No space left on device|Disk quota exceeded|Out of diskspace')],
    what: 'The disk is full',
    remedy: 'Free some space, then try again.',
  },
  {
    code: 'git.locked',
    where: 'anywhere',
    lines: [/^(?:fatal|error): (?:.*: )?[Uu]nable to create '.*\.lock': File exists\.?$/],
    what: 'Another git process is working in the clone, or one was killed there',
    remedy: 'Let it finish. When none runs, delete the .lock file that git names, then try again.',
  },
  {
    code: 'git.not-owner',
    where: 'anywhere',
    lines: [
      /^fatal: (?:detected dubious ownership in repository at |unsafe repository \('.*is owned by someone else)/,
    ],
    what: 'The folder belongs to another user, so that git does not work in it',
    remedy: 'Make its owner the user who runs Maestro, or choose another folder, then try again.',
  },
  {
    code: 'git.long-name',
    where: 'anywhere',
    lines: [system('File ?name too long')],
    what: 'The name of a file is too long for this machine',
    remedy: 'Choose a folder with a shorter path (on Windows, allow long paths), then try again.',
  },
  {
    code: 'git.lfs-missing',
    where: 'anywhere',
    lines: [
      anyOf(
        // The shell's words (dash, bash, zsh), which begin with the filter's or its own.
        /^(?!(?:error|fatal|warning|hint|remote): )(?:\S.*: )?(?:\S*[\\/])?git-lfs(?:\.exe)?: (?:(?:command )?not found|No such file or directory)$/,
        /^(?:zsh|sh): command not found: git-lfs$/,
        /^git: 'lfs' is not a git command\./,
        /^(?:error|fatal): cannot (?:run|spawn|exec) '?(?:\S*[\\/])?git-lfs\b.*: No such file or directory$/,
        /^'"?git-lfs"?' is not recognized as an internal or external command/,
        /^This repository is configured for Git LFS but 'git-lfs' was not found on your path/,
      ),
    ],
    what: 'This repository keeps files in Git LFS, and git-lfs is not installed',
    remedy:
      'Install git-lfs (https://git-lfs.com; apt install git-lfs, brew install git-lfs), run "git lfs install", then resume.',
  },
  {
    code: 'git.lfs-failed',
    where: 'anywhere',
    lines: [
      /^(?:Error downloading object: |(?:error|fatal): external filter '(?:\S*[\\/])?git-lfs\b.*' failed|fatal: .*: (?:smudge|clean) filter '?lfs'? failed$)/,
    ],
    what: 'Git LFS could not fetch or store a file of this repository',
    remedy:
      'Read what git-lfs says: its connection or sign-in failed, the file is not on the server, or the repository has used up its LFS budget. Then resume; "git lfs install --skip-smudge" leaves such files out.',
  },
  {
    code: 'git.filter-failed',
    where: 'anywhere',
    lines: [
      /^(?:fatal|error): (?:.*: (?:smudge|clean) filter '?[^\s']+'? failed|external filter '.*' (?:failed(?: -?\d+)?|is not available anymore.*))$/,
    ],
    what: 'A filter of this repository (.gitattributes) failed',
    remedy: 'Install what the filter needs, or mend it in your git configuration, then resume.',
  },
  {
    code: 'git.filter-failed',
    where: 'local',
    // On this machine only a filter can be at the other end.
    lines: [/^fatal: the remote end hung up unexpectedly$/],
    what: 'A filter of this repository (.gitattributes) ended too early, or is not installed',
    remedy: 'Install what the filter needs, or mend it in your git configuration, then resume.',
  },
  // It has a code of its own nowhere: only its remedy is better known than that of what nobody knows.
  {
    code: 'git.failed',
    where: 'anywhere',
    lines: [system('Permission denied|Read-only file system|Operation not permitted')],
    what: 'A file could not be written or read',
    remedy: 'See that the file that git names and its folder are yours to write, then try again.',
  },

  // What the server refuses, and why
  {
    code: 'project.archived',
    where: 'remote',
    lines: [server('(?:ERROR: )?This repo(?:sitory)? (?:was|is) archived\\b')],
    what: 'The repository is archived: nothing can be pushed to it any more',
    remedy: 'Ask its maintainers, or cancel this contribution and choose another project.',
  },
  {
    code: 'git.workflow-scope',
    where: 'remote',
    lines: [refused('refusing to allow an? [\\w -]+ to create or update (?:workflow |\\.github/workflows/)')],
    what: 'The sign-in may not change files in .github/workflows: it lacks the "workflow" scope',
    remedy: ({ host }) =>
      `Run "gh auth refresh -h ${host} -s workflow" (a token of your own needs the scope "workflow", or the permission "Workflows"), then resume. In VS Code, Resume asks for it.`,
  },
  {
    code: 'git.file-too-large',
    where: 'remote',
    lines: [
      anyOf(
        server(
          'error: GH001: |error: File .* this exceeds .* file size limit of |fatal: pack exceeds maximum allowed size|GitLab: You are attempting to check in one or more blobs which exceed ',
        ),
        status('413'),
      ),
    ],
    what: 'The push holds a file, or is as a whole, larger than GitHub takes',
    remedy:
      'Take the large file out of the commits in the clone (git names it), or keep it in Git LFS, then resume.',
  },
  {
    code: 'git.lfs-objects',
    where: 'remote',
    lines: [server('error: GH008: |GitLab: LFS objects are missing')],
    what: 'The push names Git LFS files that were not uploaded',
    remedy: 'Run "git lfs push --all origin" in the clone, then resume.',
  },
  {
    code: 'git.email-private',
    where: 'remote',
    lines: [anyOf(server('error: GH007: '), refused('push declined due to email privacy restrictions'))],
    what: 'The push would publish an e-mail address that your account keeps private',
    remedy:
      'Use your noreply address (git config --global user.email) or allow it in GitHub’s e-mail settings; then start again, or write the commits anew and resume.',
  },
  {
    code: 'git.secret-found',
    where: 'remote',
    lines: [
      anyOf(
        server(
          'error: GH009: |[ -]*GITHUB PUSH PROTECTION|[ -]*Push cannot contain secrets|PUSH BLOCKED: Secrets detected',
        ),
        refused('push declined due to (?:a detected secret|secret scanning)'),
      ),
    ],
    what: 'GitHub found a secret in the push and keeps it out',
    remedy:
      'Take the secret out of the commits in the clone and renew it where it is used, then resume. GitHub’s words say where it is.',
  },
  {
    code: 'git.rules',
    where: 'remote',
    lines: [
      anyOf(
        server(
          'error: GH0(?:06|13): |(?:error: )?Repository rule violations|GitLab: You are not allowed to .*\\bprotected branch',
        ),
        refused('(?:push declined due to repository rule violations|protected branch hook declined)'),
      ),
    ],
    what: 'A rule of the repository forbids the push',
    remedy: 'Ask its maintainers to let this branch be pushed, then resume. GitHub’s words name the rule.',
  },
  {
    code: 'git.push-rejected',
    where: 'remote',
    lines: [refused('Internal Server Error')],
    what: 'GitHub could not take the push, for a problem of its own',
    remedy: 'Look at https://www.githubstatus.com, then resume.',
  },
  {
    code: 'git.push-rejected',
    where: 'remote',
    lines: [refused('(?:pre-receive|update) hook declined|hook declined')],
    what: 'A check of the server declined the push',
    remedy: 'Read what the check says, mend it in the clone, then resume.',
  },
  {
    code: 'git.push-rejected',
    where: 'remote',
    lines: [/^(?: ?! |!\t.*\t)\[(?:remote )?rejected\]/],
    what: 'The push was rejected',
    remedy:
      'Look at the branch on GitHub: somebody may have pushed to it, or a rule of the repository forbids the change.',
  },
  {
    code: 'git.proxy-auth',
    where: 'remote',
    lines: [anyOf(proxyStatus('407'), status('407'))],
    what: 'The proxy wants a sign-in',
    remedy:
      'Put the user and the password into the address of the proxy (git config --global http.proxy, or HTTPS_PROXY), then resume.',
  },
  {
    code: 'git.proxy-refused',
    where: 'remote',
    lines: [proxyStatus('4\\d\\d')],
    what: 'The proxy refuses the connection',
    remedy:
      'Let the proxy allow this host, or name another one (git config --global http.proxy), then resume.',
  },
  {
    code: 'git.rate-limited',
    where: 'remote',
    lines: [status('429')],
    what: 'GitHub takes no more requests for now',
    remedy: 'Wait some minutes and try again; nothing is lost.',
  },
  {
    code: 'git.rate-limited',
    where: 'remote',
    lines: [
      status('403'),
      server(
        '(?:error: )?(?:API rate limit exceeded|You have (?:exceeded a|triggered an) |.*abuse detection mechanism)',
      ),
    ],
    what: 'GitHub takes no more requests for now',
    remedy: 'Wait some minutes and try again; nothing is lost.',
  },
  {
    code: 'git.sso',
    where: 'remote',
    lines: [
      server('.* organization has enabled or enforced SAML SSO|Resource protected by organization SAML'),
    ],
    what: 'The organization wants your sign-in to be authorized for it (SAML SSO)',
    remedy: 'Open the address in GitHub’s words and authorize the token for the organization, then resume.',
  },
  {
    code: 'git.ip-blocked',
    where: 'remote',
    lines: [server('.* organization has an IP allow list enabled')],
    what: 'The organization lets in only machines with certain addresses (IP allow list)',
    remedy: 'Use its network or its VPN, or ask its owners, then resume.',
  },
  {
    code: 'project.unavailable',
    where: 'remote',
    lines: [
      server(
        '(?:ERROR: |error: )?(?:Access to this repository has been disabled|Repository (?:access )?(?:is )?(?:disabled|blocked|unavailable)|This repository (?:is|has been) (?:disabled|locked))',
      ),
    ],
    what: 'GitHub has closed the repository',
    remedy: 'Read GitHub’s words; cancel this contribution when it stays closed.',
  },
  {
    code: 'git.auth-failed',
    where: 'remote',
    lines: [
      anyOf(
        /^fatal: (?:Authentication failed for |could not read (?:Username|Password) for )/,
        /^(?:fatal|error): unable to read askpass response/,
        server(
          'Permission to \\S+ denied|Write access to repository not granted|Invalid username or |Invalid credentials|Bad credentials|Resource not accessible by |HTTP Basic: Access denied|You are not allowed to (?:push|download) code|Git access over HTTP is not allowed|Support for password authentication was removed|Your account is suspended',
        ),
        status('40[13]'),
      ),
    ],
    what: 'GitHub did not accept the sign-in for this repository',
    remedy: 'Sign in again, and check that your account and token may read and push to it.',
  },
  {
    code: 'git.branch-missing',
    where: 'remote',
    lines: [/^fatal: couldn't find remote ref /],
    what: 'The branch is not there',
    remedy: 'Check on GitHub whether somebody deleted it.',
  },
  {
    code: 'git.not-found',
    where: 'remote',
    lines: [
      anyOf(
        /^fatal: repository '.*' not found$/,
        server('(?:ERROR: )?(?:Repository not found|The project you were looking for could not be found)'),
        status('404'),
      ),
    ],
    what: 'The repository was not found',
    remedy: 'Check that it still exists and that your account may see it.',
  },
  {
    code: 'git.certificate',
    where: 'remote',
    lines: [curl('.*\\bCRYPT_E_(?:NO_REVOCATION_CHECK|REVOCATION_OFFLINE)')],
    what: "Windows could not check whether the host's certificate was revoked",
    remedy:
      'A proxy or a firewall keeps it from the certificate’s authority: let it through, or run "git config --global http.schannelCheckRevoke false".',
  },
  {
    code: 'git.certificate',
    where: 'remote',
    lines: [
      curl('.*(?:certificate|SSL peer|CertGetCertificateChain|SEC_E_UNTRUSTED_ROOT|CRYPT_E_|SSL CA cert)'),
    ],
    what: "The host's certificate is not trusted",
    remedy: 'Behind a proxy or on GitHub Enterprise, name its certificate authority in git (http.sslCAInfo).',
  },

  // What ends by itself
  {
    code: 'git.offline',
    where: 'remote',
    lines: [anyOf(status('(?:408|5\\d\\d)'), proxyStatus('50[234]'))],
    what: 'GitHub, or a proxy before it, has a problem of its own',
    remedy: 'Try again in some minutes; nothing is lost.',
  },
  {
    // The end of the connection that git then tells of as well was the answer's.
    code: 'git.failed',
    where: 'remote',
    lines: [status('4\\d\\d')],
    what: 'GitHub, or a proxy before it, refused the request',
    remedy:
      'Look at the status that git names: a proxy may forbid it or take no push of that size (git config --global http.postBuffer).',
  },
  {
    code: 'git.offline',
    where: 'remote',
    lines: [
      anyOf(
        BROKEN_CONNECTION,
        /^(?:fatal: |error: )?(?:fetch-pack|send-pack): unexpected disconnect while reading sideband packet$/,
      ),
    ],
    what: 'GitHub cannot be reached',
    remedy: 'Check the network and try again; nothing is lost.',
  },
];
