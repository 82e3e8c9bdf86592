namespace BlazorChat.Pki;

/// <summary>
/// What the authority publishes under <c>/pki/</c>. An issuing CA has addresses of its own, written into what it issues, and
/// so has the root above it; they keep their content for ever. The first ones carry no number.
/// </summary>
internal static class AuthorityAddresses
{
    /// <summary>For people: root and issuing CA that are in use now.</summary>
    public const string RootPem = "root.crt";
    public const string IssuingPem = "issuing.crt";
    public const string ChainPem = "chain.pem";
    public const string ChainPkcs7 = "chain.p7b";
    public const string Ocsp = "ocsp";

    /// <summary>For clients: every CA certificate, every revocation list.</summary>
    public const string Certificates = "certificates.pem";
    public const string Lists = "lists.pem";

    public static string Issuing(int ordinal) => Numbered("issuing", ordinal);

    public static string Der(string ca) => $"{ca}.cer";

    public static string Crl(string ca) => $"{ca}.crl";

    /// <summary>The root above an issuing CA, by the issuing CA's number.</summary>
    public static string Root(int ordinal) => Numbered("root", ordinal);

    private static string Numbered(string name, int ordinal) => ordinal == 1 ? name : $"{name}-{ordinal}";
}
