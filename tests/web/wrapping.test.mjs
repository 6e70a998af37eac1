// Where a long line of the editor goes on.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hanging, rule_over } from '../../web/wrapping.js';

test('a comment goes on under its own beginning, code to the right of its own', () => {
  assert.equal(hanging('# It saves all that the user program has in the CPU', 54), 2);
  assert.equal(hanging('    li   a0, 72        # which letter', 54), 25);
  assert.equal(hanging('\tli a0, 72 // which letter', 54), 21);
  assert.equal(hanging('    .equ SLICE, 1000                    # how long', 54), 8); // too far right for words
  assert.equal(hanging('    call protect_memory', 54), 8);
  assert.equal(hanging('    for (int i = 0; i < 10; i++) /* all of them */', 54), 36);
  assert.equal(hanging('#include <csr.h>', 54), 4);
  assert.equal(hanging('', 54), 4);
  assert.equal(hanging('    li   a0, 72        # which letter', 36), 8); // too few columns left
});

test('dashes at the end of a line go where there is no room, words do not', () => {
  assert.equal(rule_over('# ---------------------------', 20), 19);
  assert.equal(rule_over('# ----- step 2: do it ----------', 28), 27);
  assert.equal(rule_over('# ----- step 2: do it to the virtual word -----', 28), 41);
  assert.equal(rule_over('# ----- step 2 -----', 28), 20);
  assert.equal(rule_over('# a very long line with no dashes at all', 28), 40);
});
