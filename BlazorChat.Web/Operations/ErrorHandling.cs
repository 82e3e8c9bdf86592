using System.Text.Json;
using System.Text.Json.Serialization;
using BlazorChat.Web.Storage;
using Microsoft.AspNetCore.Diagnostics;

namespace BlazorChat.Web.Operations;

/// <summary>
/// The last word on requests that failed: what programs ask for gets problem details, elsewhere the error page.
/// Nothing of an exception reaches the answer.
/// </summary>
internal static partial class ErrorHandling
{
    /// <summary>What a refused form is answered with (FormRefused.razor).</summary>
    private const string FormRefusedPage = "/form-refused";

    public static IServiceCollection AddErrorHandling(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.AddLocalization();   // refusals are said in the reader's language
        // A body that does not fit is thrown, so that the handler below renders it like every other refusal.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            var json = options.SerializerOptions;
            json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            json.AllowDuplicateProperties = false;
            json.PropertyNameCaseInsensitive = false;
            json.NumberHandling = JsonNumberHandling.Strict;
            json.RespectNullableAnnotations = true;
            json.RespectRequiredConstructorParameters = true;
            json.MaxDepth = 16;
        });
        return services;
    }

    public static IApplicationBuilder UseErrorHandling(this IApplicationBuilder app)
    {
        app.UseWhen(IsApi, api =>
        {
            api.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = Answer, SuppressDiagnosticsCallback = IsRefusal });
            api.UseStatusCodePages(context => AnswerEmpty(context.HttpContext));
        });
        app.UseWhen(context => !IsApi(context), page =>
        {
            page.UseExceptionHandler("/error", createScopeForErrors: true);
            page.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
            page.Use(ShowAsync);
        });
        return app;
    }

    /// <summary>
    /// A form whose token is too old, or in which something is far too long or holds a NUL, is refused before its page is asked: with nothing but the
    /// content type of a page, for which the status code pages take it as answered. The page shown instead is read: posted, it would be refused too.
    /// </summary>
    private static async Task ShowAsync(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await next(context);
            return;
        }
        if (context.Features.Get<IStatusCodeReExecuteFeature>() is not { } refused)
        {
            await next(context);
            if (!context.Response.HasStarted && IsFormRefused(context.Response.StatusCode))
                context.Response.ContentType = null;
            return;
        }
        if (IsFormRefused(refused.OriginalStatusCode))
            context.Request.Path = FormRefusedPage;
        context.Request.Method = HttpMethods.Get;
        try
        {
            await next(context);
        }
        finally
        {
            context.Request.Method = HttpMethods.Post;
        }
    }

    private static bool IsFormRefused(int status) => status is StatusCodes.Status400BadRequest or StatusCodes.Status413PayloadTooLarge;

    private static bool IsApi(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || context.Request.Path.StartsWithSegments("/pki", StringComparison.OrdinalIgnoreCase) || context.Request.Path.StartsWithSegments("/.well-known", StringComparison.OrdinalIgnoreCase) || context.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase);

    /// <summary>What the caller did wrong is not logged as an error of ours.</summary>
    private static bool IsRefusal(ExceptionHandlerSuppressDiagnosticsContext context) => context.Exception is BadHttpRequestException;

    private static Task Answer(HttpContext context)
    {
        var fault = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        if (StorageProblem.Of(fault, context.RequestServices.GetRequiredService<AppendDialect>()) is { } storage)
            return storage.ExecuteAsync(context);
        var problem = fault switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
                Problem.In<ProblemTexts>(StatusCodes.Status413PayloadTooLarge, "too-large", "too-large"),
            BadHttpRequestException { InnerException: JsonException } =>
                Problem.In<ProblemTexts>(StatusCodes.Status400BadRequest, "bad-request", "not-json"),
            BadHttpRequestException bad => Problem.In<ProblemTexts>(bad.StatusCode, "bad-request", "bad-form"),
            _ => Problem.In<ProblemTexts>(StatusCodes.Status500InternalServerError, "failed", "failed"),
        };
        return problem.ExecuteAsync(context);
    }

    private static Task AnswerEmpty(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => Problem.NotFound().ExecuteAsync(context),
        StatusCodes.Status405MethodNotAllowed => Problem.In<ProblemTexts>(405, "method-not-allowed", "method-not-allowed").ExecuteAsync(context),
        StatusCodes.Status415UnsupportedMediaType => Problem.In<ProblemTexts>(415, "bad-request", "media-type").ExecuteAsync(context),
        StatusCodes.Status413PayloadTooLarge => Problem.In<ProblemTexts>(413, "too-large", "too-large").ExecuteAsync(context),
        var status => Problem.In<ProblemTexts>(status, "refused", "refused").ExecuteAsync(context),
    };
}
