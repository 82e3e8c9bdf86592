using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Messages.Feed;
using BlazorChat.Web.Features.Messages.Retention;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace BlazorChat.Web.Features.Messages;

/// <summary>The doors of messages: sessions, sending, history, and the feed to circuits.</summary>
public static class MessagesSetup
{
    public static IServiceCollection AddMessages(this IServiceCollection services)
    {
        services.AddOptions<MessageOptions>().BindConfiguration(MessageOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<MessageOptions>, MessageOptionsCheck>();
        services.AddSingleton<ExpireMessages>();
        services.AddHostedService(provider => provider.GetRequiredService<ExpireMessages>());
        services.AddSingleton<SessionStore>();
        services.AddSingleton<MessageLog>();
        services.AddSingleton<UserRates>();
        services.AddSingleton<DeviceGate>();
        services.AddSingleton<SessionGate>();
        services.AddSingleton<ChangedRecipients>();
        services.AddSingleton<SendMessage>();
        services.AddSingleton<StartSession>();
        services.AddSingleton<GrantSession>();
        services.AddSingleton<PostTyping>();
        services.AddSingleton<ReadSession>();
        services.AddSingleton<MessageFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<MessageFeed>());
        services.AddScoped<CircuitFeed>();
        services.AddScoped<CircuitHandler, FeedCircuitHandler>();
        return services;
    }

    public static IEndpointRouteBuilder MapMessages(this IEndpointRouteBuilder app)
    {
        var conversation = app.MapGroup("/api/conversations/{conv}").WithTags("Messages").RequireDevice();
        conversation.MapGet("/messages", ReadHistory.HandleAsync);
        conversation.MapPost("/messages", PostMessage.HandleAsync);
        conversation.MapPost("/typing", PostTyping.HandleAsync).WithMetadata(new RequestSizeLimitAttribute(0));
        conversation.MapGet("/sessions", ListSessions.HandleAsync);
        conversation.MapPost("/sessions", PostSession.HandleAsync).WithMetadata(new RequestSizeLimitAttribute(RequestBody.MaxKeys));
        conversation.MapGet("/sessions/{key}", ReadSession.HandleAsync);
        conversation.MapPost("/sessions/{key}/grants", PostGrant.HandleAsync).WithMetadata(new RequestSizeLimitAttribute(RequestBody.MaxKeys));
        conversation.MapGet("/bundles", Bundles.GetAsync);
        conversation.MapPost("/bundles", Bundles.PostAsync).WithMetadata(new RequestSizeLimitAttribute(RequestBody.MaxBundle));
        conversation.MapPost("/bundles/wanted", WantBundles.HandleAsync);
        return app;
    }
}
