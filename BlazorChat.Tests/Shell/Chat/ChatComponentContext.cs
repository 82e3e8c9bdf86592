using System.Globalization;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Presence;
using BlazorChat.Web.Shell.Chat;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PeopleService = BlazorChat.Web.Features.Accounts.People;
using PresenceService = BlazorChat.Web.Features.Presence.Presence;

namespace BlazorChat.Tests.Shell;

/// <summary>What the lists of the chat stand on: people and presence as the product has them, on a clock that the test moves.</summary>
public abstract class ChatComponentContext : BunitContext
{
    private readonly PeopleService people = new(NullLogger<PeopleService>.Instance);
    private readonly PresenceService presence;

    protected ChatComponentContext()
    {
        presence = new PresenceService(Clock, NullLogger<PresenceService>.Instance);
        Services.AddLocalization();
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddSingleton<IPeople>(people);
        Services.AddSingleton<IPresence>(presence);
        Services.AddSingleton<OnlinePeople>();
    }

    protected TestClock Clock { get; } = new();

    protected Person Known(string displayName, bool disabled = false, bool administrator = false, string? chosen = null)
    {
        var id = Guid.NewGuid();
        people.Set(new User
        {
            Id = id,
            Username = $"user-{id:N}"[..12],
            DisplayName = displayName,
            ChosenName = chosen,
            Disabled = disabled,
            Role = administrator ? UserRole.Administrator : UserRole.Member,
            CreatedAt = Clock.GetUtcNow(),
            LastSignInAt = Clock.GetUtcNow(),
        });
        return people.Current.ById[id];
    }

    /// <summary>Opens the chat somewhere, until the result is disposed.</summary>
    protected IPresenceConnection Comes(Person person) => presence.Enter(person.Id, $"{Guid.NewGuid()}");

    protected void Chooses(Person person, ChosenStatus choice, string? line = null) => presence.Choose(person.Id, new OwnStatus(choice, line, null));

    /// <summary>Long enough for presence to be published and for a list to be redrawn, whatever its share of chance.</summary>
    protected void Pass()
    {
        Clock.Advance(TimeSpan.FromSeconds(3));
        Clock.Advance(TimeSpan.FromSeconds(3));
    }

    /// <summary>As what runs for somebody who reads this language.</summary>
    protected static T In<T>(string language, Func<T> act)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        try
        {
            return act();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    protected static void In(string language, Action act) => In(language, () =>
    {
        act();
        return true;
    });

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        presence.Dispose();
    }
}
