import { CertificateError } from './errors';

export type PemLabel = 'CERTIFICATE' | 'X509 CRL';

/** RFC 7468: nothing but texts of one kind, one after the other. */
export function dersOfPem(pem: string, label: PemLabel): Uint8Array<ArrayBuffer>[] {
  const one = new RegExp(`-----BEGIN ${label}-----\\r?\\n([A-Za-z0-9+/=\\r\\n]+)-----END ${label}-----\\s*`, 'y');
  const ders: Uint8Array<ArrayBuffer>[] = [];
  while (one.lastIndex < pem.length) {
    const body = one.exec(pem)?.[1];
    if (!body) throw new CertificateError('bad-der', 'PEM');
    ders.push(bytes(body));
  }
  return ders;
}

function bytes(body: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(body.replace(/\s/g, '')), c => c.charCodeAt(0));
  } catch {
    throw new CertificateError('bad-der', 'PEM');
  }
}
