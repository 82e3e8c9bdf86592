using System.Formats.Asn1;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Keys;

namespace BlazorChat.Pki.Lints;

/// <summary>A certificate about to be signed, with what it is meant to be.</summary>
internal sealed record LintCase(ToBeSigned Certificate, RsaPublicKey? Key, LeafSubject Meant, CaCertificate Issuer);

/// <summary>One rule. <paramref name="Broken"/> is a sentence for people, said if <paramref name="Holds"/> does not.</summary>
internal sealed record Lint(string Name, string Clause, string Broken, Func<LintCase, bool> Holds);

/// <summary>A rule that a certificate would have broken.</summary>
/// <param name="OfKey">The key is at fault, which its owner can change; otherwise the authority itself.</param>
internal sealed record LintFailure(string Name, string Clause, string Broken, bool OfKey)
{
    public override string ToString() => $"{Broken} ({Name}, {Clause})";
}

/// <summary>
/// What must hold of every leaf before the CA's key touches it. A mistake in the profiles, in the framework that writes certificates or in
/// the settings ends here, as a refusal and not as a certificate that cannot be called back.
/// </summary>
internal static class CertificateLints
{
    /// <summary>In the order in which they are tried; the key last, since its lints take the most time.</summary>
    public static IReadOnlyList<Lint> All { get; } = [.. FieldLints.All, .. ExtensionLints.All];

    /// <param name="signed">The TBSCertificate, the very bytes that will be signed.</param>
    /// <returns>The first rule broken; null: none.</returns>
    public static LintFailure? Check(ReadOnlyMemory<byte> signed, LeafSubject meant, CaCertificate issuer)
    {
        try
        {
            var certificate = ToBeSigned.Read(signed);
            var lintCase = new LintCase(certificate, RsaPublicKey.Read(certificate.PublicKey), meant, issuer);
            return Check(All, lintCase, ofKey: false) ?? Check(KeyLints.All, lintCase, ofKey: true);
        }
        catch (AsnContentException e)
        {
            return new LintFailure("der", "X.690 10", $"The certificate cannot be read: {e.Message}", OfKey: false);
        }
    }

    private static LintFailure? Check(IReadOnlyList<Lint> lints, LintCase lintCase, bool ofKey)
    {
        foreach (var lint in lints)
            if (!lint.Holds(lintCase))
                return new LintFailure(lint.Name, lint.Clause, lint.Broken, ofKey);
        return null;
    }
}
