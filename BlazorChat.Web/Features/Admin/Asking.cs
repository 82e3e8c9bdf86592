using Microsoft.AspNetCore.Components;

namespace BlazorChat.Web.Features.Admin;

/// <summary>How a part of a page has an act done that it asked about.</summary>
internal static class Asking
{
    /// <summary>
    /// Its question is put away before, so that nobody confirms twice; where nothing was done because the password has to be given again first,
    /// it is put back as it was, with what was typed.
    /// </summary>
    public static Task DoAsync(this EventCallback<Func<Task<ActResult>>> onAct, Func<Task<ActResult>> act, Action putBack) => onAct.InvokeAsync(async () =>
    {
        var result = await act();
        if (result == ActResult.ConfirmFirst)
            putBack();
        return result;
    });
}
