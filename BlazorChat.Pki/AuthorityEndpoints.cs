using System.Text;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace BlazorChat.Pki;

/// <summary>The second door of the authority: what it publishes, for everybody, under <c>/pki/</c>.</summary>
public static class AuthorityEndpoints
{
    private const string PemType = "application/pem-certificate-chain"; // RFC 8555 9.1
    private const string CertificateType = "application/pkix-cert"; // RFC 2585 4.1
    private const string CrlType = "application/pkix-crl"; // RFC 2585 4.2
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static IEndpointRouteBuilder MapAuthority(this IEndpointRouteBuilder endpoints)
    {
        var pki = endpoints.MapGroup("/pki").AllowAnonymous().WithTags("Authority");
        MapCertificate(pki, AuthorityAddresses.RootPem, PemType, keys => Encoding.ASCII.GetBytes(keys.Root.Pem));
        MapCertificate(pki, AuthorityAddresses.IssuingPem, PemType, keys => Encoding.ASCII.GetBytes(keys.Issuing.Pem));
        MapCertificate(pki, AuthorityAddresses.RootDer, CertificateType, keys => keys.Root.Der);
        MapCertificate(pki, AuthorityAddresses.IssuingDer, CertificateType, keys => keys.Issuing.Der);
        MapCrl(pki, AuthorityAddresses.IssuingCrl, authority => authority.Crl);
        MapCrl(pki, AuthorityAddresses.RootCrl, authority => authority.RootCrl);
        return endpoints;
    }

    private static void MapCertificate(RouteGroupBuilder pki, string name, string type, Func<AuthorityKeys, byte[]> content) =>
        pki.MapMethods(name, Methods, (HttpContext http, OpenedAuthority authority) =>
        {
            var bytes = content(authority.Keys);
            http.Response.Headers.CacheControl = "public, max-age=3600";
            return TypedResults.Bytes(bytes, type, entityTag: new EntityTagHeaderValue(Publication.ETag(bytes)));
        });

    private static void MapCrl(RouteGroupBuilder pki, string name, Func<IAuthority, PublishedCrl?> list) =>
        pki.MapMethods(name, Methods, IResult (HttpContext http, IAuthority authority) =>
        {
            if (list(authority) is not { } crl)
                return TypedResults.NotFound();
            // Asked for again each time, so that a revocation counts at once; the tag makes that cheap.
            http.Response.Headers.CacheControl = "public, no-cache";
            return TypedResults.Bytes(crl.Der, CrlType, entityTag: new EntityTagHeaderValue(crl.ETag), lastModified: crl.ThisUpdate);
        });
}
