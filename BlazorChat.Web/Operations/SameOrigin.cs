namespace BlazorChat.Web.Operations;

/// <summary>
/// Refuses state changes and circuits that another site's page started. The cookie is SameSite=Lax, which already keeps it
/// out of such requests; this holds where a browser or a proxy does not.
/// </summary>
internal static class SameOrigin
{
    public static IApplicationBuilder UseSameOrigin(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (Guarded(context.Request) && Foreign(context.Request))
        {
            await Problem.In<ProblemTexts>(StatusCodes.Status403Forbidden, "cross-site", "cross-site").ExecuteAsync(context);
            return;
        }
        await next(context);
    });

    private static bool Guarded(HttpRequest request) =>
        !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        || request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase);

    private static bool Foreign(HttpRequest request)
    {
        // Fetch Metadata: absent from programs (curl), never wrong from browsers. "none" is a person's own act, such as a reload.
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is not ("" or "same-origin" or "none"))
            return true;
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
