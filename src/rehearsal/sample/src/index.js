export { slugify } from './slugify.js';
export { wrap } from './wrap.js';
