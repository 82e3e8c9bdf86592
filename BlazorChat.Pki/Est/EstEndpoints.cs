using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorChat.Pki.Est;

/// <summary>
/// Enrolment over Secure Transport (RFC 7030), for programs of people that want a TLS client certificate. Its two doors; the authority and
/// an <see cref="IEstPeople"/> must be added beside it.
/// </summary>
public static class EstEndpoints
{
    /// <summary>RFC 7030 3.2.2.</summary>
    public const string Base = "/.well-known/est";

    internal static readonly string Reenrol = $"{Base}/simplereenroll";

    public static IServiceCollection AddEst(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(EstSettings.Read(configuration));
        services.AddSingleton<CheckPassword>();
        services.AddSingleton<ReadClientCertificate>();
        services.AddSingleton<Enrol>();
        services.AddSingleton<ValidCas>();
        return services;
    }

    public static IEndpointRouteBuilder MapEst(this IEndpointRouteBuilder endpoints)
    {
        var est = endpoints.MapGroup(Base).AllowAnonymous().WithTags("EST");
        est.MapGet("cacerts", (ValidCas cas) => EstAnswer.Authorities(cas.List()));
        est.MapGet("csrattrs", () => EstAnswer.Encode(WishedAttributes.ContentType, WishedAttributes.Der));
        est.MapPost("simpleenroll", (HttpContext http, Enrol enrol, CancellationToken cancellation) => enrol.HandleAsync(http, isRenewal: false, cancellation));
        est.MapPost("simplereenroll", (HttpContext http, Enrol enrol, CancellationToken cancellation) => enrol.HandleAsync(http, isRenewal: true, cancellation));
        return endpoints;
    }
}
