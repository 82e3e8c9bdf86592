using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Lints;

namespace BlazorChat.Pki.Issuance;

/// <summary>Asks for the certificates of both keys of a device, or of a user's recovery pair.</summary>
/// <param name="User">The directory's immutable id.</param>
/// <param name="Device">A lower-case uuid, or <see cref="KeyOwner.Recovery"/>.</param>
/// <param name="CommonName">The directory's display name; controls are taken out and it is cut to 64 characters.</param>
/// <param name="SigCsr">PKCS#10, DER, of the signature key.</param>
/// <param name="EncCsr">PKCS#10, DER, of the encryption key.</param>
/// <param name="ExpectedNonce">What both challengePasswords must say; checked for freshness and spent by the caller.</param>
public sealed record IssueRequest(
    Guid User,
    string Device,
    string CommonName,
    ReadOnlyMemory<byte> SigCsr,
    ReadOnlyMemory<byte> EncCsr,
    string ExpectedNonce)
{
    /// <summary>The address it came from, for the administrator who decides.</summary>
    public string From { get; init; } = "";
}

/// <summary>Both certificates, or why not.</summary>
public abstract record IssueResult
{
    private IssueResult() { }

    /// <summary>Issued and durable.</summary>
    public sealed record Issued(IssuedCertificate Sig, IssuedCertificate Enc) : IssueResult;

    /// <param name="Code">Stable, one of <see cref="IssueRefusal"/>.</param>
    /// <param name="Use">The request at fault, if it is one of the two.</param>
    /// <param name="Detail">A sentence in English for whoever wrote the client.</param>
    public sealed record Refused(string Code, KeyUse? Use, string Detail) : IssueResult
    {
        /// <summary>The rule that the certificate would have broken, if it came so far.</summary>
        public string? Lint { get; private init; }

        /// <summary>Since when it waits, with <see cref="IssueRefusal.ApprovalPending"/>.</summary>
        public DateTimeOffset? Since { get; internal init; }

        /// <summary>The administrator's words, with <see cref="IssueRefusal.ApprovalRefused"/>; null: none were given.</summary>
        public string? Reason { get; internal init; }

        internal static Refused For(LintFailure failure, KeyUse use) =>
            new(failure.OfKey ? IssueRefusal.BrokenKey : IssueRefusal.LintFailed, use, failure.Broken) { Lint = $"{failure.Name}, {failure.Clause}" };
    }
}

/// <summary>The stable codes of refusals.</summary>
public static class IssueRefusal
{
    /// <summary>Not strict DER, not PKCS#10, too large, or attributes twice.</summary>
    public const string BadRequest = "bad-csr";
    /// <summary>The requester does not hold the private key.</summary>
    public const string BadSignature = "bad-signature";
    /// <summary>Not RSA of 3072 bits with exponent 65537.</summary>
    public const string WeakKey = "weak-key";
    /// <summary>A key that can be broken: small factors, close primes, ROCA. Only the owner's software can make a better one.</summary>
    public const string BrokenKey = "broken-key";
    /// <summary>The certificate would have broken a rule, and it is not the key's fault: the authority or its settings need repair.</summary>
    public const string LintFailed = "lint-failed";
    /// <summary>challengePassword is missing or is not the nonce.</summary>
    public const string WrongNonce = "wrong-nonce";
    /// <summary>Subject or subjectAltName name somebody or something else.</summary>
    public const string ForeignName = "foreign-name";
    /// <summary>An extension or attribute that the profile does not have.</summary>
    public const string ExtraExtension = "extra-extension";
    /// <summary>Both requests carry the same key.</summary>
    public const string SameKey = "same-key";
    /// <summary>The key belongs to another user, device or use.</summary>
    public const string KeyInUse = "key-in-use";
    /// <summary>The device has other keys, or another user.</summary>
    public const string DeviceInUse = "device-in-use";
    /// <summary>The key is revoked: never certified again.</summary>
    public const string KeyRevoked = "key-revoked";
    /// <summary>The key is on hold: not until released.</summary>
    public const string KeyHeld = "key-held";
    /// <summary>The account was closed while the request was under way.</summary>
    public const string AccountClosed = "account-closed";
    /// <summary>The issuing CA's own certificate has ended.</summary>
    public const string AuthorityExpired = "authority-expired";
    /// <summary>An administrator decides first: ask again, for the same keys.</summary>
    public const string ApprovalPending = "approval-pending";
    /// <summary>An administrator has refused these keys; the detail says why.</summary>
    public const string ApprovalRefused = "approval-refused";
    /// <summary>Too many requests of this user wait already.</summary>
    public const string TooManyRequests = "too-many-requests";
}
