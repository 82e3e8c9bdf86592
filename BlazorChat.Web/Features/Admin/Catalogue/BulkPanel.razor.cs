using System.Globalization;
using BlazorChat.Pki.Catalogue;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Admin.Catalogue;

public sealed partial class BulkPanel
{
    private StandingChange change = new(StandingAct.Hold, null);
    private ActPreview? preview;
    private CertificateView? previewed;
    private string typed = "";
    private bool mistyped;
    private int asked;
    private bool everything;
    private int count;

    [Inject] internal CertificateActs Acts { get; init; } = null!;
    [Inject] public required IStringLocalizer<Texts> T { get; init; }

    /// <summary>Serial numbers; whoever shows the panel owns the set.</summary>
    [Parameter, EditorRequired] public required ISet<string> Selected { get; set; }
    [Parameter, EditorRequired] public required CertificateView View { get; set; }

    /// <summary>How many certificates the view's filter finds.</summary>
    [Parameter, EditorRequired] public int Total { get; set; }
    [Parameter] public IReadOnlyList<BulkProgress> Running { get; set; } = [];
    [Parameter] public bool MayChange { get; set; } = true;
    [Parameter] public EventCallback OnClear { get; set; }
    [Parameter, EditorRequired] public EventCallback<Func<Task<ActResult>>> OnAct { get; set; }

    protected override void OnParametersSet()
    {
        // Another selection, or another filter of which all was meant: nobody confirms what they did not see.
        if (count != Selected.Count || (everything && previewed?.Address("") != View.Address("")))
            Back();
        if (everything && previewed?.Address("") != View.Address(""))
            everything = false;
        (count, previewed) = (Selected.Count, View);
    }

    private void Change(bool all)
    {
        everything = all;
        Back();
    }

    private void Back() => (preview, typed, mistyped, asked) = (null, "", false, asked + 1);

    private Task ClearAsync()
    {
        Change(all: false);
        return OnClear.InvokeAsync();
    }

    private async Task PreviewAsync()
    {
        var filter = everything ? View.Filter : new CertificateFilter { Serials = [.. Selected] };
        var turn = asked;
        var found = await Acts.PreviewAsync(filter, change, CancellationToken.None);
        if (turn == asked)
            preview = found; // otherwise something else is chosen by now
    }

    private async Task StartAsync()
    {
        mistyped = !int.TryParse(typed, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) || number != preview!.Kids.Count;
        if (mistyped)
            return;
        var (confirmed, written) = (preview!, typed);
        Back();
        await OnAct.DoAsync(
            async () =>
            {
                var result = await Acts.StartAsync(confirmed);
                if (result != ActResult.ConfirmFirst)
                    await ClearAsync();
                return result;
            },
            () => (preview, typed) = (confirmed, written));
    }
}
