using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using BlazorChat.Pki.Certificates;

namespace BlazorChat.Pki.Issuance;

/// <summary>
/// Judges one request against whom it is for. The request chooses nothing but its key: names, extensions and lifetime come
/// from the profile, and a request that says otherwise is refused, not corrected.
/// </summary>
/// <param name="displayName">As the directory has it; the subject may say so too.</param>
/// <param name="nonce">What challengePassword must say; null: the requester is known by other means, and there is nothing it could be compared with.</param>
internal sealed class RequestCheck(string displayName, string? nonce)
{
    private const string CommonNameType = "2.5.4.3";

    /// <summary>RFC 7030 4.2.2: the common name of the certificate to renew. Then the request must say it, and the subjectAltName.</summary>
    public string? CurrentName { get; init; }

    /// <returns>The key to certify, or the refusal.</returns>
    public (RsaPublicKey? Key, IssueResult.Refused? Refusal) Check(ReadOnlyMemory<byte> der, LeafSubject subject)
    {
        try
        {
            var request = CertificationRequest.Read(der);
            return Judge(request, subject) is { } refusal ? (null, refusal) : (request.Key, null);
        }
        catch (AsnContentException e)
        {
            return (null, new IssueResult.Refused(IssueRefusal.BadRequest, subject.Profile.Use, $"The request cannot be read: {e.Message} Make it anew, such as with openssl req."));
        }
    }

    private IssueResult.Refused? Judge(CertificationRequest request, LeafSubject subject)
    {
        var profile = subject.Profile;
        IssueResult.Refused Refuse(string code, string detail) => new(code, profile.Use, detail);
        if (!IsStrong(request.Key, profile))
            return Refuse(IssueRefusal.WeakKey, $"Keys are RSA of {profile.KeySizes} bits with exponent 65537.");
        if (!request.IsSigned)
            return Refuse(IssueRefusal.BadSignature, "The request is not signed by its own key with SHA-256.");
        // Constant time: a nonce is a secret between the authority and one session.
        if (nonce is not null && (request.ChallengePassword is null || !CryptographicOperations.FixedTimeEquals(request.ChallengePassword, Encoding.ASCII.GetBytes(nonce))))
            return Refuse(IssueRefusal.WrongNonce, "challengePassword is not the nonce that was given out.");
        // RFC 7030 3.5: challengePassword would link the request to the TLS session (tls-unique, which TLS 1.3 has no more), and has to be verified if it is there.
        if (nonce is null && request.ChallengePassword is not null)
            return Refuse(IssueRefusal.ExtraExtension, "challengePassword cannot be verified here. Leave it out of the request.");
        if (!NamesOwner(request.Subject, subject))
            return Refuse(IssueRefusal.ForeignName, CurrentName is null ? "The subject is neither empty nor this owner." : $"The subject must be as in the certificate to renew: CN={CurrentName}.");
        if (CurrentName is not null && request.Extensions.All(extension => extension.Type != LeafExtensions.SubjectAlternativeName))
            return Refuse(IssueRefusal.ForeignName, $"The subjectAltName must be as in the certificate to renew: {string.Join(", ", subject.Names.Lines)}.");
        foreach (var extension in request.Extensions)
            if (!MayAskFor(extension, subject))
                return Refuse(extension.Type == LeafExtensions.SubjectAlternativeName ? IssueRefusal.ForeignName : IssueRefusal.ExtraExtension,
                    $"The extension {extension.Type} asks for what the profile does not give.");
        return null;
    }

    /// <summary>RSA, of a size and with the exponent that the profile takes.</summary>
    public static bool IsStrong(RsaPublicKey? key, LeafProfile profile) => key is { IsOdd: true, HasUsualExponent: true } && key.HasBits(profile.MinKeyBits, profile.MaxKeyBits);

    /// <summary>Name, usage and purpose, as the profile gives them anyway.</summary>
    public static bool MayAskFor(RequestedExtension extension, LeafSubject subject) =>
        extension.Type is LeafExtensions.SubjectAlternativeName or LeafExtensions.KeyUsage or LeafExtensions.ExtendedKeyUsage
        && subject.Extensions.Any(given => given.Oid!.Value == extension.Type && extension.Value.Span.SequenceEqual(given.RawData));

    /// <summary>An empty subject, or one common name: the display name or the user's id.</summary>
    private bool NamesOwner(ReadOnlyMemory<byte> name, LeafSubject subject)
    {
        var rdns = new AsnReader(name, AsnEncodingRules.DER).ReadSequence();
        if (!rdns.HasData)
            return CurrentName is null;
        var rdn = rdns.ReadSetOf();
        var attribute = rdn.ReadSequence();
        if (rdns.HasData || rdn.HasData || attribute.ReadObjectIdentifier() != CommonNameType)
            return false;
        var tag = (UniversalTagNumber)attribute.PeekTag().TagValue;
        if (tag is not (UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString))
            return false;
        var text = attribute.ReadCharacterString(tag);
        attribute.ThrowIfNotEmpty();
        if (CurrentName is not null)
            return text == CurrentName;
        return text == displayName || text == subject.CommonName || text == subject.Owner.User.ToString("D");
    }
}
