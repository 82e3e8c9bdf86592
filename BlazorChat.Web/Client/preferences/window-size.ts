// The size of a window, as it is kept: `900x700`. What no screen has is no size.
export interface Size {
  readonly width: number;
  readonly height: number;
}

const least: Size = { width: 320, height: 240 };
const most: Size = { width: 4_000, height: 3_000 };

export function parseSize(text: string): Size | null {
  const [, width, height] = /^(\d{3,4})x(\d{3,4})$/.exec(text)?.map(Number) ?? [];
  if (width === undefined || height === undefined) return null;
  return width >= least.width && width <= most.width && height >= least.height && height <= most.height ? { width, height } : null;
}

/** The nearest size that can be kept. */
export function writeSize({ width, height }: Size): string {
  const within = (value: number, low: number, high: number) => Math.round(Math.min(Math.max(value, low), high));
  return `${within(width, least.width, most.width)}x${within(height, least.height, most.height)}`;
}
