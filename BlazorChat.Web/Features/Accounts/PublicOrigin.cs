using Microsoft.Extensions.Options;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>The setting <c>Devices:Origin</c>. It stands here because an account's answers name the origin too.</summary>
public sealed class OriginOptions
{
    /// <summary>A device proves its key to this origin, hence the section.</summary>
    public const string Section = "Devices";

    /// <summary>
    /// The one origin under which browsers reach the chat, such as <c>https://chat.example.org</c>. Unset, the address of each request is
    /// taken, which then must be trusted (<c>AllowedHosts</c>).
    /// </summary>
    public string? Origin { get; set; }
}

/// <summary>The origin that the proof of a device must name (<c>aud</c>): asked for and checked by one and the same rule.</summary>
internal sealed class PublicOrigin(IOptions<OriginOptions> options)
{
    public string Of(HttpRequest request) => options.Value.Origin ?? $"{request.Scheme}://{request.Host}";
}

internal sealed class OriginOptionsCheck : IValidateOptions<OriginOptions>
{
    public ValidateOptionsResult Validate(string? name, OriginOptions options) =>
        options.Origin is not { } origin || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.GetLeftPart(UriPartial.Authority) == origin)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{OriginOptions.Section}:{nameof(OriginOptions.Origin)} is {origin}; write scheme, name and port only and no slash at the end, like https://chat.example.org, or leave it out.");
}
