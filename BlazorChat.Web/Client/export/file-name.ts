/** Names of devices on Windows, whatever follows the first dot. */
const reserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;
/** File systems take 255 bytes; a browser may add a number. */
const maxBytes = 120;

const utf8 = new TextEncoder();

/** A part of a file name in any script: no path, no control or direction, nothing that a file system or a shell takes for more. */
export function fileNameOf(name: string, otherwise: string): string {
  const plain = name.normalize('NFC').replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}/\\:*?"<>|%$`!~#&;'{}=+@^[\]]/gu, ' ').replace(/\s+/gu, ' ');
  let short = '';
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(plain)) {
    if (utf8.encode(short + segment).length > maxBytes) break;
    short += segment;
  }
  // A leading dot hides a file, a leading hyphen is an option; Windows drops dots and blanks at the end.
  const trimmed = short.replace(/^[\s.-]+|[\s.]+$/gu, '');
  return trimmed === '' || reserved.test(trimmed) ? otherwise : trimmed;
}
