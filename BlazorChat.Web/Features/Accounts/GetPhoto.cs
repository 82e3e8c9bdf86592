using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>
/// GET /api/users/{user}/photo/{hash}: somebody's photo of today; an older one is not there any more. The content is JPEG or PNG whatever the
/// directory held, and is sent as nothing else (<c>nosniff</c>, on every answer). No certificate vouches for it: it decorates a name and proves nothing.
/// </summary>
internal static class GetPhoto
{
    // RFC 9111 5.2.2.7, RFC 8246: this reader's browser alone, and for good, as the name is the content's hash.
    private const string KeepForGood = "private, max-age=31536000, immutable";

    public static void MapGetPhoto(this IEndpointRouteBuilder app) => app.MapGet("/api/users/{user}/photo/{hash}", Handle).RequireDevice();

    private static async Task<IResult> Handle(
        string user, string hash, IPeople people, IDbContextFactory<ChatDatabase> databases, HttpResponse response, CancellationToken cancellation)
    {
        if (!Uuid.TryParse(user, out var id) || people.Current.Find(id)?.Photo != hash)
            return Problem.NotFound();
        await using var database = await databases.CreateDbContextAsync(cancellation);
        if (await database.Set<UserPhoto>().AsNoTracking().SingleOrDefaultAsync(photo => photo.User == id && photo.Hash == hash, cancellation) is not { } found)
            return Problem.NotFound(); // taken away meanwhile
        response.Headers.CacheControl = KeepForGood;
        return TypedResults.Bytes(found.Content, found.MediaType, entityTag: new EntityTagHeaderValue($"\"{hash}\""));
    }
}
