/** Makes a title fit for a URL: lower case, words joined by single hyphens. */
export function slugify(text) {
  const lower = text.toLowerCase();
  const joined = lower.replace(/[^a-z0-9]/g, '-');
  return joined;
}
