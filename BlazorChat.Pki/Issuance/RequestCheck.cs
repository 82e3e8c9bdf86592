using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using BlazorChat.Pki.Certificates;

namespace BlazorChat.Pki.Issuance;

/// <summary>
/// Judges one request against whom it is for. The request chooses nothing but its key: names, extensions and lifetime come
/// from the profile, and a request that says otherwise is refused, not corrected.
/// </summary>
internal sealed class RequestCheck(KeyOwner owner, string commonName, string nonce)
{
    private const string CommonNameType = "2.5.4.3";

    /// <returns>The key to certify, or the refusal.</returns>
    public (RsaPublicKey? Key, IssueResult.Refused? Refusal) Check(ReadOnlyMemory<byte> der, KeyUse use)
    {
        try
        {
            var request = CertificationRequest.Read(der);
            return Judge(request, use) is { } refusal ? (null, refusal) : (request.Key, null);
        }
        catch (AsnContentException e)
        {
            return (null, new IssueResult.Refused(IssueRefusal.BadRequest, use, $"The request cannot be read: {e.Message}"));
        }
    }

    private IssueResult.Refused? Judge(CertificationRequest request, KeyUse use)
    {
        IssueResult.Refused Refuse(string code, string detail) => new(code, use, detail);
        if (request.Key is not { IsStrong: true })
            return Refuse(IssueRefusal.WeakKey, "Keys are RSA of 3072 bits with exponent 65537.");
        if (!request.IsSigned)
            return Refuse(IssueRefusal.BadSignature, "The request is not signed by its own key with SHA-256.");
        // Constant time: a nonce is a secret between the authority and one session.
        if (request.ChallengePassword is null || !CryptographicOperations.FixedTimeEquals(request.ChallengePassword, Encoding.ASCII.GetBytes(nonce)))
            return Refuse(IssueRefusal.WrongNonce, "challengePassword is not the nonce that was given out.");
        if (!NamesOwner(request.Subject))
            return Refuse(IssueRefusal.ForeignName, "The subject is neither empty nor this owner.");
        foreach (var extension in request.Extensions)
            if (Judge(extension, LeafProfile.Of(owner, use)) is { } code)
                return Refuse(code, $"The extension {extension.Type} asks for what the profile does not give.");
        return null;
    }

    private string? Judge(RequestedExtension extension, LeafProfile profile) => extension.Type switch
    {
        LeafExtensions.SubjectAlternativeName => extension.Value.Span.SequenceEqual(LeafExtensions.OwnerValue(owner.Uri)) ? null : IssueRefusal.ForeignName,
        LeafExtensions.KeyUsage => extension.Value.Span.SequenceEqual(LeafExtensions.KeyUsageValue(profile.KeyUsage)) ? null : IssueRefusal.ExtraExtension,
        _ => IssueRefusal.ExtraExtension,
    };

    /// <summary>An empty subject, or one common name: the display name or the user's id.</summary>
    private bool NamesOwner(ReadOnlyMemory<byte> subject)
    {
        var name = new AsnReader(subject, AsnEncodingRules.DER).ReadSequence();
        if (!name.HasData)
            return true;
        var rdn = name.ReadSetOf();
        var attribute = rdn.ReadSequence();
        if (name.HasData || rdn.HasData || attribute.ReadObjectIdentifier() != CommonNameType)
            return false;
        var tag = (UniversalTagNumber)attribute.PeekTag().TagValue;
        if (tag is not (UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString))
            return false;
        var text = attribute.ReadCharacterString(tag);
        attribute.ThrowIfNotEmpty();
        return text == commonName || text == CommonName.Sanitise(commonName, owner.User.ToString("D")) || text == owner.User.ToString("D");
    }
}
