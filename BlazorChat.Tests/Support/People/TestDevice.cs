using BlazorChat.Pki.Certificates;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Tests.Support.People;

/// <summary>A device of a person, or the person's recovery pair (<see cref="Id"/> null).</summary>
internal sealed record TestDevice(Guid User, Guid? Id, TestKey Sig, TestKey Enc)
{
    public string Name => Id is { } id ? Uuid.Write(id) : KeyOwner.Recovery;

    public string OwnerUri => new KeyOwner(User, Name).Uri;

    /// <summary>The payload of an entry that continues this chain; every member can be changed to something wrong.</summary>
    public static string Payload(UserChainState chain, long iat, string op, string members, long? n = null, string? prev = null, Guid? user = null)
    {
        var head = prev ?? (chain.Head is { } hash ? $"\"{hash}\"" : "null");
        return $$"""{"v":1,"user":"{{user ?? chain.User}}","n":{{n ?? chain.N + 1}},"prev":{{head}},"op":"{{op}}",{{members}},"iat":{{iat}}}""";
    }

    /// <summary>Members of <c>first</c>, <c>add</c> and <c>reset</c> for this device.</summary>
    public string AsNew => $$"""
        "device":"{{Name}}","sig":"{{Sig.Kid}}","enc":"{{Enc.Kid}}"
        """.Trim();

    /// <summary>Members of <c>recovery</c>.</summary>
    public string AsRecovery => $"\"sig\":\"{Sig.Kid}\",\"enc\":\"{Enc.Kid}\"";

    /// <summary>Members of <c>drop</c>.</summary>
    public string AsGone => $"\"device\":\"{Name}\"";

    public string Sign(string payload) => Sig.Sign(UserEntry.Typ, payload);
}
