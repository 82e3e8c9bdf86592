using BlazorChat.Directories;
using BlazorChat.Pki;
using BlazorChat.Pki.Revocation;
using BlazorChat.Tests.Support.People;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Storage.Hosts;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Shouldly;

namespace BlazorChat.Tests.Features.Devices;

public sealed class PublishCertificatesTests : IAsyncLifetime
{
    private readonly IUserDirectory directory = Substitute.For<IUserDirectory>();
    private readonly Dictionary<Guid, CertificatePublication> published = [];
    private TestChat chat = null!;
    private string? refusal;
    private bool forEverybody = true;

    public async Task InitializeAsync()
    {
        directory.Rules.Returns(new DirectoryRules(RegistrationMode.Off, false, null, null, IsShared: false, PublishesCertificates: true));
        directory.PublishAsync(default!, default).ReturnsForAnyArgs(call =>
        {
            var publication = call.Arg<CertificatePublication>();
            published[publication.User] = publication;
            return refusal is null ? new PublishResult.Done(0, 0) : new PublishResult.Failed(refusal, forEverybody);
        });
        chat = await TestChat.StartAsync(add: builder => builder.Services.AddSingleton(directory));
    }

    public async Task DisposeAsync() => await chat.DisposeAsync();

    private PublishCertificates Publish => chat.Get<PublishCertificates>();

    [Fact]
    public async Task Certificates_of_what_counts_are_published_and_no_others()
    {
        var alice = await chat.EnrolledAsync("alice");
        await alice.AddRecoveryAsync();
        await Publish.RunAsync(default);
        published[alice.Id].Certificates.Count.ShouldBe(4, "two of the device and two of the recovery key");

        await chat.Get<IAuthority>().RevokeAsync(KeySelection.OfDevice(alice.Id, alice.Device.Name), RevocationReason.KeyCompromise, Actor.System);
        await Answers.EventuallyAsync(async () =>
        {
            await Publish.RunAsync(default);
            return published[alice.Id].Certificates.Count == 2;
        }, "a revocation takes them away");
    }

    [Fact]
    public async Task Of_each_key_the_newest_certificate_is_published()
    {
        var alice = await chat.EnrolledAsync("alice");
        await chat.Get<IAuthority>().RenameAsync(alice.Id, "Alice Durand", Actor.System);
        Publish.Ask(alice.Id);
        await Publish.RunAsync(default);

        var kids = (string[])[alice.Device.Sig.Kid.Value, alice.Device.Enc.Kid.Value];
        var leaves = await chat.Get<IAuthority>().CertificatesOfAsync(kids);
        published[alice.Id].Certificates.Select(der => Convert.ToHexString(der.Span))
            .ShouldBe(kids.Select(kid => Convert.ToHexString(leaves[kid][^1].Der.Span)), ignoreOrder: true);
    }

    [Fact]
    public async Task Ours_are_told_from_whatever_else_lies_there()
    {
        var alice = await chat.EnrolledAsync("alice");
        await Publish.RunAsync(default);
        var ours = published[alice.Id].IsOurs;
        ours(published[alice.Id].Certificates[0]).ShouldBeTrue();
        ours(chat.Get<IAuthority>().IssuingCertificate).ShouldBeFalse("not a leaf");
        ours(Array.Empty<byte>()).ShouldBeFalse();
        ours("rubbish"u8.ToArray()).ShouldBeFalse();
        ours(new byte[5_000_000]).ShouldBeFalse();
    }

    [Fact]
    public async Task What_the_directory_did_not_take_is_tried_again()
    {
        var alice = await chat.EnrolledAsync("alice");
        await Publish.RunAsync(default);
        refusal = "no right to write";
        Publish.Ask(alice.Id);
        await Publish.RunAsync(default);
        directory.ClearReceivedCalls();
        await Publish.RunAsync(default);
        await directory.Received(1).PublishAsync(Arg.Is<CertificatePublication>(publication => publication.User == alice.Id), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Whose_entry_alone_was_not_taken_is_tried_again_soon_and_then_later_each_time()
    {
        var alice = await chat.EnrolledAsync("alice");
        await Publish.RunAsync(default);
        (refusal, forEverybody) = ("this entry is not ours", false);
        Publish.Ask(alice.Id);
        await Publish.RunAsync(default);
        directory.ClearReceivedCalls();

        (await TriesAsync(TimeSpan.FromSeconds(5))).ShouldBe(0);
        (await TriesAsync(TimeSpan.FromSeconds(5))).ShouldBe(1, "after ten seconds");
        (await TriesAsync(TimeSpan.FromSeconds(15))).ShouldBe(0);
        refusal = null;
        (await TriesAsync(TimeSpan.FromSeconds(5))).ShouldBe(1, "after twenty more");
        (await TriesAsync(TimeSpan.FromMinutes(10))).ShouldBe(0, "it was taken");

        async Task<int> TriesAsync(TimeSpan after)
        {
            directory.ClearReceivedCalls();
            chat.Clock.Advance(after);
            await Publish.RunAsync(default);
            return directory.ReceivedCalls().Count(call => call.GetMethodInfo().Name == nameof(IUserDirectory.PublishAsync));
        }
    }

    [Fact]
    public async Task What_another_host_tells_of_is_published()
    {
        var alice = await chat.EnrolledAsync("alice");
        await Publish.RunAsync(default);
        published.Clear();
        await Publish.FollowAsync(new HostChange(HostChangeKinds.Certificates, alice.Id.ToString("D"), Why: null), default);
        await Publish.RunAsync(default);
        published.ShouldContainKey(alice.Id);
    }
}
