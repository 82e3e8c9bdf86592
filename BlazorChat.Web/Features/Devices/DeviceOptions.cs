namespace BlazorChat.Web.Features.Devices;

/// <summary>Section <c>Devices</c>.</summary>
public sealed class DeviceOptions
{
    public const string Section = "Devices";

    /// <summary>
    /// The one origin under which browsers reach the chat, such as <c>https://chat.example.org</c>. A device proves its key to
    /// this origin. Unset, the address of each request is taken, which then must be trusted (<c>AllowedHosts</c>).
    /// </summary>
    public string? Origin { get; set; }

    /// <summary>A password alone can only reset a user's devices; an administrator approves it unless this is false.</summary>
    public bool ResetNeedsApproval { get; set; } = true;

    /// <summary>Null, or what is wrong and what to do.</summary>
    internal string? Problem =>
        Origin is null || (Uri.TryCreate(Origin, UriKind.Absolute, out var uri) && uri.GetLeftPart(UriPartial.Authority) == Origin)
            ? null
            : $"{Section}:{nameof(Origin)} is {Origin}; write scheme, name and port only and no slash at the end, like https://chat.example.org, or leave it out.";
}
