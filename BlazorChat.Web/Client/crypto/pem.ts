import { CertificateError } from './errors';

/** RFC 7468: one certificate in text. */
export function derOfPem(pem: string): Uint8Array<ArrayBuffer> {
  const body = /^-----BEGIN CERTIFICATE-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END CERTIFICATE-----\s*$/.exec(pem)?.[1];
  if (!body) throw new CertificateError('bad-der', 'PEM');
  try {
    return Uint8Array.from(atob(body.replace(/\s/g, '')), c => c.charCodeAt(0));
  } catch {
    throw new CertificateError('bad-der', 'PEM');
  }
}
