namespace BlazorChat.Pki;

/// <summary>What the authority publishes under <c>/pki/</c>.</summary>
internal static class AuthorityAddresses
{
    public const string RootPem = "root.crt";
    public const string RootDer = "root.cer";
    public const string RootCrl = "root.crl";
    public const string IssuingPem = "issuing.crt";
    public const string IssuingDer = "issuing.cer";
    public const string IssuingCrl = "issuing.crl";
}
