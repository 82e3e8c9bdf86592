using BlazorChat.Web.Features.Conversations;

namespace BlazorChat.Tests.Support;

/// <summary>Who hides, as the test says.</summary>
internal sealed class FakeDiscretion : IDiscretion
{
    public HashSet<Guid> Hidden { get; } = [];

    public bool IsUnseen(Guid user) => Hidden.Contains(user);
}
