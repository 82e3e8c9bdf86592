// One class and one stable code per failure. Codes are shown to people through the texts, never these messages.

export type FormatCode =
  | 'bad-base64url' | 'not-canonical' | 'not-ascii' | 'bad-shape' | 'bad-header' | 'bad-compact' | 'too-large'
  /** The member `v` is higher than ours: the sender's client is newer. */
  | 'update-needed';

export type CertificateCode =
  | 'bad-der' | 'bad-profile' | 'weak-key' | 'wrong-issuer' | 'bad-certificate-signature' | 'unknown-critical'
  | 'wrong-name' | 'wrong-kid' | 'wrong-use' | 'not-yet-valid' | 'expired' | 'revoked' | 'held' | 'issuer-revoked' | 'root-changed';

export type CrlCode = 'bad-crl' | 'unknown-crl-issuer' | 'bad-crl-signature' | 'crl-went-back' | 'crl-expired';

export type RecoveryCodeProblem = 'recovery-code-length' | 'recovery-code-character' | 'recovery-code-check';

export class CryptoError<Code extends string = string> extends Error {
  constructor(readonly code: Code, detail = '') {
    super(detail ? `${code}: ${detail}` : code);
    this.name = new.target.name;
  }
}

/** The bytes are not exactly what the protocol says. */
export class FormatError extends CryptoError<FormatCode> {}

/** The signature is not by this key. */
export class SignatureError extends CryptoError<'bad-signature'> {
  constructor() {
    super('bad-signature');
  }
}

/** The same for every cause: a reader must not learn which part of a decryption failed (RFC 7516 11.5). */
export class DecryptionError extends CryptoError<'decryption-failed'> {
  constructor() {
    super('decryption-failed');
  }
}

export class CertificateError extends CryptoError<CertificateCode> {}

export class CrlError extends CryptoError<CrlCode> {}

export class RecoveryCodeError extends CryptoError<RecoveryCodeProblem> {}
