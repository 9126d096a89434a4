import { randomBytes } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const PREFIX = /^[a-z2-7]{1,8}$/;
const ID = /^[a-z2-7]{8}$/;

/** A new contribution's id: 40 random bits as 8 characters of base32 (RFC 4648, lower-case), good for branch and folder names. */
export function newContributionId(random: (bytes: number) => Uint8Array = randomBytes): string {
  let bits = 0n;
  for (const byte of random(5)) bits = (bits << 8n) | BigInt(byte);
  let id = '';
  for (let at = 35n; at >= 0n; at -= 5n) id += ALPHABET[Number((bits >> at) & 31n)];
  return id;
}

/** True for a whole id. */
export function isContributionId(text: string): boolean {
  return ID.test(text);
}

/** True for the beginning of an id (or a whole one). */
export function isIdPrefix(text: string): boolean {
  return PREFIX.test(text);
}
