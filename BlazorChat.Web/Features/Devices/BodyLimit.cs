using Microsoft.AspNetCore.Http.Metadata;

namespace BlazorChat.Web.Features.Devices;

/// <summary>No request of this slice is larger; Kestrel answers 413 before it is read.</summary>
internal sealed class BodyLimit : IRequestSizeLimitMetadata
{
    // A JWS of 64 KB in its JSON.
    public long? MaxRequestBodySize => 72 * 1024;
}
