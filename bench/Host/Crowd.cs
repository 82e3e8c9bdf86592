using BlazorChat.Directories;
using BlazorChat.Web.Features.Accounts;
using Microsoft.AspNetCore.Http;

namespace BlazorChat.Bench.Host;

/// <summary>
/// Many people with an account and a session bound to a device, and neither keys nor conversations: what an idle circuit needs, and no more,
/// so that thousands are made in seconds.
/// </summary>
internal sealed class Crowd(Users users, SessionRegistry sessions, FirstAdministrator first, IServiceProvider services)
{
    private readonly List<User> _people = [];
    private User? _administrator;

    public async Task<object> GrowAsync(int count)
    {
        while (_people.Count < count)
            _people.Add(await AddAsync($"crowd{_people.Count}", $"Person {_people.Count:0000}"));
        return new { people = _people.Count };
    }

    public Task<User> AddAsync(string username, string name) =>
        users.SignedInAsync(new DirectoryUser(Guid.NewGuid(), username, name, null, Disabled: false), CancellationToken.None);

    public Task<object> SignInAsync(HttpContext context, int index) => SignInAsync(context, _people[index], Guid.NewGuid());

    /// <summary>Another session of the one administrator. The first time with so many certificates in the books.</summary>
    public async Task<object> SignInAdministratorAsync(HttpContext context, int certificates)
    {
        if (_administrator is null)
        {
            await Certificates.SeedAsync(services, certificates);
            _administrator = await AddAsync("administrator", "The Administrator");
            var link = await first.LinkAsync(CancellationToken.None) ?? throw new InvalidOperationException("There is an administrator already.");
            await first.RedeemAsync(link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..], _administrator.Id, CancellationToken.None);
        }
        return await SignInAsync(context, _administrator, Guid.NewGuid());
    }

    /// <summary>The real cookie of a new session, which is bound to the device as if it had proved its key.</summary>
    public async Task<object> SignInAsync(HttpContext context, User user, Guid device)
    {
        await SessionCookie.SignInAsync(context, user);
        var session = sessions.All.Where(live => live.User == user.Id).MaxBy(live => live.LastSeen)!;
        await sessions.BindDeviceAsync(session.Id, device, CancellationToken.None);
        return new { user = user.Id };
    }
}
