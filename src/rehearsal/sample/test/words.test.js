import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as textkit from '../src/index.js';

test('counts the words of a text', () => assert.equal(textkit.countWords('one two  three'), 3));
test('counts none in a blank text', () => assert.equal(textkit.countWords('  '), 0));
