using BlazorChat.Pki.Tls;
using Microsoft.Extensions.Configuration;

namespace BlazorChat.Pki.Est;

/// <summary>The settings under <c>Pki:Est:</c>, read and checked once.</summary>
/// <param name="ClientCertificateUrl">Where clients with a certificate come to; null: nowhere.</param>
internal sealed record EstSettings(Uri? ClientCertificateUrl)
{
    public const string ClientCertificateUrlKey = "Pki:Est:ClientCertificateUrl";
    private const string DefaultCertificateSection = "Kestrel:Certificates:Default";

    /// <exception cref="AuthorityStartupException">A setting cannot be used.</exception>
    public static EstSettings Read(IConfiguration configuration)
    {
        if (configuration[ClientCertificateUrlKey] is not { Length: > 0 } text)
            return new EstSettings((Uri?)null);
        // Kestrel's * and + are no host names to Uri.
        if (!Uri.TryCreate(text.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var url)
            || url.Scheme != Uri.UriSchemeHttps || url.PathAndQuery != "/" || url.Port == 0)
            throw new AuthorityStartupException(ClientCertificateUrlKey, $"\"{text}\" is not an https address with a port.", "Set it to an address of its own to listen on, such as https://0.0.0.0:8443.");
        if (!HttpsSettings.IsEnabled(configuration) && !configuration.GetSection(DefaultCertificateSection).Exists())
            throw new AuthorityStartupException(ClientCertificateUrlKey, "The host has no certificate to serve HTTPS with.",
                $"Set {HttpsSettings.EnabledKey} to true, or {DefaultCertificateSection}:Path and {DefaultCertificateSection}:KeyPath to a certificate and its key.");
        return new EstSettings(url);
    }
}
