using System.Security.Cryptography;
using System.Text;
using BlazorChat.Pki.Catalogue;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;

namespace BlazorChat.Web.Features.Admin.Catalogue;

/// <summary>GET /api/admin/certificates/{serial}.pem and .cer: one certificate as a file, for administrators and auditors.</summary>
internal static class DownloadCertificate
{
    private const string PemType = "application/pem-certificate-chain"; // RFC 8555 9.1
    private const string DerType = "application/pkix-cert"; // RFC 2585 4.1

    public static string Address(string serial, string type) => $"/api/admin/certificates/{serial}.{type}";

    public static void MapDownloadCertificate(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/admin/certificates/{serial}.pem", (string serial, ICertificateCatalogue catalogue, CancellationToken cancellation) =>
            HandleAsync(serial, "pem", PemType, der => Encoding.ASCII.GetBytes(Pem(der)), catalogue, cancellation)).RequireAuthorization(AccountPolicies.Auditor);
        app.MapGet("/api/admin/certificates/{serial}.cer", (string serial, ICertificateCatalogue catalogue, CancellationToken cancellation) =>
            HandleAsync(serial, "cer", DerType, der => der.ToArray(), catalogue, cancellation)).RequireAuthorization(AccountPolicies.Auditor);
    }

    public static string Pem(ReadOnlyMemory<byte> der) => PemEncoding.WriteString("CERTIFICATE", der.Span) + "\n";

    private static async Task<IResult> HandleAsync(
        string serial, string extension, string type, Func<ReadOnlyMemory<byte>, byte[]> content, ICertificateCatalogue catalogue, CancellationToken cancellation) =>
        await catalogue.FindAsync(serial, cancellation) is { } found
            ? TypedResults.Bytes(content(found.Der), type, $"{found.Listed.Serial}.{extension}")
            : Problem.NotFound();
}
