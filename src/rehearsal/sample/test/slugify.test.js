import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slugify } from '../src/index.js';

test('joins words with a hyphen', () => assert.equal(slugify('Hello World'), 'hello-world'));
test('makes one hyphen of a run of spaces and punctuation', () =>
  assert.equal(slugify('one,  two & three'), 'one-two-three'));
test('has no hyphen at either end', () => assert.equal(slugify('  Hello, World!'), 'hello-world'));
