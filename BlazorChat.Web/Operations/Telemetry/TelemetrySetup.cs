using System.Collections.Frozen;
using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace BlazorChat.Web.Operations.Telemetry;

/// <summary>The doors of telemetry: measurements and traces over OTLP where <c>Telemetry:OtlpEndpoint</c> is set, otherwise nothing at all.</summary>
public static class TelemetrySetup
{
    // RFC 9110 9 and RFC 5789; whatever else somebody writes into a request is one word.
    private static readonly FrozenSet<string> Methods = FrozenSet.Create(StringComparer.Ordinal, "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    /// <exception cref="StartupException">A setting of it is wrong.</exception>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (TelemetrySettings.Read(configuration) is not { } settings)
            return services;
        services.AddSingleton(settings);
        services.AddSingleton<DistributedContextPropagator, OwnTraces>();
        return services.AddHostedService<TelemetryExport>();
    }

    /// <summary>To be the first of all: says of each request what <see cref="SpanScrubber"/> lets out.</summary>
    public static void UseTelemetry(this WebApplication app)
    {
        if (app.Services.GetService<TelemetrySettings>() is null)
            return;
        app.Use(static async (context, next) =>
        {
            try
            {
                await next(context);
            }
            finally
            {
                if (context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span)
                    Describe(span, context);
            }
        });
    }

    private static void Describe(Activity span, HttpContext context)
    {
        span.SetTag(SpanScrubber.Method, Methods.TryGetValue(context.Request.Method, out var method) ? method : "_OTHER");
        span.SetTag(SpanScrubber.Status, context.Response.StatusCode);
        span.SetTag(SpanScrubber.Route, RouteOf(context));
        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
            span.SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>The pattern, never what stands in its place; where the error page answered, that of what was asked for.</summary>
    private static string? RouteOf(HttpContext context)
    {
        var asked = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.Features.Get<IStatusCodeReExecuteFeature>()?.Endpoint ?? context.GetEndpoint();
        return (asked as RouteEndpoint)?.RoutePattern.RawText;
    }
}
