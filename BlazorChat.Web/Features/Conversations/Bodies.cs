using Microsoft.AspNetCore.Mvc;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>How much of a request body is read.</summary>
internal static class Bodies
{
    /// <summary>One JWS of at most 64 KB in its JSON.</summary>
    public static RequestSizeLimitAttribute Small { get; } = new(Protocol.Jws.MaxLength + 1024);
}
