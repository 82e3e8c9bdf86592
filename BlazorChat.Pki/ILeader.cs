namespace BlazorChat.Pki;

/// <summary>Which of several hosts does the work that is needed once. Where there is only one, that one.</summary>
public interface ILeader
{
    /// <summary>
    /// Whether it is this one, as of now. For a moment two may think so, after one was frozen, or none, after one has died: what is done must stand being done
    /// twice, and a moment late.
    /// </summary>
    bool Leads { get; }
}

/// <summary>Of the only host.</summary>
internal sealed class AlwaysLeads : ILeader
{
    public bool Leads => true;
}
