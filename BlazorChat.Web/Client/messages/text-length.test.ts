import { expect, test } from 'vitest';
import { bytesLeft, maxTextBytes, textBytes } from './text-length';

test('counts the bytes a text takes in the payload', () => {
  expect(textBytes('abc')).toBe(3);
  expect(textBytes('a"\n')).toBe(5);
  expect(textBytes('é👍')).toBe(6);
});

test('says nothing of a short text and how much is left of a long one', () => {
  expect(bytesLeft('hello')).toBeNull();
  expect(bytesLeft('x'.repeat(maxTextBytes - 10))).toBe(10);
  expect(bytesLeft('x'.repeat(maxTextBytes + 10))).toBe(-10);
  expect(bytesLeft('\n'.repeat(maxTextBytes / 2 + 1))).toBe(-2);
});
