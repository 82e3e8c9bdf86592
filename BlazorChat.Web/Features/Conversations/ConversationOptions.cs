using BlazorChat.Web.Features.Conversations.Offers;
using Microsoft.Extensions.Options;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>Section <c>Conversations</c> of the configuration.</summary>
public sealed class ConversationOptions
{
    public const string Section = "Conversations";

    /// <summary>The most members a room may have.</summary>
    public int MaxMembers { get; set; } = RoomChain.MaxMembers;

    /// <summary>Rooms everybody is brought to; the first who comes makes them.</summary>
    public IList<DefaultRoom> DefaultRooms { get; } = [];
}

internal sealed class ConversationOptionsCheck : IValidateOptions<ConversationOptions>
{
    public ValidateOptionsResult Validate(string? name, ConversationOptions options)
    {
        if (options.MaxMembers is < 2 or > RoomChain.MaxMembers)
            return ValidateOptionsResult.Fail(
                $"{ConversationOptions.Section}:{nameof(options.MaxMembers)} is {options.MaxMembers}; use 2 to {RoomChain.MaxMembers}, which is what clients accept.");
        return DefaultRooms.Read([.. options.DefaultRooms]).Wrong is { } wrong ? ValidateOptionsResult.Fail(wrong) : ValidateOptionsResult.Success;
    }
}
