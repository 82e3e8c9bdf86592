using BlazorChat.Pki;
using BlazorChat.Pki.Issuance;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

public sealed class KnownKeysTests(SharedAuthority shared) : IClassFixture<SharedAuthority>
{
    [Fact]
    public async Task The_connection_stays_open_and_one_that_was_closed_is_opened_again()
    {
        var issued = await shared.Host.IssueAsync(TestDevice.New());
        using var opened = new Opened(shared.Host.Get<AuthorityDatabase>());
        using var known = new KnownKeys(opened);
        (await FindAsync()).ShouldBe(2);
        (await FindAsync()).ShouldBe(2);
        var first = opened.Contexts.ShouldHaveSingleItem();

        await first.DisposeAsync();
        (await FindAsync()).ShouldBe(2);
        opened.Contexts.Count.ShouldBe(2);

        async Task<int> FindAsync() => (await known.FindAsync([issued.Sig.Kid, issued.Enc.Kid], issued.Sig.Owner.Device, CancellationToken.None)).Count;
    }

    [Fact]
    public async Task What_is_wrong_with_a_new_connection_is_told_and_the_next_look_opens_another()
    {
        using var opened = new Opened(shared.Host.Get<AuthorityDatabase>()) { Fault = new InvalidDataException() };
        using var known = new KnownKeys(opened);
        await Should.ThrowAsync<InvalidDataException>(() => known.FindAsync(["unknown"], device: null, CancellationToken.None));
        opened.Fault = null;
        (await known.FindAsync(["unknown"], device: null, CancellationToken.None)).ShouldBeEmpty();
    }

    /// <summary>Remembers what it opened.</summary>
    private sealed class Opened(AuthorityDatabase database) : AuthorityDatabase, IDisposable
    {
        public List<DbContext> Contexts { get; } = [];

        public Exception? Fault { get; set; }

        public override async Task<DbContext> OpenAsync(CancellationToken cancellation)
        {
            if (Fault is not null)
                throw Fault;
            Contexts.Add(await database.OpenAsync(cancellation));
            return Contexts[^1];
        }

        public void Dispose() => Contexts.ForEach(context => context.Dispose());
    }
}
