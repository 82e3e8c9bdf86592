/** Stands in for the named characters of HTML (&eacute;), which nothing here reads: 30 KB, or an innerHTML, that need not be in the page. */
export const decodeNamedCharacterReference = (): false => false;
