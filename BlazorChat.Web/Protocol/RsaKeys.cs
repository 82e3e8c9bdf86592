namespace BlazorChat.Web.Protocol;

/// <summary>The one size of every device and recovery key.</summary>
public static class RsaKeys
{
    public const int Bits = 3072;
    public const int Bytes = Bits / 8;
}
