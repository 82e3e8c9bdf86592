using System.Collections.Concurrent;
using BlazorChat.Directories;
using BlazorChat.Pki;
using BlazorChat.Tests.Support.People;
using BlazorChat.Web.Features.Accounts;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Shouldly;

namespace BlazorChat.Tests.Contracts;

/// <summary>Certificates made on a host that does not lead, in a directory that the leading one writes to.</summary>
public sealed class PublishOnTwoHostsTests : IAsyncLifetime
{
    private readonly IUserDirectory directory = Substitute.For<IUserDirectory>();
    private readonly ConcurrentDictionary<Guid, CertificatePublication> published = new();
    private TestChat one = null!;
    private TestChat two = null!;

    public async Task InitializeAsync()
    {
        directory.Rules.Returns(new DirectoryRules(RegistrationMode.Off, false, null, null, IsShared: false, PublishesCertificates: true));
        directory.PublishAsync(default!, default).ReturnsForAnyArgs(call =>
        {
            published[call.Arg<CertificatePublication>().User] = call.Arg<CertificatePublication>();
            return new PublishResult.Done(0, 0);
        });
        (one, two) = await TestChat.StartTwoAsync(builder => builder.Services.AddSingleton(directory));
    }

    public async Task DisposeAsync()
    {
        await two.LeaveAsync();
        await one.DisposeAsync();
    }

    [Fact]
    public async Task A_renewed_certificate_is_published_within_seconds_though_no_chain_changes()
    {
        var ann = await two.EnrolledAsync("ann");
        await Eventually(() => published.TryGetValue(ann.Id, out var now) && now.Certificates.Count == 2);
        foreach (var watcher in two.Services.GetServices<IAccountWatcher>())
            await watcher.RenamedAsync(ann.Id, "Ann Durand", default);
        var kid = ann.Device.Enc.Kid.Value;
        var newest = (await two.Get<IAuthority>().CertificatesOfAsync([kid]))[kid][^1].Der;
        await Eventually(() => published[ann.Id].Certificates.Any(der => der.Span.SequenceEqual(newest.Span)));
    }

    private static async Task Eventually(Func<bool> holds)
    {
        for (var tries = 0; !holds(); tries++)
        {
            (tries < 500).ShouldBeTrue("it has not come about");
            await Task.Delay(20);
        }
    }
}
