using BlazorChat.Pki;
using BlazorChat.Web.Features.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Admin.Overview;

/// <summary>How things stand, what needs attention first.</summary>
public sealed partial class Overview
{
    private DirectoryStatus directory = new(null, null, []);

    [Inject] public required IAuthority Authority { get; init; }
    [Inject] public required IDirectoryPass Directory { get; init; }
    [Inject] public required IStringLocalizer<Texts> T { get; init; }

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        await ReadAsync();
    }

    protected override Task<bool> ReadAsync()
    {
        var before = directory;
        directory = Directory.Status;
        return Task.FromResult(directory != before);
    }
}
