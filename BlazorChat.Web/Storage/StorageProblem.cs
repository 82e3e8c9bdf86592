using System.Data.Common;
using BlazorChat.Web.Operations;

namespace BlazorChat.Web.Storage;

/// <summary>Says in plain words what a fault of the storage means to the caller: full, busy, going down.</summary>
public static class StorageProblem
{
    private const int Unavailable = StatusCodes.Status503ServiceUnavailable;

    /// <returns>Null: not a fault that the storage can name.</returns>
    public static IResult? Of(Exception? fault, AppendDialect dialect)
    {
        for (var e = fault; e is not null; e = e.InnerException)
        {
            if (e is AppendException append)
                return Of(append.Failure);
            if (dialect.IsFull(e))
                return Of(AppendFailure.Full);
            if (e is DbException && dialect.IsTransient(e))
                return Of(AppendFailure.Busy);
        }
        return null;
    }

    private static IResult? Of(AppendFailure failure) => failure switch
    {
        AppendFailure.Full => Problem.In<ProblemTexts>(Unavailable, "storage-full", "storage-full"),
        AppendFailure.Busy => new RetrySoon("busy"),
        AppendFailure.Stopping => new RetrySoon("stopping"),
        _ => null,
    };

    /// <summary>RFC 9110 15.6.4: a 503 may say when to come back.</summary>
    private sealed class RetrySoon(string code) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = "1";
            return Problem.In<ProblemTexts>(Unavailable, code, code).ExecuteAsync(httpContext);
        }
    }
}
