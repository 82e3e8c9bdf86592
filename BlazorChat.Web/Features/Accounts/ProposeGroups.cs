using BlazorChat.Directories;
using BlazorChat.Web.Operations;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>
/// GET /api/groups?query=: groups of the organisation's directory, by a part of their names; …/{group}/people: who of one has an account and a device
/// here. Proposals for who adds people to a room: a group is no member of anything, and nothing here follows it. Without such a directory there are none.
/// </summary>
internal sealed partial class ProposeGroups(
    IEnumerable<IDirectoryGroups> directories, IPeople people, IDeviceOverview devices, IStringLocalizer<Texts> texts, TimeProvider clock, ILogger<ProposeGroups> logger)
{
    public const int MaxFound = 5;

    /// <summary>As many as a room may have.</summary>
    public const int MaxPeople = 2000;

    private const int MaxQueryLength = 100;
    private const int MaxUsers = 50_000;

    private readonly IDirectoryGroups? directory = directories.SingleOrDefault();
    private readonly Lock gate = new();
    private readonly AttemptCounter<Guid> searches = new(RateLimits.GroupSearches, MaxUsers);
    private readonly AttemptCounter<Guid> lists = new(RateLimits.GroupLists, MaxUsers);

    public sealed record Answer(IReadOnlyList<Group> Groups);

    /// <param name="Id">The directory's id of it.</param>
    /// <param name="Name">What the directory calls it.</param>
    public sealed record Group(Guid Id, string Name);

    /// <param name="Name">What the directory calls the group.</param>
    /// <param name="Users">Who can be added.</param>
    /// <param name="Without">How many more are in the group and have no account here, or no device.</param>
    /// <param name="More">The group has more people than are looked at.</param>
    public sealed record People(string Name, IReadOnlyList<FindUsers.Found> Users, int Without, bool More);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/groups", (ChatSession session, ProposeGroups groups, CancellationToken cancellation, string query = "") =>
            groups.FindAsync(session.User, query, cancellation)).RequireDevice();
        app.MapGet("/api/groups/{group:guid}/people", (Guid group, ChatSession session, ProposeGroups groups, CancellationToken cancellation) =>
            groups.ListAsync(session.User, group, cancellation)).RequireDevice();
    }

    private async Task<IResult> FindAsync(Guid user, string query, CancellationToken cancellation)
    {
        if (directory is null || query.Trim().Length is 0 or > MaxQueryLength)
            return TypedResults.Ok(new Answer([]));
        if (Begin(searches, user) is { } wait)
            return Problem.Throttled(wait);
        return await AskAsync(async () =>
        {
            var found = await directory.SearchAsync(query, MaxFound, cancellation);
            return TypedResults.Ok(new Answer([.. found.Select(group => new Group(group.Id, group.Name))]));
        });
    }

    private async Task<IResult> ListAsync(Guid user, Guid group, CancellationToken cancellation)
    {
        if (directory is null)
            return Problem.NotFound();
        if (Begin(lists, user) is { } wait)
            return Problem.Throttled(wait);
        return await AskAsync(async () => await directory.PeopleAsync(group, MaxPeople, cancellation) is { } found ? TypedResults.Ok(Known(found)) : Problem.NotFound());
    }

    private People Known(DirectoryGroupPeople found)
    {
        var now = people.Current;
        var known = found.People.Select(now.Find).OfType<Person>().Where(person => person is { Disabled: false, Deleted: false } && devices.HasDevice(person.Id))
            .OrderBy(person => person.DisplayName, StringComparer.CurrentCultureIgnoreCase).Select(person => FindUsers.Found.Of(person, hasDevice: true)).ToList();
        return new(found.Name, known, found.People.Count - known.Count, found.More);
    }

    private async Task<IResult> AskAsync(Func<Task<IResult>> ask)
    {
        try
        {
            return await ask();
        }
        catch (DirectoryUnavailableException e)
        {
            LogUnavailable(e.Message);
            return Problem.Of(StatusCodes.Status503ServiceUnavailable, "directory", texts["Problem.directory"]);
        }
    }

    private TimeSpan? Begin(AttemptCounter<Guid> counter, Guid user)
    {
        var now = clock.GetUtcNow();
        lock (gate)
            return counter.Begin(user, now);
    }

    [LoggerMessage(2060, LogLevel.Warning, "The directory did not tell of its groups. {Reason}")]
    private partial void LogUnavailable(string reason);
}
