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
            if (e is DbException database && dialect.IsFull(database))
                return Of(AppendFailure.Full);
            if (e is DbException waiting && dialect.IsTransient(waiting))
                return Of(AppendFailure.Busy);
        }
        return null;
    }

    private static IResult? Of(AppendFailure failure) => failure switch
    {
        AppendFailure.Full => Problem.Of(Unavailable, "storage-full", "The server has no room left to store this. Nothing was lost; try again when an administrator has made room."),
        AppendFailure.Busy => Retry("busy", "The server has more to store than it can right now. Try again in a moment."),
        AppendFailure.Stopping => Retry("stopping", "The server is restarting. Try again in a moment."),
        _ => null,
    };

    private static RetrySoon Retry(string code, string detail) => new(code, detail);

    /// <summary>RFC 9110 15.6.4: a 503 may say when to come back.</summary>
    private sealed class RetrySoon(string code, string detail) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = "1";
            return Problem.Of(Unavailable, code, detail).ExecuteAsync(httpContext);
        }
    }
}
