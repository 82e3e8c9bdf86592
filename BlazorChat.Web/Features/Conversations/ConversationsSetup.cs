using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Conversations.Blocks;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Features.Conversations.Offers;
using BlazorChat.Web.Features.Conversations.Profiles;
using BlazorChat.Web.Storage.Hosts;
using Microsoft.Extensions.Options;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>The doors of conversations. Accounts, devices, storage and relay must be added beside it.</summary>
public static class ConversationsSetup
{
    public static IServiceCollection AddConversations(this IServiceCollection services)
    {
        services.AddOptions<ConversationOptions>().BindConfiguration(ConversationOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ConversationOptions>, ConversationOptionsCheck>();
        services.AddSingleton<Rooms>();
        services.AddSingleton<MemberChains>();
        services.AddSingleton<ConversationProblems>();
        services.AddSingleton<ListConversations>();
        services.AddSingleton<Recipients>();
        services.AddSingleton<ConversationWatchers>();
        services.AddSingleton<RoomEntryJudge>();
        services.AddSingleton<RoomWriter>();
        services.AddSingleton<RoomThrottle>();
        services.AddSingleton<CreateConversation>();
        services.AddSingleton<ClearHistory>();
        services.AddSingleton<ReadSharing>();
        services.AddSingleton<BlockPeople>();
        services.AddSingleton<IAccountWatcher, ForgetAccounts>();
        services.AddSingleton<MarkRead>();
        services.AddSingleton<AppendRoomEntry>();
        services.AddSingleton<AdminActs>();
        services.AddSingleton<RoomDirectory>();
        services.AddSingleton<OwnSettings>();
        services.AddSingleton(provider => DefaultRooms.Read([.. provider.GetRequiredService<IOptions<ConversationOptions>>().Value.DefaultRooms]).Rooms!);
        services.AddSingleton<OfferRooms>();
        services.AddSingleton<IRecipientsChanged, RecipientsChanged>();
        services.AddSingleton<IConversations, Conversations>();
        services.AddSingleton<IFollowHostChanges, FollowConversations>();
        return services;
    }

    public static IEndpointRouteBuilder MapConversations(this IEndpointRouteBuilder app)
    {
        app.MapConversationList();
        app.MapRoomChain();
        app.MapReaders();
        app.MapClearing();
        app.MapRoomProfiles();
        app.MapOwnSettings();
        app.MapFindRooms();
        app.MapOffers();
        app.MapBlocks();
        return app;
    }

    /// <summary>Reads into memory who does not tell what they read, and who has blocked whom: before the first circuit.</summary>
    public static async Task OpenConversationsAsync(this IServiceProvider services, CancellationToken cancellation)
    {
        await services.GetRequiredService<ReadSharing>().LoadAsync(cancellation);
        await services.GetRequiredService<BlockPeople>().LoadAsync(cancellation);
    }
}
