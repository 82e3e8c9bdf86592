using BlazorChat.Tests.Support.Messaging;
using BlazorChat.Web.Features.Messages;
using BlazorChat.Web.Features.Messages.Feed;
using BlazorChat.Web.Protocol;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace BlazorChat.Tests.Features.Messages;

public sealed class IslandComponentTests : IAsyncLifetime
{
    private readonly BunitContext _page = new();
    private MessagesHost _host = null!;
    private TestPerson _ann = null!;
    private TestPerson _bob = null!;
    private TestRoom _dm = null!;

    public async Task InitializeAsync()
    {
        _host = await MessagesHost.StartAsync();
        (_ann, _bob) = (_host.Person(), _host.Person());
        _dm = _host.Dm(_ann, _bob);
        _page.Services.AddSingleton(TimeProvider.System);
        _page.Services.AddScoped(_ => ActivatorUtilities.CreateInstance<CircuitFeed>(_host.Services));
    }

    public async Task DisposeAsync()
    {
        await _page.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public void Elements_carry_ids_and_no_handlers()
    {
        _page.Render<Timeline>(parameters => parameters.Add(p => p.Conv, _dm.Id.Value).Add(p => p.Peer, _bob.Id).Add(p => p.User, _ann.Id))
            .MarkupMatches($"""<chat-timeline conv="{_dm.Id}" peer="{_bob.Id}" user="{_ann.Id}"></chat-timeline>""");
        _page.Render<SaveLog>(parameters => parameters.Add(p => p.Peer, _bob.Id).Add(p => p.User, _ann.Id))
            .MarkupMatches($"""<chat-save-log peer="{_bob.Id}" user="{_ann.Id}"></chat-save-log>""");
        _page.Render<Composer>(parameters => parameters.Add(p => p.Peer, _bob.Id).Add(p => p.User, _ann.Id))
            .MarkupMatches($"""<chat-composer peer="{_bob.Id}" user="{_ann.Id}"><chat-emoji-picker slot="emoji" user="{_ann.Id}"></chat-emoji-picker></chat-composer>""");
    }

    [Fact]
    public void The_emoji_picker_stands_in_the_composer_s_place_for_it_and_carries_its_user_alone() =>
        _page.Render<EmojiPicker>(parameters => parameters.Add(p => p.User, _ann.Id))
            .MarkupMatches($"""<chat-emoji-picker slot="emoji" user="{_ann.Id}"></chat-emoji-picker>""");

    [Fact]
    public async Task The_feed_opens_the_engine_for_user_and_device_delivers_and_detaches()
    {
        _page.JSInterop.SetupVoid("blazorChat.attach", _ => true).SetVoidResult();
        _page.JSInterop.SetupVoid("blazorChat.detach", _ => true).SetVoidResult();
        var deliver = _page.JSInterop.Setup<Dictionary<string, long>>("blazorChat.deliver", _ => true);
        deliver.SetResult([]);
        RenderFeed();
        _page.JSInterop.VerifyInvoke("blazorChat.attach").Arguments[1]!.ToString().ShouldBe($"{{ user = {Uuid.Write(_bob.Id)}, device = {Uuid.Write(_bob.Device.Id)} }}");

        var key = await _host.SessionAsync(_ann.Device, _dm);
        await _host.MessageAsync(_ann.Device, _dm, 1, key);
        // A delivery renders nothing, so there is no render to wait for.
        for (var i = 0; i < 400 && deliver.Invocations.Count == 0; i++)
            await Task.Delay(50);
        deliver.Invocations.ShouldNotBeEmpty();

        await _page.DisposeComponentsAsync();
        _page.JSInterop.VerifyInvoke("blazorChat.detach");
    }

    [Fact]
    public void A_browser_without_keys_is_sent_to_enrol()
    {
        var sent = false;
        _page.JSInterop.SetupVoid("blazorChat.attach", _ => true).SetException(new Microsoft.JSInterop.JSException("no keys"));
        RenderFeed(parameters => parameters.Add(p => p.OnNoKeys, EventCallback.Factory.Create(this, () => sent = true)));
        sent.ShouldBeTrue();
    }

    [Fact]
    public async Task A_dm_that_was_made_is_told_to_the_page_unless_it_is_no_id()
    {
        var made = new List<CreatedConversation>();
        _page.JSInterop.Mode = JSRuntimeMode.Loose;
        var feed = RenderFeed(parameters => parameters.Add(p => p.OnCreated, made.Add));
        await feed.Instance.Created("<b>text</b>", Uuid.Write(_ann.Id));
        await feed.Instance.Created(_dm.Id.Value, "somebody");
        made.ShouldBeEmpty();
        await feed.Instance.Created(_dm.Id.Value, Uuid.Write(_ann.Id));
        made.ShouldBe([new CreatedConversation(_dm.Id.Value, _ann.Id)]);
    }

    private IRenderedComponent<ChatFeed> RenderFeed(Action<ComponentParameterCollectionBuilder<ChatFeed>>? more = null) => _page.Render<ChatFeed>(parameters =>
    {
        parameters.Add(p => p.User, _bob.Id).Add(p => p.Device, _bob.Device.Id).Add(p => p.Conv, _dm.Id.Value).Add(p => p.Peer, _ann.Id);
        more?.Invoke(parameters);
    });
}
