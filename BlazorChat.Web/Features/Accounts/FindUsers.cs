using BlazorChat.Web.Operations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>GET /api/users?query=&amp;limit=: people to write to, by the beginning or a part of their names.</summary>
internal static class FindUsers
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;
    private const int MaxQueryLength = 100;

    public sealed record Answer(IReadOnlyList<Found> Users);

    /// <param name="User">The user's id.</param>
    /// <param name="Username">What they sign in with.</param>
    /// <param name="Name">Their display name.</param>
    /// <param name="Chosen">What they call themselves; null: nothing else.</param>
    /// <param name="HasDevice">Whether a message to them can be encrypted.</param>
    public sealed record Found(Guid User, string Username, string Name, string? Chosen, bool HasDevice)
    {
        public static Found Of(Person person, bool hasDevice) => new(person.Id, person.Username, person.DisplayName, person.ChosenName, hasDevice);
    }

    public static void MapFindUsers(this IEndpointRouteBuilder app) => app.MapGet("/api/users", Handle).RequireDevice();

    private static IResult Handle(
        IPeople people, [FromServices] IDeviceOverview devices, [FromServices] IStringLocalizer<Texts> texts, string query = "", int limit = DefaultLimit)
    {
        if (limit is < 1 or > MaxLimit || query.Length > MaxQueryLength)
            return Problem.Of(StatusCodes.Status400BadRequest, "bad-request", texts["Problem.bad-search", MaxLimit, MaxQueryLength]);
        return TypedResults.Ok(new Answer([.. people.Search(query, limit)
            .Select(person => Found.Of(person, devices.HasDevice(person.Id)))]));
    }
}
