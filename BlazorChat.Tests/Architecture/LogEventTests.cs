using System.Reflection;
using BlazorChat.Web.Shell;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace BlazorChat.Tests.Architecture;

/// <summary>Log events are numbered by area: a number in a log says which line of the sources wrote it.</summary>
public sealed class LogEventTests
{
    private static readonly Dictionary<string, int> Thousands = new()
    {
        ["BlazorChat.Pki"] = 1,
        ["BlazorChat.Web.Features.Accounts"] = 2,
        ["BlazorChat.Web.Features.Devices"] = 3,
        ["BlazorChat.Web.Features.Conversations"] = 4,
        ["BlazorChat.Web.Features.Messages"] = 5,
        ["BlazorChat.Web.Features.Presence"] = 6,
        ["BlazorChat.Web.Storage"] = 7,
        ["BlazorChat.Web.Relay"] = 8,
        ["BlazorChat.Directories"] = 9,
        ["BlazorChat.Web.Features.Admin"] = 10,
        ["BlazorChat.Web.Operations"] = 11,
    };

    private static readonly (string Area, string Name, int Id)[] Events =
    [
        .. from assembly in new[] { typeof(App).Assembly, typeof(Pki.PkiAssembly).Assembly, typeof(Directories.DirectoryAssembly).Assembly }
           from type in assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
           let declared = method.GetCustomAttribute<LoggerMessageAttribute>()
           where declared is not null
           select (type.Namespace!, $"{type.FullName}.{method.Name}", declared.EventId),
    ];

    [Fact]
    public void No_two_log_events_have_the_same_number()
    {
        Events.ShouldNotBeEmpty();
        Events.GroupBy(known => known.Id).Where(same => same.Count() > 1).SelectMany(same => same.Select(known => $"{known.Id} {known.Name}")).ShouldBeEmpty();
    }

    [Fact]
    public void A_log_event_has_a_number_of_its_area()
    {
        var wrong = from known in Events
                    let area = Thousands.Keys.SingleOrDefault(area => known.Area == area || known.Area.StartsWith($"{area}.", StringComparison.Ordinal))
                    where area is null || known.Id / 1000 != Thousands[area]
                    select $"{known.Id} {known.Name}";
        wrong.ShouldBeEmpty();
    }
}
