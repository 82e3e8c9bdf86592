using BlazorChat.Web.Features.Devices;
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
        services.AddSingleton<AppendRoomEntry>();
        services.AddSingleton<IRecipientsChanged, RecipientsChanged>();
        services.AddSingleton<IConversations, Conversations>();
        return services;
    }

    public static IEndpointRouteBuilder MapConversations(this IEndpointRouteBuilder app)
    {
        app.MapConversationList();
        app.MapRoomChain();
        app.MapClearing();
        return app;
    }
}
