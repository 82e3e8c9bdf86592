using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Tests.Support.Messaging;

/// <summary>Certificates end when a test says so.</summary>
internal sealed class FakeSigningTime : ISigningTime
{
    public HashSet<Kid> Over { get; } = [];

    public ValueTask<bool> IsOverAsync(Guid user, KeyPair pair, CancellationToken cancellation) => new(Over.Contains(pair.Sig));
}
