// Where a link may lead, and whether its text pretends that it leads elsewhere.

/** Nothing that is not seen, turns round, or ends an address. */
const unfit = /[\s<>"\p{C}\p{Z}]/u;
/** "bank.example", "https:", "me@bank", also with the full stops of other scripts. */
const likeAddress = /[\p{L}\p{N}][.。．｡․ꓸ][\p{L}\p{N}]|:\/\/|@|^\s*mailto:/iu;

/** The address as the browser will take it; null: no link is made of it. */
export function safeAddress(address: string): string | null {
  if (unfit.test(address) || !/^(?:https?:\/\/|mailto:)/i.test(address) || !URL.canParse(address)) return null;
  const url = new URL(address);
  // https://bank.example@evil.example shows one name and leads to another.
  if (url.username !== '' || url.password !== '') return null;
  // No text, copies or attachments that the reader did not write.
  if (url.protocol === 'mailto:') return url.search === '' && url.hash === '' && url.pathname.includes('@') ? url.href : null;
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
}

/** To be shown beside an address that stands there as it is; null: the browser goes by the same letters. */
export function hostBehind(text: string, href: string): string | null {
  const { protocol, host } = new URL(href);
  return protocol !== 'mailto:' && /(?:^|\.)xn--/.test(host) && !text.toLowerCase().includes(host) ? host : null;
}

/** To be shown beside a link with this text; null: its text names this place, or none. */
export function hostBeside(text: string, href: string): string | null {
  const { protocol, host, pathname } = new URL(href);
  const place = protocol === 'mailto:' ? pathname : host;
  const seen = text.normalize('NFKC').replace(/[\p{Cf}\p{DI}\p{M}]/gu, '').trim();
  if (!likeAddress.test(seen)) return null;
  return placeOf(text.trim(), protocol) === place ? null : place;
}

function placeOf(text: string, protocol: string): string | null {
  const address = /^(?:https?:\/\/|mailto:)/i.test(text) ? text : protocol === 'mailto:' ? `mailto:${text}` : `https://${text}`;
  if (safeAddress(address) === null) return null;
  const { host, pathname } = new URL(address);
  return protocol === 'mailto:' ? pathname : host;
}
