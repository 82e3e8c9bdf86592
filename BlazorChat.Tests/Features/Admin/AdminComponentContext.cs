using System.Security.Claims;
using System.Security.Cryptography;
using BlazorChat.Pki;
using BlazorChat.Pki.Catalogue;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Endings;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Ledger;
using BlazorChat.Pki.Lints;
using BlazorChat.Pki.Ocsp;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Admin;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Relay;
using BlazorChat.Web.Storage.Hosts;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NSubstitute;

namespace BlazorChat.Tests.Features.Admin;

/// <summary>What the pages of administration stand on. Accounts, devices and resets only note what they are told to do.</summary>
public abstract class AdminComponentContext : BunitContext
{
    private readonly IPeople people = Substitute.For<IPeople>();
    private readonly IAuthority authority = Substitute.For<IAuthority>();
    private readonly IClientKeys clientKeys = Substitute.For<IClientKeys>();

    protected AdminComponentContext()
    {
        Administrator = new ChatSession(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), IsAdmin: true);
        AddAuthorization();
        Describe(passphraseGenerated: false);
        SignIn(Administrator);
        people.Current.Returns(PeopleSnapshot.Empty);
        authority.Crl.Returns(_ => new PublishedCrl(7, Clock.GetUtcNow().AddHours(-1), Clock.GetUtcNow().AddDays(6), "\"7\"", default));
        authority.Ocsp.Returns(new OcspHealth(null, null, 0, 0, 0, 0));
        Register.ListAsync(default!, default).ReturnsForAnyArgs(call => Listed(call.Arg<IReadOnlyCollection<Guid>>()));
        Resets.ListAsync(default).ReturnsForAnyArgs(_ => Task.FromResult<IReadOnlyList<WaitingReset>>([.. Waiting]));
        Services.AddLocalization();
        Services.AddLogging();
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddSingleton(people);
        Services.AddSingleton(authority);
        Sessions.Of(default).ReturnsForAnyArgs(call => [.. Open.Where(session => session.User == call.Arg<Guid>())]);
        Sessions.Find(default).ReturnsForAnyArgs(call => Open.Where(session => session.Id == call.Arg<Guid>()).Select(session => new ChatSession(session.Id, session.User, session.Device, IsAdmin: false)).FirstOrDefault());
        Services.AddSingleton(Sessions);
        Catalogue.PageAsync(default!, default, default, default, default).ReturnsForAnyArgs(new CataloguePage([], 0));
        Services.AddSingleton(Accounts);
        Links.CanHelpWithPasswords.Returns(true);
        Links.InvitationsAsync(default).ReturnsForAnyArgs(_ => Task.FromResult<IReadOnlyList<OpenInvitation>>([.. Invitations]));
        Services.AddSingleton(Links);
        Services.AddSingleton(Directory);
        Directory.Status.Returns(new DirectoryStatus(null, null, []));
        Services.AddSingleton(Register);
        Services.AddSingleton(Resets);
        Requests.ListAsync(default).ReturnsForAnyArgs(_ => Task.FromResult<IReadOnlyList<WaitingRequest>>([.. WaitingRequests]));
        Services.AddSingleton(Requests);
        clientKeys.ListAsync(default!, default).ReturnsForAnyArgs(call => Task.FromResult<IReadOnlyList<ClientKey>>([.. Keys.Where(key => call.Arg<IReadOnlyCollection<Guid>>().Contains(key.User))]));
        Services.AddSingleton(clientKeys);
        Authority.SharedFactorsAsync().ReturnsForAnyArgs(_ => Task.FromResult<IReadOnlyList<SharedFactor>>([.. Shared]));
        authority.CertificatesOfAsync(default!).ReturnsForAnyArgs(new Dictionary<string, IReadOnlyList<IssuedCertificate>>());
        Endings.OfAuthority().Returns(_ => [.. Ending]);
        Services.AddSingleton(Endings);
        Services.AddSingleton(OwnEndings);
        Services.AddSingleton(Ledger);
        Catalogue.SummariseAsync(default).ReturnsForAnyArgs(_ => Summary);
        Services.AddSingleton(Catalogue);
        Services.AddSingleton(Relay);
        Hosts.Living.Returns([This]);
        Services.AddSingleton(This);
        Services.AddSingleton(Hosts);
        Services.AddSingleton<OwnKeys>();
        Services.AddSingleton<HealthCheckService>(Checks);
        Services.AddAdmin();
    }

    protected TestClock Clock { get; } = new();

    /// <summary>Who is signed in.</summary>
    protected ChatSession Administrator { get; }

    protected ISessions Sessions { get; } = Substitute.For<ISessions>();

    protected List<OpenSession> Open { get; } = [];

    protected IAccounts Accounts { get; } = Substitute.For<IAccounts>();

    protected IAccountLinks Links { get; } = Substitute.For<IAccountLinks>();

    protected IDirectoryPass Directory { get; } = Substitute.For<IDirectoryPass>();

    protected IDeviceRegister Register { get; } = Substitute.For<IDeviceRegister>();

    protected IResets Resets { get; } = Substitute.For<IResets>();

    protected ICertificateRequests Requests { get; } = Substitute.For<ICertificateRequests>();

    protected List<WaitingRequest> WaitingRequests { get; } = [];

    protected List<ClientKey> Keys { get; } = [];

    protected IAuthority Authority => authority;

    protected ICertificateCatalogue Catalogue { get; } = Substitute.For<ICertificateCatalogue>();

    protected CertificateSummary Summary { get; set; } = new(new CertificateCounts(0, 0, 0, 0, 0, 0, 0, 0), new int[CertificateSummary.Days], new int[CertificateSummary.Weeks], DateTimeOffset.UnixEpoch);

    protected HealthChecks Checks { get; } = new();

    protected IRelay Relay { get; } = Substitute.For<IRelay>();

    /// <summary>The one of the installation, until a test says otherwise.</summary>
    protected ThisHost This { get; } = ThisHost.Make();

    protected IHosts Hosts { get; } = Substitute.For<IHosts>();

    protected ILedger Ledger { get; } = Substitute.For<ILedger>();

    protected List<ListedDevice> Devices { get; } = [];

    protected List<WaitingReset> Waiting { get; } = [];

    protected List<OpenInvitation> Invitations { get; } = [];

    protected List<SharedFactor> Shared { get; } = [];

    protected List<AuthorityEnding> Ending { get; } = [];

    protected IEndings Endings { get; } = Substitute.For<IEndings>();

    protected IOwnEndings OwnEndings { get; } = Substitute.For<IOwnEndings>();

    /// <summary>Null: the session has ended.</summary>
    protected void SignIn(ChatSession? session) => Sessions.Current(Arg.Any<ClaimsPrincipal>()).Returns(session);

    protected void Describe(bool passphraseGenerated) => authority.Description.Returns(new AuthorityDescription(
        Created: false, "", "", passphraseGenerated, new Uri("http://localhost"), PublicUrlAssumed: false, "", default, default, RootKeyPresent: true));

    protected Person Known(string name, bool disabled = false, bool administrator = false) =>
        Known(new Person(Guid.NewGuid(), name.ToLowerInvariant(), name, disabled, administrator));

    protected Person Known(Person person)
    {
        var before = people.Current;
        people.Current.Returns(new PeopleSnapshot(before.ByName.Add(person), before.ById.Add(person.Id, person)));
        return person;
    }

    protected ListedDevice Device(Person of, DeviceStatus status = DeviceStatus.Active, string? device = null)
    {
        var listed = new ListedDevice(of.Id, device ?? $"{Guid.NewGuid()}", $"{Guid.NewGuid()}", $"{Guid.NewGuid()}", status, Clock.GetUtcNow(), null, null);
        Devices.Add(listed);
        return listed;
    }

    protected OpenSession Session(Person of, Guid? id = null, Guid? device = null)
    {
        var session = new OpenSession(id ?? Guid.NewGuid(), of.Id, device, Clock.GetUtcNow(), Clock.GetUtcNow());
        Open.Add(session);
        return session;
    }

    protected WaitingReset Reset(Person of)
    {
        var reset = new WaitingReset(of.Id, Guid.NewGuid(), Hash.Of($"{Guid.NewGuid()}"), "ABCD EFGH IJKL MNOP", Clock.GetUtcNow());
        Waiting.Add(reset);
        return reset;
    }

    protected WaitingRequest Request(Person of)
    {
        var request = new WaitingRequest($"{Guid.NewGuid()}", of.Id, null, Convert.ToHexString(RandomNumberGenerator.GetBytes(32)), "192.0.2.7", Clock.GetUtcNow());
        WaitingRequests.Add(request);
        return request;
    }

    /// <summary>Says what it is told to.</summary>
    protected sealed class HealthChecks : HealthCheckService
    {
        public Dictionary<string, HealthReportEntry> Found { get; } = [];

        public override Task<HealthReport> CheckHealthAsync(Func<HealthCheckRegistration, bool>? predicate, CancellationToken cancellationToken = default) =>
            Task.FromResult(new HealthReport(Found, TimeSpan.Zero));
    }

    private Task<IReadOnlyList<ListedDevice>> Listed(IReadOnlyCollection<Guid> users) =>
        Task.FromResult<IReadOnlyList<ListedDevice>>([.. Devices.Where(device => users.Contains(device.User))]);
}
