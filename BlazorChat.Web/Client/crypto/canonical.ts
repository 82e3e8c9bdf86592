import { FormatError } from './errors';

/**
 * What a member may be. Objects are exact: every member there, none more, in the order shown.
 * A text is taken only if `JSON.stringify` of what was parsed gives the same text back, so duplicate names,
 * `-0`, `1e0`, blanks and `\u0061` never reach a shape.
 */
export interface Shape<T> {
  readonly is: (value: unknown) => value is T;
}
export type TypeOf<S> = S extends Shape<infer T> ? T : never;

const shape = <T>(is: (value: unknown) => boolean): Shape<T> => ({ is: is as (value: unknown) => value is T });

export const literal = <const T extends string | number | boolean>(expected: T): Shape<T> => shape(v => v === expected);
export const boolean: Shape<boolean> = shape(v => typeof v === 'boolean');
export const nothing: Shape<null> = shape(v => v === null);
export const nullable = <T>(inner: Shape<T>): Shape<T | null> => shape(v => v === null || inner.is(v));
export const text = (maxLength: number, minLength = 0): Shape<string> =>
  shape(v => typeof v === 'string' && v.length <= maxLength && v.length >= minLength);
export const matching = (pattern: RegExp): Shape<string> => shape(v => typeof v === 'string' && pattern.test(v));
export const integer = (min = 0, max = Number.MAX_SAFE_INTEGER): Shape<number> =>
  shape(v => Number.isSafeInteger(v) && (v as number) >= min && (v as number) <= max);
export const list = <T>(item: Shape<T>, min: number, max: number): Shape<T[]> =>
  shape(v => Array.isArray(v) && v.length >= min && v.length <= max && v.every(item.is));
export const pair = <A, B>(a: Shape<A>, b: Shape<B>): Shape<[A, B]> =>
  shape(v => Array.isArray(v) && v.length === 2 && a.is(v[0]) && b.is(v[1]));
export const oneOf = <S extends Shape<unknown>[]>(...shapes: S): Shape<TypeOf<S[number]>> =>
  shape(v => shapes.some(s => s.is(v)));

type Members = Record<string, Shape<unknown>>;
export function object<M extends Members>(members: M): Shape<{ [K in keyof M]: TypeOf<M[K]> }> {
  const names = Object.keys(members);
  return shape(value => {
    if (!isObject(value)) return false;
    const own = Object.keys(value);
    return own.length === names.length && names.every((name, i) => own[i] === name && members[name]!.is(value[name]));
  });
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** 32 bytes in canonical base64url: a hash, a kid, a thumbprint. 256 bits leave two unused ones in the last character. */
export const hash43 = matching(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/);
export const uuid = matching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);

export const serialise = (value: unknown): string => JSON.stringify(value);

/** Parses canonical JSON of any shape. */
export function parseCanonical(json: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new FormatError('not-canonical');
  }
  if (JSON.stringify(value) !== json) throw new FormatError('not-canonical');
  return value;
}

export function parseExact<T>(json: string, expected: Shape<T>): T {
  const value = parseCanonical(json);
  // A version above ours may have any other members: say so instead of calling it malformed.
  if (isObject(value) && Number.isSafeInteger(value['v']) && (value['v'] as number) > 1) throw new FormatError('update-needed');
  if (!expected.is(value)) throw new FormatError('bad-shape');
  return value;
}
