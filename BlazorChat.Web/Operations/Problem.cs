using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Operations;

/// <summary>
/// Renders every refusal of the HTTP API as problem details (RFC 9457), served as application/problem+json.
/// The member <c>code</c> is the stable word a program decides on; <c>detail</c> is the sentence a person reads.
/// </summary>
public static class Problem
{
    /// <param name="status">HTTP status, 400 to 599.</param>
    /// <param name="code">Stable, lower case, joined by hyphens: <c>wrong-nonce</c>.</param>
    /// <param name="detail">One sentence: what is wrong and what to do. Never what the server knows and the caller must not.</param>
    /// <param name="extensions">Further members the code defines, such as the newer head of a chain.</param>
    public static IResult Of(int status, string code, string detail, params ReadOnlySpan<(string Name, object? Value)> extensions)
    {
        var problem = new ProblemDetails { Status = status, Detail = detail, Extensions = { ["code"] = code } };
        foreach (var (name, value) in extensions)
            problem.Extensions[name] = value;
        return TypedResults.Problem(problem);
    }

    /// <summary>As <see cref="Of"/>, in the reader's language. The sentence is looked up when the answer is written, so a refusal nobody renders costs nothing.</summary>
    /// <typeparam name="TTexts">Whose resources have the sentence.</typeparam>
    /// <param name="status">HTTP status, 400 to 599.</param>
    /// <param name="code">Stable, lower case, joined by hyphens.</param>
    /// <param name="text">Under which name the sentence stands in the resources.</param>
    /// <param name="extensions">Further members the code defines.</param>
    public static IResult In<TTexts>(int status, string code, string text, params ReadOnlySpan<(string Name, object? Value)> extensions) =>
        new SaidResult<TTexts>(status, code, text, extensions.ToArray());

    /// <summary>Not there, or not for the caller: both look the same.</summary>
    public static IResult NotFound() => In<ProblemTexts>(StatusCodes.Status404NotFound, "not-found", "not-found");

    /// <summary>Too many requests of one kind, with Retry-After (RFC 9110 10.2.3) in whole seconds.</summary>
    public static IResult Throttled(TimeSpan retryAfter) => new ThrottledResult(retryAfter);

    private sealed class ThrottledResult(TimeSpan retryAfter) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var seconds = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds));
            httpContext.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return Of(StatusCodes.Status429TooManyRequests, "throttled", Texts<ProblemTexts>(httpContext)["throttled", seconds], ("retryAfter", seconds))
                .ExecuteAsync(httpContext);
        }
    }

    private sealed class SaidResult<TTexts>(int status, string code, string text, (string Name, object? Value)[] extensions) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => Of(status, code, Texts<TTexts>(httpContext)[text], extensions).ExecuteAsync(httpContext);
    }

    private static IStringLocalizer<TTexts> Texts<TTexts>(HttpContext context) => context.RequestServices.GetRequiredService<IStringLocalizer<TTexts>>();
}
