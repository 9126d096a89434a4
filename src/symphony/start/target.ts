import { parseSlug, slugOf } from '../../github/slug.ts';
import { MaestroError } from '../../platform/errors.ts';

/** The issue a contribution is for. */
export interface Target {
  slug: string;
  issue: number;
}

const SHORT = /^([^\s#]+\/[^\s#]+)#([1-9]\d{0,9})$/;
const PATH = /^\/([^/]+)\/([^/]+)\/issues\/([1-9]\d{0,9})\/?$/;

/**
 * Reads `owner/repo#12` or the issue's address on `webUrl`'s host.
 * @throws MaestroError `start.bad-target`.
 */
export function parseTarget(text: string, webUrl: string): Target {
  const trimmed = text.trim();
  const target = fromShort(trimmed) ?? fromAddress(trimmed, webUrl);
  if (target) return target;
  throw new MaestroError('start.bad-target', `${JSON.stringify(text.slice(0, 200))} is not an issue.`, {
    remedy: `Write owner/repo#12 or ${webUrl}/owner/repo/issues/12.`,
  });
}

function fromShort(text: string): Target | undefined {
  const [, slug, number] = SHORT.exec(text) ?? [];
  return slug && number ? targetOf(slug, number) : undefined;
}

function fromAddress(text: string, webUrl: string): Target | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const base = new URL(webUrl);
  if (url.host !== base.host || url.protocol !== base.protocol) return undefined;
  const prefix = base.pathname.replace(/\/$/, '');
  if (!url.pathname.startsWith(prefix)) return undefined;
  const [, owner, name, number] = PATH.exec(url.pathname.slice(prefix.length)) ?? [];
  return owner && name && number ? targetOf(`${owner}/${name}`, number) : undefined;
}

function targetOf(slug: string, number: string): Target | undefined {
  const repo = parseSlug(slug);
  return repo ? { slug: slugOf(repo), issue: Number(number) } : undefined;
}
