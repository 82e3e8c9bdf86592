using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>GET /api/photos?user=&amp;user=…: which of these people have a photo, and its name. From memory: a page asks for everybody it shows.</summary>
internal static class FindPhotos
{
    /// <summary>As many as fit the address; the client asks again for more.</summary>
    private const int MaxUsers = 100;

    /// <param name="Photos">By user id the photo's hash, of those who have one. Null: nobody here has, so do not ask again.</param>
    public sealed record Answer(IReadOnlyDictionary<string, string>? Photos);

    public static void MapFindPhotos(this IEndpointRouteBuilder app) => app.MapGet("/api/photos", Handle).RequireDevice();

    private static IResult Handle(string[] user, IPeople people, Photos photos, IStringLocalizer<Texts> texts)
    {
        if (!photos.AreShown)
            return TypedResults.Ok(new Answer(null));
        if (user.Length > MaxUsers)
            return Problem.Of(StatusCodes.Status400BadRequest, "bad-request", texts["Problem.too-many-people", MaxUsers]);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in user)
        {
            if (Uuid.TryParse(text, out var id) && people.Current.Find(id)?.Photo is { } hash)
                found[text] = hash;
        }
        return TypedResults.Ok(new Answer(found));
    }
}
