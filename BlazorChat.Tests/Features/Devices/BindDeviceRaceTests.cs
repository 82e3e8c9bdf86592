using System.Net;
using System.Security.Claims;
using BlazorChat.Pki;
using BlazorChat.Pki.Revocation;
using BlazorChat.Tests.Support.People;
using BlazorChat.Web.Features.Accounts;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace BlazorChat.Tests.Features.Devices;

/// <summary>A device that is revoked in the very moment in which a session is bound to it.</summary>
public sealed class BindDeviceRaceTests
{
    [Fact]
    public async Task A_session_bound_while_its_device_was_revoked_ends()
    {
        await using var chat = await TestChat.StartAsync(add: builder =>
            builder.Services.AddSingleton<ISessions>(services => new Meddling(services.GetRequiredService<SessionRegistry>(), services)));
        var alice = await chat.EnrolledAsync("alice");
        var elsewhere = await alice.ElsewhereAsync();
        var meddling = (Meddling)chat.Get<ISessions>();
        meddling.Revoke = alice.Device.Sig.Kid.Value;

        var problem = await elsewhere.ProveAsync(await elsewhere.ProofAsync(alice.Device)).ShouldBeRefusedAsync(HttpStatusCode.Forbidden, "blocked");
        problem.GetProperty("reason").GetString().ShouldBe("revoked");
        meddling.Find(elsewhere.Session).ShouldBeNull();
    }

    /// <summary>Revokes after the checks and before the binding; whoever ends sessions then finds none.</summary>
    private sealed class Meddling(SessionRegistry real, IServiceProvider services) : ISessions
    {
        public string? Revoke { get; set; }

        public async Task<bool> BindDeviceAsync(Guid session, Guid device, CancellationToken cancellation)
        {
            if (Revoke is { } kid)
            {
                await services.GetRequiredService<IAuthority>().RevokeAsync(KeySelection.Of(kid), RevocationReason.KeyCompromise, Actor.System, cancellation);
                // The watch ends the device's other session, and is done before this one is bound.
                await Answers.EventuallyAsync(() => Task.FromResult(real.All.All(one => one.Device != device)), "the other session ends");
            }

            return await real.BindDeviceAsync(session, device, cancellation);
        }

        public ChatSession? Current(ClaimsPrincipal principal) => real.Current(principal);

        public ChatSession? Find(Guid session) => real.Find(session);

        public IReadOnlyList<OpenSession> Of(Guid user) => real.Of(user);

        public Task EndAsync(Guid session, SessionEndReason reason, CancellationToken cancellation) => real.EndAsync(session, reason, cancellation);

        public Task EndUserAsync(Guid user, SessionEndReason reason, CancellationToken cancellation) => real.EndUserAsync(user, reason, cancellation);

        public Task EndDeviceAsync(Guid user, Guid device, SessionEndReason reason, CancellationToken cancellation) =>
            real.EndDeviceAsync(user, device, reason, cancellation);

        public DateTimeOffset? LastSeen(Guid user, Guid device) => real.LastSeen(user, device);

        public IDisposable OnEnded(Action<SessionEnded> watcher) => real.OnEnded(watcher);
    }
}
