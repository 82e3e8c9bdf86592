using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Tests.Support.Messaging;

/// <summary>A user with devices, a recovery key and the chain that says so.</summary>
internal sealed class TestPerson
{
    private readonly TimeProvider _clock;
    private readonly List<TestDevice> _devices = [];

    public TestPerson(TimeProvider clock)
    {
        _clock = clock;
        Chain = UserChainState.Empty(Id);
        var first = new TestDevice(Id);
        _devices.Add(first);
        Apply(new FirstDevice(Id, 0, null, first.Id, first.Sig, first.Enc, Now), first.Sig);
        Apply(new RecoveryKey(Id, 1, Chain.Head, TestDevice.AnyKid(), Recovery, Now), first.Sig);
    }

    public Guid Id { get; } = Guid.NewGuid();

    public Kid Recovery { get; } = TestDevice.AnyKid();

    public UserChainState Chain { get; private set; }

    public TestDevice Device => _devices[0];

    private long Now => _clock.GetUtcNow().ToUnixTimeSeconds();

    public TestDevice? Find(Kid sig) => _devices.Find(device => device.Sig == sig);

    public TestDevice AddDevice()
    {
        var device = new TestDevice(Id);
        _devices.Add(device);
        Apply(new AddDevice(Id, Chain.N + 1, Chain.Head, device.Id, device.Sig, device.Enc, Now), Device.Sig);
        return device;
    }

    public void Drop(TestDevice device) => Apply(new DropDevice(Id, Chain.N + 1, Chain.Head, device.Id, Now), Device.Sig);

    /// <summary>A new beginning: another base, which no conversation names yet.</summary>
    public TestDevice Reset()
    {
        var device = new TestDevice(Id);
        _devices.Insert(0, device);
        Apply(new ResetDevices(Id, Chain.N + 1, Chain.Head, device.Id, device.Sig, device.Enc, Now), device.Sig);
        return device;
    }

    private void Apply(UserEntry entry, Kid signer)
    {
        var (next, refusal) = Chain.Apply(entry, signer, Hash.Of($"{entry.User}{entry.N}"), _clock.GetUtcNow());
        Chain = next ?? throw new InvalidOperationException(refusal);
    }
}
