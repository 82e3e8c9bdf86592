using System.Security.Cryptography;
using BlazorChat.Pki.Certificates;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace BlazorChat.Tests.Features.Conversations;

/// <summary>A device of a person, with the key it signs with.</summary>
internal sealed record TestDevice(Guid User, Guid Id, RSA Key, Kid Sig, Kid Enc)
{
    public ChatSession Session => new(Guid.NewGuid(), User, Id, IsAdmin: false);

    /// <summary>Signs a room chain entry; only the middle differs between ops.</summary>
    public string SignRoom(string payload) => Compact.Sign(RoomEntry.Typ, Sig, Key, payload);
}

/// <summary>Somebody with a user chain on the host: real entries, really appended.</summary>
internal sealed class Person(ConversationsHost host)
{
    public Guid Id { get; } = Guid.NewGuid();

    public TestDevice Device { get; private set; } = null!;

    public Hash Base => Chain.Base!.Value;

    public UserChainState Chain { get; private set; } = null!;

    public static async Task<Person> EnrolAsync(ConversationsHost host)
    {
        var person = new Person(host);
        person.Chain = UserChainState.Empty(person.Id);
        person.Device = person.NewDevice();
        await person.AppendAsync(person.Device, "first", Keys(person.Device));
        return person;
    }

    public async Task<TestDevice> AddDeviceAsync()
    {
        var device = NewDevice();
        await AppendAsync(Device, "add", Keys(device));
        return device;
    }

    public Task DropAsync(TestDevice device, TestDevice? by = null) => AppendAsync(by ?? Device, "drop", $"\"device\":\"{device.Id}\"");

    /// <summary>Begins anew with a fresh device, as somebody does who lost everything.</summary>
    public async Task ResetAsync()
    {
        var device = NewDevice();
        await AppendAsync(device, "reset", Keys(device));
        Device = device;
    }

    /// <returns>The new recovery pair's enc kid.</returns>
    public async Task<Kid> RecoverAsync()
    {
        var owner = new KeyOwner(Id, KeyOwner.Recovery);
        var (sig, enc) = (host.Authority.CertifyUnused(owner, KeyUse.Sig), host.Authority.CertifyUnused(owner, KeyUse.Enc));
        await using (var database = await host.DatabaseAsync())
        {
            database.Add(new RecoveryBlob { UserId = Id, Sig = sig.Value, Enc = enc.Value, Jwe = "sealed", At = host.Clock.GetUtcNow() });
            await database.SaveChangesAsync();
        }

        await AppendAsync(Device, "recovery", $"\"sig\":\"{sig}\",\"enc\":\"{enc}\"");
        return enc;
    }

    private TestDevice NewDevice()
    {
        var (id, key) = (Guid.NewGuid(), host.NextKey());
        var owner = new KeyOwner(Id, Uuid.Write(id));
        return new(Id, id, key, host.Authority.Certify(owner, KeyUse.Sig, key), host.Authority.CertifyUnused(owner, KeyUse.Enc));
    }

    private static string Keys(TestDevice device) => $"\"device\":\"{device.Id}\",\"sig\":\"{device.Sig}\",\"enc\":\"{device.Enc}\"";

    private async Task AppendAsync(TestDevice by, string op, string members)
    {
        var payload = $$"""{"v":1,"user":"{{Id}}","n":{{Chain.N + 1}},"prev":{{Compact.Quote(Chain.Head?.Value)}},"op":"{{op}}",{{members}},"iat":{{host.Seconds}}}""";
        var chains = host.Services.GetRequiredService<IUserChains>();
        var result = await chains.TryAppendAsync(Id, Compact.Sign(UserEntry.Typ, by.Sig, by.Key, payload), CancellationToken.None);
        result.ShouldBeOfType<AppendResult.Appended>(result.ToString());
        Chain = await chains.OfAsync(Id, CancellationToken.None);
    }
}
