using Microsoft.Extensions.Options;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>Section <c>Conversations</c> of the configuration.</summary>
public sealed class ConversationOptions
{
    public const string Section = "Conversations";

    /// <summary>The most members a room may have.</summary>
    public int MaxMembers { get; set; } = RoomChain.MaxMembers;
}

internal sealed class ConversationOptionsCheck : IValidateOptions<ConversationOptions>
{
    public ValidateOptionsResult Validate(string? name, ConversationOptions options) =>
        options.MaxMembers is >= 2 and <= RoomChain.MaxMembers
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{ConversationOptions.Section}:{nameof(options.MaxMembers)} is {options.MaxMembers}; use 2 to {RoomChain.MaxMembers}, which is what clients accept.");
}
