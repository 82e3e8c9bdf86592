using System.Security.Cryptography;
using System.Text;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Ocsp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace BlazorChat.Pki;

/// <summary>The second door of the authority: what it publishes, for everybody, under <c>/pki/</c>.</summary>
public static class AuthorityEndpoints
{
    private const string PemType = "application/pem-certificate-chain"; // RFC 8555 9.1
    private const string CertificateType = "application/pkix-cert"; // RFC 2585 4.1
    private const string CrlType = "application/pkix-crl"; // RFC 2585 4.2
    private const string LongLived = "public, max-age=3600";
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static IEndpointRouteBuilder MapAuthority(this IEndpointRouteBuilder endpoints)
    {
        var pki = endpoints.MapGroup("/pki").AllowAnonymous().WithTags("Authority");
        MapCertificate(pki, AuthorityAddresses.RootPem, PemType, keys => Encoding.ASCII.GetBytes(keys.Root.Pem));
        MapCertificate(pki, AuthorityAddresses.IssuingPem, PemType, keys => Encoding.ASCII.GetBytes(keys.Issuing.Pem));
        MapCertificate(pki, AuthorityAddresses.ChainPem, PemType, keys => Encoding.ASCII.GetBytes(keys.Issuing.Pem + keys.Root.Pem)); // RFC 8555 9.1: each certifies the one before it
        MapCertificate(pki, AuthorityAddresses.ChainPkcs7, CertificatesOnly.MediaType, keys => CertificatesOnly.Pack([keys.Issuing.Der, keys.Root.Der]));
        pki.MapMethods(AuthorityAddresses.Certificates, Methods, Certificates);
        pki.MapMethods(AuthorityAddresses.Lists, Methods, Lists);
        MapCertificates(pki, "{name}.cer", CertificateType, ca => ca.Der);
        MapCertificates(pki, "{name}.pem", PemType, ca => Encoding.ASCII.GetBytes(ca.Pem));
        MapCertificates(pki, "{name}.p7b", CertificatesOnly.MediaType, ca => CertificatesOnly.Pack([ca.Der]));
        pki.MapMethods("{name}.crl", Methods, List);
        pki.MapOcsp();
        return endpoints;
    }

    /// <summary>What may be another tomorrow: that of the CAs in use.</summary>
    private static void MapCertificate(RouteGroupBuilder pki, string name, string type, Func<AuthorityKeys, byte[]> content) =>
        pki.MapMethods(name, Methods, (HttpContext http, OpenedAuthority authority) => Lasting(http, content(authority.Keys), type));

    /// <summary>Those of one CA, by its name in addresses.</summary>
    private static void MapCertificates(RouteGroupBuilder pki, string pattern, string type, Func<CaCertificate, byte[]> content) =>
        pki.MapMethods(pattern, Methods, Results<FileContentHttpResult, NotFound> (string name, HttpContext http, OpenedAuthority authority) =>
            authority.Keys.Find(name) is { } ca ? Lasting(http, content(ca), type) : TypedResults.NotFound());

    /// <summary>Every CA certificate: roots, what links a root to the one before it, issuing CAs; oldest first.</summary>
    private static FileContentHttpResult Certificates(HttpContext http, OpenedAuthority authority, CrlPublisher publisher)
    {
        var keys = authority.Keys;
        // One that was just installed is shown once it has a list: without it clients take neither.
        var issuers = keys.Issuers.Where(issuer => publisher.Current.Lists.ContainsKey(issuer.Id)).ToList();
        var links = issuers.Select(issuer => issuer.Link).OfType<CaCertificate>();
        var bytes = Encoding.ASCII.GetBytes(string.Concat(issuers.Select(issuer => issuer.Root).DistinctBy(root => root.Fingerprint).Concat(links).Concat(issuers.Select(issuer => issuer.Certificate)).Select(certificate => certificate.Pem)));
        return Volatile(http, bytes, PemType, Publication.ETag(bytes));
    }

    private static FileContentHttpResult Lists(HttpContext http, OpenedAuthority authority, CrlPublisher publisher, RootCrlPublisher rootPublisher)
    {
        var lists = authority.Keys.Roots.Select(rootPublisher.Of).OfType<PublishedCrl>().Concat(authority.Keys.Issuers.Select(issuer => publisher.Current.Lists.GetValueOrDefault(issuer.Id)).OfType<PublishedCrl>());
        var bytes = Encoding.ASCII.GetBytes(string.Concat(lists.Select(list => PemEncoding.WriteString("X509 CRL", list.Der.Span) + "\n")));
        return Volatile(http, bytes, PemType, Publication.ETag(bytes));
    }

    private static Results<FileContentHttpResult, NotFound> List(string name, HttpContext http, OpenedAuthority authority, CrlPublisher publisher, RootCrlPublisher rootPublisher)
    {
        var issuer = authority.Keys.FindIssuer(name);
        var list = issuer is null ? null : name == issuer.Name ? publisher.Current.Lists.GetValueOrDefault(issuer.Id) : rootPublisher.Of(issuer.Root);
        return list is null ? TypedResults.NotFound() : Volatile(http, list.Der, CrlType, list.ETag);
    }

    private static FileContentHttpResult Lasting(HttpContext http, byte[] content, string type)
    {
        http.Response.Headers.CacheControl = LongLived;
        return TypedResults.Bytes(content, type, entityTag: new EntityTagHeaderValue(Publication.ETag(content)));
    }

    /// <summary>Asked for again each time, so that a revocation counts at once; the tag makes that cheap. No Last-Modified: within one second there may be two lists.</summary>
    private static FileContentHttpResult Volatile(HttpContext http, ReadOnlyMemory<byte> content, string type, string tag)
    {
        http.Response.Headers.CacheControl = "public, no-cache";
        return TypedResults.Bytes(content, type, entityTag: new EntityTagHeaderValue(tag));
    }
}
