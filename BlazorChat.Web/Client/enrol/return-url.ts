const home = '/chat';

/** Where to go on: a place of this site, whatever the address bar was made to say. */
export function returnUrl(wanted: string | null, origin: string): string {
  // A browser reads "\" as "/" and drops tabs and line feeds, so it is asked what it would make of it.
  const url = wanted?.startsWith('/') && URL.canParse(wanted, origin) ? new URL(wanted, origin) : null;
  return url?.origin === origin ? url.pathname + url.search + url.hash : home;
}
