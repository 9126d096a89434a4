import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wrap } from '../src/index.js';

test('breaks at spaces', () => assert.deepEqual(wrap('aa bb cc', 7), ['aa bb', 'cc']));
test('fills a line to its very width', () => assert.deepEqual(wrap('aa bb cc dd', 5), ['aa bb', 'cc dd']));
test('starts with no empty line when the first word is long', () =>
  assert.deepEqual(wrap('extraordinary day', 5), ['extraordinary', 'day']));
