namespace BlazorChat.Web.Features.Devices;

/// <summary>Why an entry does not continue a user chain: the words the client's replay and the shared vectors use.</summary>
public static class ChainRefusal
{
    public const string User = "user";
    public const string N = "n";
    public const string Prev = "prev";
    public const string Iat = "iat";
    public const string Op = "op";
    public const string Signer = "signer";
    public const string Signature = "signature";
    public const string DeviceReused = "device-reused";
    public const string KeyReused = "key-reused";
    public const string NoSuchDevice = "no-such-device";
    public const string TooManyDevices = "too-many-devices";
}
