namespace BlazorChat.Web.Protocol;

/// <summary>Why something of the protocol was not taken: stable codes, which clients and tests know.</summary>
public static class Refused
{
    /// <summary>Longer than the protocol allows.</summary>
    public const string TooLarge = "too-large";

    /// <summary>Not the parts, characters, encoding or sizes of its serialisation.</summary>
    public const string Malformed = "malformed";

    /// <summary>Not exactly the header of this type.</summary>
    public const string Header = "header";

    /// <summary>Not exactly the members, order and writing of this type.</summary>
    public const string Payload = "payload";

    /// <summary>A higher version: this program is too old for it.</summary>
    public const string UpdateNeeded = "update-needed";

    /// <summary>The signature is not that of the key.</summary>
    public const string Signature = "signature";
}
